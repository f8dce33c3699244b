import type { Check, Rule } from '../config/rules';

type Constrained = { readonly rule: Rule; readonly besides?: string };

/** What CloudFormation checks before it makes anything. */
export interface Constraints {
  readonly AllowedPattern: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  /** What the console shows where a value is refused. */
  readonly ConstraintDescription: string;
}

/**
 * A rule in the words of CloudFormation: all of its checks as one expression, in the part of the syntax that
 * JavaScript and Java share. CloudFormation compares the whole value, and the expression says so itself too.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html, read 2026-11-21
 */
export function constraintsOf({ rule, besides }: Constrained): Constraints {
  const { minLength = 0, maxLength } = rule;
  const checks = rule.checks.map(lookahead).join('');
  // A value that may be left out is shorter than what is accepted otherwise.
  const length = besides === '' ? `(?=${ANY}{${minLength},})` : '';
  const accepted = `${length}${checks}${ANY}*`;
  const whole = besides === undefined ? accepted : `(?:${besides}|${accepted})`;
  return {
    AllowedPattern: `^${whole}${END}`,
    ...(minLength > 0 && besides !== '' ? { MinLength: minLength } : {}),
    ...(maxLength === undefined ? {} : { MaxLength: maxLength }),
    ConstraintDescription: describe(rule, besides),
  };
}

const ANY = '[\\s\\S]';
/** `$` of Java accepts a line end behind it. */
const END = `(?!${ANY})`;

function lookahead({ pattern, refuse }: Check): string {
  const translated = translate(pattern);
  const search =
    translated.startsWith('^') && !/[|]/.test(translated) ? translated : `${ANY}*?(?:${translated})`;
  return `(?${refuse ? '!' : '='}${search})`;
}

/** `.` and `$` mean different line ends in Java; what is escaped, or inside brackets, means the same. */
function translate(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|[.$]/gs, (part) => {
    if (part === '$') return END;
    return part === '.' ? '[^\\n\\r\\u2028\\u2029]' : part;
  });
}

/** A sentence that goes on where CloudFormation's own ends: "… failed to satisfy constraint: must be …". */
function describe({ is, minLength, maxLength, checks }: Rule, besides: string | undefined): string {
  const bounds = minLength === undefined || minLength <= 1 ? 'at most' : `${minLength} to`;
  const length = maxLength === undefined ? '' : `, ${bounds} ${maxLength} characters`;
  const alternative =
    besides === undefined || is.includes(besides || 'empty') ? '' : `, or ${besides || 'empty'}`;
  const causes = checks.map(({ message }) => `it ${message}`).join('; ');
  return `must be ${is}${length}${alternative}.${causes === '' ? '' : ` What may be wrong: ${causes}.`}`;
}
