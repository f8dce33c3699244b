/**
 * What a value may look like, as data: the destination file, the props of the constructs, and the parameters
 * of a stand-alone template check with the same expressions and speak with the same sentences.
 * Everything here survives `JSON.stringify`.
 */
export interface Rule {
  /** What the value is, for the JSON Schema and for `is missing` messages. */
  readonly is: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly checks: readonly Check[];
}

/** One expression with the sentence that a person reads where it fails. The first failing check speaks. */
export interface Check {
  readonly pattern: string;
  /** `true`: the value must not match. */
  readonly refuse?: boolean;
  readonly message: string;
}

/** The sentence that says what is wrong with `value`, or `undefined` where it obeys the rule. */
export function violation(rule: Rule, value: string): string | undefined {
  if (value === '' && (rule.minLength ?? 0) > 0) return `is empty: write ${rule.is}`;
  if (value.length < (rule.minLength ?? 0)) return `is too short: at least ${rule.minLength} characters`;
  if (rule.maxLength !== undefined && value.length > rule.maxLength) {
    return `is too long: ${value.length} characters, at most ${rule.maxLength}`;
  }
  return rule.checks.find((check) => new RegExp(check.pattern, 'u').test(value) === (check.refuse ?? false))
    ?.message;
}

/** A form takes a value as it is; in YAML digits want quotes. */
export function inForm(rule: Rule): Rule {
  const plain = (text: string) => text.replace(/,? in quotes/, '');
  const checks = rule.checks.map((check) => ({ ...check, message: plain(check.message) }));
  return { ...rule, is: plain(rule.is), checks };
}

/** The rule as JSON Schema keywords, so that editors underline what the kit would refuse. */
export function ruleKeywords(rule: Rule): Record<string, unknown> {
  return {
    description: rule.is,
    ...(rule.minLength === undefined ? {} : { minLength: rule.minLength }),
    ...(rule.maxLength === undefined ? {} : { maxLength: rule.maxLength }),
    ...(rule.checks.length === 0 ? {} : { allOf: rule.checks.map(checkKeywords) }),
  };
}

const checkKeywords = ({ pattern, refuse }: Check) => (refuse ? { not: { pattern } } : { pattern });
