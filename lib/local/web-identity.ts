import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import { iamTime } from './authorize';
import { type PolicyStatement, statementsOf } from './policy-document';
import type { ProvisionedRole } from './provisioned';

/** The claims of a token that condition keys are made of. */
export interface IdentityClaims {
  /** Without https://. */
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** `azp`: with Google the client that asked for the token. */
  readonly authorizedParty?: string;
}

export interface WebIdentityQuestion {
  readonly role: Pick<ProvisionedRole, 'arn' | 'accountId' | 'trust'>;
  /** What Principal.Federated has to name: the ARN of the OIDC provider, or accounts.google.com. */
  readonly provider: string;
  readonly claims: IdentityClaims;
  readonly sessionName: string;
  readonly now: number;
  readonly secure: boolean;
}

/** Google needs no OIDC provider in IAM, and its condition keys have a meaning of their own. */
export const GOOGLE = 'accounts.google.com';

const ACTION = 'sts:AssumeRoleWithWebIdentity';

/**
 * Whether a trust document lets a web identity in. The simulator drops the condition keys of issuers that it does not
 * know, so who the principal is gets decided here, and the rest of each statement is evaluated as an identity policy.
 */
export function trustsWebIdentity(question: WebIdentityQuestion): boolean {
  const { claims } = question;
  const { trust, accountId } = question.role;
  const statements = statementsOf(trust).filter((statement) => names(statement, question));
  if (statements.length === 0) return false;
  const identityPolicy = {
    ...trust,
    Statement: statements.map(({ Principal: _matched, ...statement }) => ({ ...statement, Resource: '*' })),
  };
  const outcome = runUnsafeSimulation(
    {
      request: {
        principal: `arn:aws:iam::${accountId}:user/web-identity`,
        action: ACTION,
        // Any resource without a policy of its own: with a role the simulator would ask for the trust document.
        resource: { resource: 'arn:aws:s3:::web-identity', accountId },
        contextVariables: {
          ...claimKeys(claims),
          'sts:RoleSessionName': question.sessionName,
          'aws:CurrentTime': iamTime(question.now),
          'aws:EpochTime': String(Math.floor(question.now / 1000)),
          'aws:SecureTransport': String(question.secure),
          'aws:SourceIp': '127.0.0.1',
          'aws:FederatedProvider': question.provider,
        },
      },
      identityPolicies: [{ name: 'trust', policy: identityPolicy }],
      serviceControlPolicies: [],
      resourceControlPolicies: [
        { orgIdentifier: 'account', policies: [{ name: 'everything', policy: EVERYTHING }] },
      ],
    },
    {},
  );
  return outcome === 'Allowed';
}

/** The condition keys that STS makes of a token. */
export function claimKeys({
  issuer,
  subject,
  audience,
  authorizedParty,
}: IdentityClaims): Record<string, string> {
  const keys = { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: audience };
  if (issuer !== GOOGLE) return keys;
  return { ...keys, [`${GOOGLE}:aud`]: authorizedParty ?? audience, [`${GOOGLE}:oaud`]: audience };
}

const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

function names(
  { Principal, NotPrincipal }: PolicyStatement,
  { role, provider }: WebIdentityQuestion,
): boolean {
  if (NotPrincipal !== undefined)
    throw new Error(`NotPrincipal in the trust policy of ${role.arn} is not supported`);
  if (Principal === '*') return true;
  if (typeof Principal !== 'object' || Principal === null) return false;
  const has = (kind: string, value: string) => {
    const found: unknown = Reflect.get(Principal, kind);
    return Array.isArray(found) ? found.includes(value) : found === value;
  };
  return has('AWS', '*') || has('Federated', '*') || has('Federated', provider);
}
