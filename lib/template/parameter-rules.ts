import { isGitHub } from '../config/issuer';
import { type Check, inForm, RULES, type Rule } from '../config/rules';

/**
 * A template is made for one form of a value, where a destination file may have any: the rules of the file, and what
 * keeps the other forms out.
 */
const narrowed = (rule: Rule, ...checks: readonly Check[]): Rule => ({
  ...rule,
  checks: [...rule.checks, ...checks],
});

/** An AWS account ID, and whose it is. */
export const account = (whose: string): Rule => ({ ...inForm(RULES.accountId), is: `${whose}: 12 digits` });

/** The settings of a sink are JSON, into which CloudFormation puts the value as it is. */
export function insideJson(rule: Rule): Rule {
  return narrowed(rule, {
    pattern: '"',
    refuse: true,
    message: "holds a quote, which would break the sink's settings: leave it out",
  });
}

/** The ARN of a role or user, and of a whole account only where something else tells its customers apart. */
export function ofArn(rule: Rule, mayBeAccount: boolean): Rule {
  return narrowed(
    { ...inForm(rule), is: "the ARN of the vendor's role or user" },
    {
      pattern: '^arn:',
      message: 'is no ARN, and this template was made for the ARN of a role or user: write one',
    },
    ...(mayBeAccount
      ? []
      : [
          {
            pattern: ':root$',
            refuse: true,
            message:
              'is a whole account, and without an external ID every customer of the vendor could reach this bucket: write the ARN of a role or user',
          },
        ]),
  );
}

/** Compared literally; a pattern would need another operator. */
export function exactSubject(issuer: string): Rule {
  return narrowed(
    RULES.subject,
    {
      pattern: '[*?]',
      refuse: true,
      message: 'holds a wildcard, and this template compares the subject literally: write it out',
    },
    ...(isGitHub(issuer)
      ? [
          {
            pattern: '^repo:[^/:]+/[^/:]+:.',
            message:
              'does not name one repository: write repo:<owner>/<repository>:ref:refs/heads/<branch> or …:environment:<name>',
          },
        ]
      : []),
  );
}

export function ofProvider(issuer: string): Rule {
  const literal = issuer.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return narrowed(RULES.providerArn, {
    pattern: `:oidc-provider/${literal}$`,
    message: `is the provider of another issuer: it must end with :oidc-provider/${issuer}`,
  });
}

/** Without a source account the ARN alone says whose resource it is. */
export function ofOwner(rule: Rule): Rule {
  return narrowed(rule, {
    pattern: '^([^:]*:){4}\\d{12}:|^[^*?]*$',
    message: "holds a wildcard and no account, so that other customers' resources match: name one account",
  });
}
