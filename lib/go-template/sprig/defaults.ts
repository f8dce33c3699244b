import type { Context, FunctionTable } from '../context';
import { truth, type Value } from '../values';

/** sprig's empty(): what Go's templates call false, and nothing else. */
export const isEmpty = (v: Value): boolean => !truth(v);

export const defaultFunctions: FunctionTable = {
  default: ['aa*', (_: Context, d: Value, ...given: Value[]) => (isEmpty(given[0]) ? d : given[0])],
  empty: ['a', (_: Context, v: Value) => isEmpty(v)],
  coalesce: ['a*', (_: Context, ...args: Value[]) => args.find((v) => !isEmpty(v)) ?? null],
  all: ['a*', (_: Context, ...args: Value[]) => !args.some(isEmpty)],
  any: ['a*', (_: Context, ...args: Value[]) => args.some((v) => !isEmpty(v))],
  ternary: ['aab', (_: Context, yes: Value, no: Value, b: boolean) => (b ? yes : no)],
};
