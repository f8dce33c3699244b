import { LimitError, type Limits } from './limits';
import type { Value } from './values';

/** What one execution carries along: output, settings, and what it has used up. */
export class Context {
  out = '';
  steps = 0;
  depth = 0;
  constructor(
    readonly limits: Limits,
    /** Numbers as people expect them, instead of Go's float64 for everything. */
    readonly friendly: boolean,
    readonly now: () => Date,
  ) {}

  /** Counts work; every loop over data must come by here. */
  charge(n: number): void {
    this.steps += n;
    if (this.steps > this.limits.steps) throw new LimitError('steps', this.limits.steps);
  }

  /** Before a string of that many bytes is made. */
  chargeString(bytes: number): void {
    if (bytes > this.limits.stringBytes) throw new LimitError('stringBytes', this.limits.stringBytes);
    this.charge(bytes / 64);
  }

  /** Before a list of that many elements is made. */
  chargeList(items: number): void {
    if (items > this.limits.listItems) throw new LimitError('listItems', this.limits.listItems);
    this.charge(items);
  }

  checkDepth(depth: number): void {
    if (depth > this.limits.depth) throw new LimitError('depth', this.limits.depth);
  }
}

/** An error or panic inside a function; the caller adds the function's name and place. */
export class CallError extends Error {}

/**
 * A function and Go's signature of it, one letter per parameter: s string, i int, f float64, b bool,
 * a interface{}, v reflect.Value, m map[string]interface{}, t time.Time. A star at the end: variadic.
 */
export type GoFunction = readonly [
  spec: string,
  call: (c: Context, ...args: never[]) => Value,
  /** Steps for one call, and for each character of its texts; measured by npm run fuzz:template. */
  price?: number,
  perCharacter?: number,
];
export type FunctionTable = Readonly<Record<string, GoFunction>>;

/** The same functions at a price, unless one has its own. */
export function priced(price: number, perCharacter: number, table: FunctionTable): FunctionTable {
  const entry = ([name, f]: [string, GoFunction]) =>
    [name, [f[0], f[1], f[2] ?? price, f[3] ?? perCharacter]] as const;
  return Object.fromEntries(Object.entries(table).map(entry));
}
