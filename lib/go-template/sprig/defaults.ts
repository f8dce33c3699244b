import { CallError, type Context, type FunctionTable } from '../context';
import { kindOf, truth, typeOf, type Value } from '../values';

/** sprig's empty(): what Go's templates call false, and nothing else. */
export const isEmpty = (v: Value): boolean => !truth(v);

const kindIs = (c: Context, target: string, v: Value) =>
  target === kindOf(v) || (c.friendly && target === 'int' && whole(v));
const typeIs = (c: Context, target: string, v: Value) =>
  target === typeOf(v) || (c.friendly && target === 'int' && whole(v));
const whole = (v: Value) => typeof v === 'number' && Number.isInteger(v);

export const defaultFunctions: FunctionTable = {
  fail: [
    's',
    (_: Context, message: string) => {
      throw new CallError(message);
    },
  ],
  default: ['aa*', (_: Context, d: Value, ...given: Value[]) => (isEmpty(given[0]) ? d : given[0])],
  empty: ['a', (_: Context, v: Value) => isEmpty(v)],
  coalesce: ['a*', (_: Context, ...args: Value[]) => args.find((v) => !isEmpty(v)) ?? null],
  all: ['a*', (_: Context, ...args: Value[]) => !args.some(isEmpty)],
  any: ['a*', (_: Context, ...args: Value[]) => args.some((v) => !isEmpty(v))],
  ternary: ['aab', (_: Context, yes: Value, no: Value, b: boolean) => (b ? yes : no)],
  typeOf: ['a', (_: Context, v: Value) => typeOf(v)],
  typeIs: ['sa', typeIs],
  typeIsLike: ['sa', (c: Context, t: string, v: Value) => typeIs(c, t, v) || `*${t}` === typeOf(v)],
  kindOf: ['a', (_: Context, v: Value) => kindOf(v)],
  kindIs: ['sa', kindIs],
};
