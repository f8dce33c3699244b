import {
  condition,
  each,
  type Mutation,
  ownUser,
  plus,
  property,
  resourcesOf,
  root,
  statementLists,
} from './mutate';
import { ACCOUNT, type Properties, type Value } from './stacks';

const ASSUME = /^sts:AssumeRole$/;
const TOKEN = /^sts:AssumeRoleWithWebIdentity$/;
const SUB = /:sub$/;
const AUD = /:aud$/;

const ofVendor = (statement: Properties) => JSON.stringify(statement.Principal).includes('"AWS"');
const vendors = (change: (statement: Properties) => void) =>
  each('trust', ASSUME, (statement) => {
    if (ofVendor(statement)) change(statement);
  });
const services = (change: (statement: Properties) => void) =>
  each('trust', ASSUME, (statement) => {
    if (JSON.stringify(statement.Principal).includes('"Service"')) change(statement);
  });

/** Who may become the writer or the sink. */
export const TRUST_MUTATIONS: readonly Mutation[] = [
  { name: 'the external ID is not asked for', apply: vendors((one) => condition(one, /ExternalId$/)) },
  {
    name: 'any external ID will do',
    apply: vendors((one) => condition(one, /ExternalId$/, { operator: 'StringLike', value: () => '*' })),
  },
  {
    name: 'the external ID may go on',
    apply: vendors((one) =>
      condition(one, /ExternalId$/, { operator: 'StringLike', value: (value) => `${String(value)}*` }),
    ),
  },
  {
    name: 'the external ID ignores capitals',
    apply: vendors((one) => condition(one, /ExternalId$/, { operator: 'StringEqualsIgnoreCase' })),
  },
  {
    name: 'the external ID may be left out',
    apply: vendors((one) => condition(one, /ExternalId$/, { operator: 'StringEqualsIfExists' })),
  },
  {
    name: 'a second external ID will do',
    apply: vendors((one) => condition(one, /ExternalId$/, { value: (value) => [String(value), 'pending'] })),
  },
  {
    name: 'the external ID must differ',
    apply: vendors((one) => condition(one, /ExternalId$/, { operator: 'StringNotEquals' })),
  },
  {
    name: "the name of the vendor's role is not asked for",
    apply: vendors((one) => condition(one, /PrincipalArn$/)),
  },
  {
    name: "the name of the vendor's role may begin with anything",
    apply: vendors((one) =>
      condition(one, /PrincipalArn$/, {
        value: (value) => String(value).replace(/:role\/(?!\*)/, ':role/*'),
      }),
    ),
  },
  {
    name: "the role of the vendor becomes the vendor's account",
    apply: vendors((one) => {
      const text = JSON.stringify(one.Principal).replace(/:(role|user)\/[^"]+/, ':root');
      one.Principal = JSON.parse(text);
    }),
  },
  {
    name: 'another account is trusted too',
    apply: (template) =>
      vendors((one) => {
        const { AWS } = one.Principal as Properties;
        one.Principal = { AWS: [...[AWS ?? []].flat(), root(template, '999988887777')] };
      })(template),
  },
  {
    name: 'everybody is trusted',
    apply: vendors((one) => {
      one.Principal = '*';
    }),
  },
  {
    name: 'every account is trusted',
    apply: vendors((one) => {
      one.Principal = { AWS: '*' };
      delete one.Condition;
    }),
  },
  { name: 'the address is not asked for', apply: vendors((one) => condition(one, /^aws:SourceIp$/)) },
  {
    name: 'a second network will do',
    apply: vendors((one) =>
      condition(one, /^aws:SourceIp$/, { value: (value) => [...[value].flat(), '198.51.100.0/24'] }),
    ),
  },
  {
    name: 'what is pending is allowed',
    apply: (template) => {
      for (const statement of statementLists(template, 'trust').flat()) {
        if (statement.Effect === 'Deny') statement.Effect = 'Allow';
      }
    },
  },
  {
    name: 'the own account may assume the role by its own policies',
    apply: plus('trust', (template) => ({
      Principal: { AWS: root(template, ACCOUNT) },
      Action: 'sts:AssumeRole',
    })),
  },
  {
    name: 'a colleague may assume the role',
    apply: plus('trust', (template) => ({
      Principal: { AWS: ownUser(template, 'colleague') },
      Action: 'sts:AssumeRole',
    })),
  },
  {
    name: 'EC2 may assume the role',
    apply: plus('trust', () => ({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' })),
  },
  {
    name: 'a SAML provider is trusted',
    apply: plus('trust', () => ({
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/evil` },
      Action: 'sts:AssumeRoleWithSAML',
    })),
  },
  {
    name: 'the service may act for any account',
    apply: services((one) => condition(one, /^aws:SourceAccount$/)),
  },
  { name: 'the subject is not asked for', apply: each('trust', TOKEN, (one) => condition(one, SUB)) },
  {
    name: 'any subject will do',
    apply: each('trust', TOKEN, (one) => condition(one, SUB, { operator: 'StringLike', value: () => '*' })),
  },
  {
    name: 'the subject may go on',
    apply: each('trust', TOKEN, (one) => {
      // A pattern goes on already.
      if (JSON.stringify(one.Condition).includes('*')) return;
      const longer = (value: Value) => [value].flat().map((text) => `${String(text)}*`);
      condition(one, SUB, { operator: 'StringLike', value: longer });
    }),
  },
  {
    name: 'the subject ignores capitals',
    apply: each('trust', TOKEN, (one) => {
      // Google's subjects are digits.
      if (/:sub":"?\[?"?\d+"/.test(JSON.stringify(one.Condition))) return;
      condition(one, SUB, { operator: 'StringEqualsIgnoreCase' });
    }),
  },
  {
    name: 'a second subject is trusted',
    apply: each('trust', TOKEN, (one) => condition(one, SUB, { value: (value) => [...[value].flat(), 'x'] })),
  },
  { name: 'the audience is not asked for', apply: each('trust', TOKEN, (one) => condition(one, AUD)) },
  {
    name: 'a second audience is trusted',
    apply: each('trust', TOKEN, (one) =>
      condition(one, AUD, { value: (value) => [...[value].flat(), 'another-audience'] }),
    ),
  },
  {
    name: 'another issuer is trusted',
    apply: plus('trust', () => ({
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.evil.example` },
      Action: 'sts:AssumeRoleWithWebIdentity',
    })),
  },
  {
    name: 'Google is trusted for every subject',
    apply: plus('trust', () => ({
      Principal: { Federated: 'accounts.google.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
    })),
  },
  {
    name: 'the provider takes tokens for another audience',
    apply: property('AWS::IAM::OIDCProvider', 'ClientIdList', (ids) => [...[ids ?? []].flat(), 'another']),
  },
  {
    name: 'sessions last twelve hours',
    apply: (template) => {
      for (const { Properties: role } of resourcesOf(template, 'AWS::IAM::Role')) {
        if (role.MaxSessionDuration === undefined) role.MaxSessionDuration = 43_200;
      }
    },
  },
];
