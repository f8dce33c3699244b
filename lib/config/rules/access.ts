import { ARN, NO_POLICY_VARIABLE, NO_REFERENCE, PRINTABLE_ASCII } from './checks';
import type { Rule } from './rule';

/** The resource of a user's or role's ARN: a path may stand before the name. */
const IDENTITY = '(user|role)/([\\w+=,.@-]+/)*[\\w+=,.@-]+';

export const ACCESS_RULES = {
  trustedPrincipal: {
    is: "the vendor's account ID in quotes, or the ARN of its role or user, which assumes the role",
    checks: [
      {
        pattern: '[*?]',
        refuse: true,
        message: 'holds a wildcard: name the one account, role or user of the vendor',
      },
      {
        pattern: ':sts::\\d{12}:assumed-role/',
        refuse: true,
        message:
          'is a session of a role: write the ARN of the role itself, arn:aws:iam::<account>:role/<name>',
      },
      NO_POLICY_VARIABLE,
      {
        pattern: `^(\\d{12}|${ARN}:iam::\\d{12}:(root|${IDENTITY}))$`,
        message:
          'is neither an account ID (12 digits in quotes) nor the ARN of a role or user (arn:aws:iam::111122223333:role/name)',
      },
    ],
  },
  bucketPolicyPrincipal: {
    is: "the vendor's account ID in quotes, the ARN of its role or user, or an AWS service, which may write",
    checks: [
      {
        pattern: '[*?]',
        refuse: true,
        message: 'holds a wildcard: name the one account, role, user or service',
      },
      NO_POLICY_VARIABLE,
      {
        pattern: `^(\\d{12}|${ARN}:iam::\\d{12}:(root|${IDENTITY})|[a-z0-9-]+(\\.[a-z0-9-]+)*\\.amazonaws\\.com(\\.cn)?)$`,
        message:
          'is neither an account ID (12 digits in quotes), nor the ARN of a role or user, nor a service such as delivery.logs.amazonaws.com',
      },
    ],
  },
  externalId: {
    is: 'the external ID that the vendor shows for your account; the word pending while it is not known yet',
    minLength: 2,
    maxLength: 1224,
    checks: [
      {
        pattern: '^[\\w+=,.@:/-]*$',
        message: 'may hold only letters, digits and _ + = , . @ : / - (STS refuses other characters)',
      },
      {
        pattern: '^(?!pending$)[Pp][Ee][Nn][Dd][Ii][Nn][Gg]$',
        refuse: true,
        message:
          'would be a live external ID that anybody guesses: write pending in small letters, or the real one',
      },
    ],
  },
  issuer: {
    is: 'the OIDC issuer, for example accounts.google.com or token.actions.githubusercontent.com',
    maxLength: 255,
    checks: [
      {
        pattern: '^http://',
        refuse: true,
        message: 'is plain http, and IAM trusts issuers over https only: write https',
      },
      {
        pattern: '^(https://)?(www\\.amazon\\.com|graph\\.facebook\\.com)(/|$)',
        refuse: true,
        message:
          'signs no "sub" claim that IAM could check: let this vendor write another way, for example as an iam-user',
      },
      {
        pattern: '^(https://)?accounts\\.google\\.com/',
        refuse: true,
        message: "is none of Google's issuers: write accounts.google.com, without a slash",
      },
      {
        pattern: '^(https://)?token\\.actions\\.githubusercontent\\.com/+$',
        refuse: true,
        message: "ends with a slash, which GitHub's tokens do not: write token.actions.githubusercontent.com",
      },
      {
        pattern: '^(https://)?[a-z0-9-]+(\\.[a-z0-9-]+)+(/[\\w.~%/-]*)?$',
        message: 'is not an issuer: write its host and path, without port, query or fragment',
      },
    ],
  },
  subject: {
    is: "the token's sub claim",
    minLength: 1,
    maxLength: 1024,
    checks: [
      {
        pattern: '^[*?]+$',
        refuse: true,
        message: 'would let every identity of the issuer in: write the subject that the vendor names',
      },
      {
        pattern: '^[Pp][Ee][Nn][Dd][Ii][Nn][Gg]$',
        refuse: true,
        message: 'would be a live subject: write subjects: pending without the list, or the real one',
      },
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      PRINTABLE_ASCII,
    ],
  },
  audience: {
    is: "the token's aud claim",
    minLength: 1,
    maxLength: 255,
    checks: [
      {
        pattern: '[*?]',
        refuse: true,
        message: 'holds a wildcard, and audiences are compared literally: write it out',
      },
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      PRINTABLE_ASCII,
    ],
  },
  providerArn: {
    is: 'the ARN of the OIDC provider that the account has already',
    checks: [
      {
        pattern: `^${ARN}:iam::\\d{12}:oidc-provider/[\\w.~%/-]+$`,
        message:
          'is not the ARN of an OIDC provider: write arn:aws:iam::<account>:oidc-provider/<issuer without https://>',
      },
    ],
  },
  identityName: {
    is: 'the name of the user or role',
    minLength: 1,
    maxLength: 64,
    checks: [{ pattern: '^[\\w+=,.@-]*$', message: 'may hold only letters, digits and _ + = , . @ -' }],
  },
  identityPath: {
    is: 'the IAM path of the user or role, for example /vendors/',
    maxLength: 512,
    checks: [
      {
        pattern: '^/([\\w+=,.@-]+/)*$',
        message:
          'must begin and end with a slash, with letters, digits and _ + = , . @ - between, as /vendors/',
      },
    ],
  },
  policyArn: {
    is: 'the ARN of the managed policy that bounds the identity',
    checks: [
      {
        pattern: `^${ARN}:iam::(\\d{12}|aws):policy/[\\w+=,.@/-]+$`,
        message: 'is not the ARN of a managed policy: write arn:aws:iam::<account>:policy/<name>',
      },
    ],
  },
  sourceArn: {
    is: 'the ARN of the resource on whose behalf the service writes',
    checks: [
      NO_POLICY_VARIABLE,
      NO_REFERENCE,
      {
        pattern: `^${ARN}:[a-z0-9-]+:[a-z0-9-]*:(\\d{12})?:[!-~]+$`,
        message:
          'is not the ARN of a resource of one account: write for example arn:aws:logs:eu-west-1:111122223333:*',
      },
    ],
  },
} as const satisfies Record<string, Rule>;
