/** What one execution may use up. Exceeding one is a TemplateExecutionError, never a hang. */
export interface Limits {
  /** Units of work, 0.1 to 0.25 microseconds each: see docs/go-template.md. @default 1000000 */
  readonly steps: number;
  /** Bytes of output. @default 8388608 */
  readonly outputBytes: number;
  /** Bytes of one string that a function makes (repeat, indent, printf, join ...). @default 4194304 */
  readonly stringBytes: number;
  /** Templates that call templates, and values inside values. @default 500 */
  readonly depth: number;
  /** Elements of one list that a function makes (until, untilStep, seq, splitList ...). @default 100000 */
  readonly listItems: number;
  /** Characters of a regular expression. @default 1000 */
  readonly regexLength: number;
  /** Size of a regular expression's program (instructions), after repetitions are written out. @default 10000 */
  readonly regexSize: number;
  /** Parentheses and blocks inside each other in the template's text. @default 200 */
  readonly nesting: number;
}

export const DEFAULT_LIMITS: Limits = {
  steps: 1_000_000,
  outputBytes: 8 * 1024 * 1024,
  stringBytes: 4 * 1024 * 1024,
  depth: 500,
  listItems: 100_000,
  regexLength: 1_000,
  regexSize: 10_000,
  nesting: 200,
};

export class LimitError extends Error {
  constructor(
    readonly limit: keyof Limits,
    readonly value: number,
  ) {
    super(`exceeds the limit of ${value} ${NOUN[limit]}`);
    this.name = 'LimitError';
  }
}

const NOUN: Record<keyof Limits, string> = {
  steps: 'steps',
  outputBytes: 'bytes of output',
  stringBytes: 'bytes in one string',
  depth: 'levels of depth',
  listItems: 'elements in one list',
  regexLength: 'characters in a regular expression',
  regexSize: 'instructions in a regular expression',
  nesting: 'levels of nesting',
};
