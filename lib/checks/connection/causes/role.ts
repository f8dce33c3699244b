import type { Cause } from './cause';

/** Nobody became the writer. */
export const ROLE_CAUSES: readonly Cause[] = [
  {
    id: 'token-expired',
    when: { codes: ['ExpiredTokenException', 'ExpiredToken'], steps: ['assume'] },
    because: 'The token has expired{tokenExpiry}.',
    remedy: 'Get a new one from {issuer}: such tokens live minutes to an hour. Then repeat the test.',
    fatal: true,
  },
  {
    id: 'token-audience',
    when: { codes: ['InvalidIdentityToken', 'InvalidIdentityTokenException'], says: 'audience' },
    because:
      'The token is for the audience {tokenAudience}, which the OIDC provider of the account does not list.',
    remedy:
      'Let the vendor ask for a token for {audience}, or write access.audience: {tokenAudience} and deploy.',
    fatal: true,
  },
  {
    id: 'token-issuer',
    when: {
      codes: ['InvalidIdentityToken', 'InvalidIdentityTokenException'],
      says: 'No OpenIDConnect provider',
    },
    because: 'The token is from {tokenIssuer}, for which the account has no OIDC provider.',
    remedy:
      'Take a token from {issuer}. If the file is wrong, correct access.issuer and deploy, which makes the provider.',
    fatal: true,
  },
  {
    id: 'token-unreadable',
    when: {
      codes: [
        'InvalidIdentityToken',
        'InvalidIdentityTokenException',
        'IDPRejectedClaim',
        'IDPRejectedClaimException',
        'IDPCommunicationError',
        'IDPCommunicationErrorException',
      ],
    },
    because:
      'STS cannot verify the token ({code}): it is cut short, its signature is wrong, or the keys of {issuer} cannot be fetched.',
    remedy:
      'Take the token again, whole; https://{issuer}/.well-known/openid-configuration has to be public.',
    fatal: true,
  },
  {
    id: 'token-audience',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['token-audience-differs'] },
    because: 'The token is for the audience {tokenAudience}, and the role trusts {audience} only.',
    remedy:
      'Let the vendor ask for a token for {audience}, or write access.audience: {tokenAudience} and deploy.',
    fatal: true,
  },
  {
    id: 'token-issuer',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['token-issuer-differs'] },
    because: 'The token is from {tokenIssuer}, and the role trusts {issuer} only.',
    remedy: 'Take a token from {issuer}, or correct access.issuer and deploy.',
    fatal: true,
  },
  {
    id: 'token-subject',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['token-subject-differs'] },
    because: 'The subject of the token is {tokenSubject}, and the role trusts {subjects}.',
    remedy: 'Correct access.subjects and deploy, if the vendor is {tokenSubject}.',
    fatal: true,
  },
  {
    id: 'role-not-deployed',
    when: { codes: ['AccessDenied'], says: 'AssumeRoleWithWebIdentity' },
    because:
      'The token is what the file wants, and the role refuses it: it does not exist ({roleArn}), or is deployed with an older trust policy, perhaps still pending.',
    remedy: 'Deploy, and check the ARN of the role: aws iam get-role shows its trust policy.',
    fatal: true,
  },
  {
    id: 'mfa-condition',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['mfa-in-file'] },
    because: 'The trust policy demands MFA (aws:MultiFactorAuthPresent), which a machine cannot answer.',
    remedy:
      'Take the condition out of access.conditions and deploy. The external ID protects the role instead.',
    fatal: true,
  },
  {
    id: 'caller-elsewhere',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['caller-elsewhere'] },
    because:
      'Only {principal} may assume the role, and these credentials are of {caller}. That is as it should be.',
    remedy:
      'Run the test with a profile of the vendor (--as-vendor-profile), or let the vendor run its own connection test.',
    fatal: true,
  },
  {
    id: 'caller-may-not-assume',
    when: {
      codes: ['AccessDenied'],
      steps: ['assume'],
      says: 'no identity-based policy allows the sts:AssumeRole',
    },
    because: 'The account of the vendor does not let {caller} assume the role.',
    remedy: 'The vendor needs sts:AssumeRole on {roleArn} in the policy of its own identity.',
    fatal: true,
  },
  {
    id: 'conditions',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['conditions-in-file'] },
    because:
      'The role is not assumable from here: access.conditions wants {conditions}, or the external ID is another one.',
    remedy: 'Meet the conditions (for example from an address that they name), or take them out and deploy.',
    fatal: true,
  },
  {
    id: 'external-id',
    when: { codes: ['AccessDenied'], steps: ['assume'], given: ['external-id'] },
    because:
      'The role is not assumable with this external ID: the deployed trust policy has another one or is still pending, the role does not exist ({roleArn}), or it trusts somebody else than {caller}.',
    remedy:
      'Compare access.externalId with what the vendor shows, character by character, and deploy; the vendor has to send it as ExternalId.',
    fatal: true,
  },
  {
    id: 'role-not-assumable',
    when: { codes: ['AccessDenied'], steps: ['assume'] },
    because:
      'The role is not assumable: it does not exist ({roleArn}), or its deployed trust policy names somebody else than {caller}.',
    remedy: 'Deploy, and check access.principal: aws iam get-role shows the trust policy.',
    fatal: true,
  },
  {
    id: 'sts-region',
    when: { codes: ['RegionDisabledException'] },
    because: 'STS is not enabled in {region} for this account.',
    remedy: 'Enable the region for STS in the account (IAM, account settings).',
    fatal: true,
  },
];
