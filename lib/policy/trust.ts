import type { CrossAccountRole, WebIdentityRole } from '../config/destination';
import { hasBuiltInProvider } from '../config/issuer';
import type { Statement } from './statement';
import { conditionsOf, principalOf } from './writer';

/** Who may assume the role. `providerArn` is the OIDC provider, where the issuer needs one. */
export function trustStatements(
  access: CrossAccountRole | WebIdentityRole,
  partition: string,
  providerArn?: string,
): Statement[] {
  if (access.pending) return [denyEverybody(access)];
  return [
    access.type === 'cross-account-role' ? crossAccount(access, partition) : webIdentity(access, providerArn),
  ];
}

const ACTION = {
  'cross-account-role': 'sts:AssumeRole',
  'web-identity-role': 'sts:AssumeRoleWithWebIdentity',
} as const;

/** The role exists, so that its ARN can be given to the vendor; nobody can assume it before the vendor's value is in. */
function denyEverybody({ type }: CrossAccountRole | WebIdentityRole): Statement {
  return {
    sid: 'PendingDenyEverybody',
    effect: 'Deny',
    principal: { type: 'Everybody' },
    actions: [ACTION[type]],
    resources: [],
    on: 'role',
    reason:
      'the vendor has not named its value yet: until it stands in the destination file, nobody may assume the role',
  };
}

function crossAccount(access: CrossAccountRole, partition: string): Statement {
  const { externalId } = access;
  return {
    sid: 'AssumeByVendor',
    effect: 'Allow',
    principal: principalOf(access.principal, partition),
    actions: [ACTION[access.type]],
    resources: [],
    ...conditionsOf(
      externalId === undefined ? {} : { StringEquals: { 'sts:ExternalId': externalId } },
      access.conditions,
    ),
    on: 'role',
    reason: 'the vendor assumes the role',
    ...(externalId === undefined ? {} : { when: 'with the external ID' }),
  };
}

/** Exact subjects are compared literally; one with a wildcard makes all of them patterns, because conditions add up. */
function webIdentity(access: WebIdentityRole, providerArn: string | undefined): Statement {
  const { issuer, subjects, audience, originalAudience } = access;
  const operator = subjects.some((subject) => /[*?]/.test(subject)) ? 'StringLike' : 'StringEquals';
  return {
    sid: 'AssumeByWebIdentity',
    effect: 'Allow',
    principal: { type: 'Federated', value: hasBuiltInProvider(issuer) ? issuer : (providerArn as string) },
    actions: [ACTION[access.type]],
    resources: [],
    ...conditionsOf(
      { [operator]: { [`${issuer}:sub`]: subjects.length === 1 ? (subjects[0] as string) : subjects } },
      audience === undefined ? {} : { StringEquals: { [`${issuer}:aud`]: audience } },
      originalAudience === undefined ? {} : { StringEquals: { [`${issuer}:oaud`]: originalAudience } },
      access.conditions,
    ),
    on: 'role',
    reason: `a token of ${issuer} whose subject is named assumes the role`,
    when: 'with a named subject',
  };
}
