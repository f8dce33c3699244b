import { whatConcerns } from '../../../lib/checks/verify/foreign-policy';
import { grantsOf } from '../../../lib/checks/verify/grant';
import type { Place } from '../../../lib/checks/verify/place';
import type { Access } from '../../../lib/config/destination';

const ROLE = 'arn:aws:iam::111122223333:role/writers/writer';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/writer/export-1';
const VENDOR = 'arn:aws:iam::444455556666:role/exporter';
const VARIABLE = ['$', '{aws:username}'].join('');
const BUCKET = 'arn:aws:s3:::lake';

function concern(statement: object, access: object = { type: 'cross-account-role', principal: VENDOR }) {
  const place = { account: '111122223333', destination: { access: access as Access } } as Place;
  const subject = { of: 'writer', kind: 'role', name: 'writer', arn: ROLE } as const;
  const grants = grantsOf({
    Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: `${BUCKET}/in/*.csv` },
  });
  const { counted, doubtful } = whatConcerns(grantsOf({ Statement: statement }), place, [
    { subject, grants },
  ]);
  if (counted.length > 0) return 'counts';
  return doubtful.length > 0 ? 'depends' : 'does not matter';
}

const ALL = { Effect: 'Allow', Action: 's3:*', Resource: [BUCKET, `${BUCKET}/*`] };

describe('an Allow', () => {
  test.each([
    ['everybody', { ...ALL, Principal: '*' }, 'counts'],
    ['all but one', { ...ALL, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/admin' } }, 'counts'],
    ['the writer', { ...ALL, Principal: { AWS: ROLE } }, 'counts'],
    ['a session of the writer', { ...ALL, Principal: { AWS: SESSION } }, 'counts'],
    ["the vendor's principal", { ...ALL, Principal: { AWS: VENDOR } }, 'counts'],
    ["the vendor's account", { ...ALL, Principal: { AWS: '444455556666' } }, 'counts'],
    [
      'another role of the vendor',
      { ...ALL, Principal: { AWS: 'arn:aws:iam::444455556666:role/other' } },
      'counts',
    ],
    [
      'a session in the account of the vendor',
      { ...ALL, Principal: { AWS: SESSION.replace('111122223333', '444455556666') } },
      'counts',
    ],
    ['one among others', { ...ALL, Principal: { AWS: ['999999999999', SESSION] } }, 'counts'],
    [
      'one of our own roles',
      { ...ALL, Principal: { AWS: 'arn:aws:iam::111122223333:role/analyst' } },
      'does not matter',
    ],
    [
      'our account, which leaves it to IAM',
      { ...ALL, Principal: { AWS: '111122223333' } },
      'does not matter',
    ],
    ['a service', { ...ALL, Principal: { Service: 'logging.s3.amazonaws.com' } }, 'does not matter'],
    ['a stranger, whom the owner knows', { ...ALL, Principal: { AWS: '999999999999' } }, 'does not matter'],
    [
      'the writer, for what it may anyway',
      { ...ALL, Action: 's3:PutObject', Resource: `${BUCKET}/in/one.csv`, Principal: { AWS: ROLE } },
      'does not matter',
    ],
  ])('for %s: %s', (_who, statement, expected) => {
    expect(concern(statement)).toBe(expected);
  });

  test.each([
    [
      'a vendor of our own account',
      { type: 'cross-account-role', principal: 'arn:aws:iam::111122223333:role/etl' },
      { AWS: 'arn:aws:iam::111122223333:role/etl' },
      'counts',
    ],
    [
      'its session',
      { type: 'cross-account-role', principal: 'arn:aws:iam::111122223333:role/etl' },
      { AWS: 'arn:aws:sts::111122223333:assumed-role/etl/s' },
      'counts',
    ],
    [
      'somebody beside it',
      { type: 'cross-account-role', principal: 'arn:aws:iam::111122223333:role/etl' },
      { AWS: 'arn:aws:iam::111122223333:role/other' },
      'does not matter',
    ],
    [
      'a whole account as the vendor',
      { type: 'cross-account-role', principal: '444455556666' },
      { AWS: VENDOR },
      'counts',
    ],
    [
      'whom the issuer vouches for',
      { type: 'web-identity-role', issuer: 'accounts.google.com' },
      { Federated: 'accounts.google.com' },
      'counts',
    ],
    [
      'whom another issuer vouches for',
      { type: 'web-identity-role', issuer: 'accounts.google.com' },
      { Federated: 'oidc.example.com' },
      'does not matter',
    ],
  ])('for %s', (_who, access, Principal, expected) => {
    expect(concern({ ...ALL, Principal }, access)).toBe(expected);
  });
});

describe('a Deny', () => {
  const deny = (more: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${BUCKET}/*`,
    ...more,
  });
  test.each([
    ['of everybody', {}, 'counts'],
    ['of our account', { Principal: { AWS: '111122223333' } }, 'counts'],
    ['of the writer', { Principal: { AWS: ROLE } }, 'counts'],
    ['of its session', { Principal: { AWS: SESSION } }, 'counts'],
    [
      'of all but others',
      { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/admin' } },
      'counts',
    ],
    [
      'of all but the writer',
      { Principal: undefined, NotPrincipal: { AWS: [ROLE, '111122223333'] } },
      'does not matter',
    ],
    ['of somebody else', { Principal: { AWS: VENDOR } }, 'does not matter'],
    ['of every action', { Action: '*' }, 'counts'],
    ['of all actions but some', { Action: undefined, NotAction: 's3:Get*' }, 'counts'],
    ['of what the writer does not do', { Action: 's3:DeleteObject' }, 'does not matter'],
    ['of all but what it does', { Action: undefined, NotAction: 's3:Put*' }, 'does not matter'],
    ['beside the scope', { Resource: `${BUCKET}/out/*` }, 'does not matter'],
    ['in a part of the scope', { Resource: `${BUCKET}/in/private/*` }, 'counts'],
    ['outside of a folder', { Resource: undefined, NotResource: `${BUCKET}/in/*` }, 'does not matter'],
    ['without TLS', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, 'does not matter'],
    ['with TLS', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, 'counts'],
    [
      'of other accounts',
      { Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } } },
      'does not matter',
    ],
    [
      'of all principals but one',
      { Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } } },
      'counts',
    ],
    [
      'of all principals but some',
      { Condition: { ArnNotLikeIfExists: { 'aws:PrincipalArn': '*:role/writers/*' } } },
      'does not matter',
    ],
    ['outside of a VPC', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }, 'depends'],
    [
      'outside of a VPC without TLS',
      {
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
          Bool: { 'aws:SecureTransport': 'false' },
        },
      },
      'does not matter',
    ],
    ['with a variable', { Condition: { StringNotEquals: { 'aws:PrincipalArn': VARIABLE } } }, 'depends'],
    [
      'with an operator for another type',
      { Condition: { NumericLessThan: { 'aws:PrincipalAccount': '1' } } },
      'depends',
    ],
  ])('%s: %s', (_which, more, expected) => {
    expect(concern(deny(more))).toBe(expected);
  });
});
