import type { WireResponse } from '../../../../lib/local/http';
import { stsError, WRITER } from '../fake-store';
import { token, withRole, withToken } from '../support';
import { type Case, on } from './case';

const role = { file: withRole() };
const web = { file: withToken(), files: { 'token.jwt': token() }, options: { tokenFile: 'token.jwt' } };
const webWith = (claims: object) => ({ ...web, files: { 'token.jwt': token(claims) } });
const notAssumable = on(
  'AssumeRole',
  stsError(
    403,
    'AccessDenied',
    `User: ${WRITER} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/writer`,
  ),
);
const notTrusted = on(
  'AssumeRoleWithWebIdentity',
  stsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
);
const badToken = (code: string, message: string) =>
  on('AssumeRoleWithWebIdentity', stsError(400, code, message));

export const ROLE: readonly Case[] = [
  {
    ...webWith({ exp: 1_731_095_240 }),
    id: 'token-expired',
    name: 'an old token',
    answers: badToken(
      'ExpiredTokenException',
      'Token expired: current date/time 1731098245 must be before the expiration date/time 1731095240',
    ),
    because: /expired on 2024-11-08T19:47:20/,
    remedy: /new one from oidc\.example\.com/,
  },
  {
    ...webWith({ aud: 'somebody-else' }),
    id: 'token-audience',
    name: 'refused by the provider',
    answers: badToken('InvalidIdentityToken', 'Incorrect token audience'),
    because: /audience somebody-else/,
    remedy: /token for sts\.amazonaws\.com/,
  },
  {
    ...webWith({ aud: 'somebody-else' }),
    id: 'token-audience',
    name: 'refused by the role',
    answers: notTrusted,
    because: /audience somebody-else, and the role trusts sts\.amazonaws\.com/,
    remedy: /access\.audience: somebody-else/,
  },
  {
    ...webWith({ iss: 'https://evil.example.com' }),
    id: 'token-issuer',
    name: 'without a provider',
    answers: badToken(
      'InvalidIdentityToken',
      'No OpenIDConnect provider found in your account for https://evil.example.com',
    ),
    because: /from evil\.example\.com/,
    remedy: /Take a token from oidc\.example\.com/,
  },
  {
    ...webWith({ iss: 'https://evil.example.com' }),
    id: 'token-issuer',
    name: 'of another provider of the account',
    answers: notTrusted,
    because: /from evil\.example\.com, and the role trusts oidc\.example\.com/,
    remedy: /access\.issuer/,
  },
  {
    ...web,
    id: 'token-unreadable',
    name: 'a signature that does not fit',
    answers: badToken(
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    ),
    because: /cannot verify the token/,
    remedy: /openid-configuration/,
  },
  {
    ...webWith({ sub: 'importer' }),
    id: 'token-subject',
    name: 'another subject',
    answers: notTrusted,
    because: /subject of the token is importer, and the role trusts exporter/,
    remedy: /access\.subjects/,
  },
  {
    ...web,
    id: 'role-not-deployed',
    name: 'the right token, refused',
    answers: notTrusted,
    because: /role\/writer.*perhaps still pending/,
    remedy: /aws iam get-role/,
  },
  {
    id: 'mfa-condition',
    name: 'in the trust policy',
    file: withRole('  conditions: { Bool: { "aws:MultiFactorAuthPresent": "true" } }'),
    answers: notAssumable,
    because: /demands MFA/,
    remedy: /access\.conditions/,
  },
  {
    id: 'caller-elsewhere',
    name: 'somebody who is not the vendor',
    file: withRole('', '"206948715642"'),
    answers: notAssumable,
    because:
      /Only 206948715642 may assume the role, and these credentials are of arn:aws:iam::111122223333:user\/strm-writer/,
    remedy: /--as-vendor-profile/,
  },
  {
    ...role,
    id: 'caller-may-not-assume',
    name: "the vendor's own account does not let it",
    answers: on(
      'AssumeRole',
      stsError(
        403,
        'AccessDenied',
        `User: ${WRITER} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/writer because no identity-based policy allows the sts:AssumeRole action`,
      ),
    ),
    because: /account of the vendor does not let/,
    remedy: /sts:AssumeRole on arn:aws:iam::111122223333:role\/writer/,
  },
  {
    id: 'conditions',
    name: 'of the trust policy',
    file: withRole('  conditions: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }'),
    answers: notAssumable,
    because: /IpAddress aws:SourceIp/,
    remedy: /Meet the conditions/,
  },
  {
    ...role,
    id: 'external-id',
    name: 'another one is deployed, or pending',
    answers: notAssumable,
    because: /another one or is still pending/,
    remedy: /character by character/,
  },
  {
    id: 'role-not-assumable',
    name: 'without an external ID in the file',
    file: withRole().replace('  externalId: acme-4711\n', ''),
    answers: notAssumable,
    because: /does not exist \(arn:aws:iam::111122223333:role\/writer\)/,
    remedy: /access\.principal/,
  },
  {
    ...role,
    id: 'sts-region',
    name: 'a region that is switched off',
    answers: on(
      'AssumeRole',
      stsError(
        403,
        'RegionDisabledException',
        'STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.',
      ),
    ),
    because: /STS is not enabled in eu-central-1/,
    remedy: /Enable the region/,
  },
  {
    ...role,
    id: 'wider-trust',
    name: 'anybody may assume the role',
    answers: (seen) => (seen.operation === 'AssumeRole' ? assumed() : undefined),
    because: /without the external ID/,
    remedy: /sts:ExternalId/,
  },
];

function assumed(): WireResponse {
  const result =
    '<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>CANARY</SecretAccessKey><SessionToken>CANARY</SessionToken></Credentials>';
  return {
    status: 200,
    headers: {},
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>${result}</AssumeRoleResult></AssumeRoleResponse>`,
  };
}
