import { compareBytes } from './bytes';
import { CallError, type Context, priced } from './context';
import { text } from './fmt/print';
import { sameNumber } from './same-number';
import { Complex, GoInt, GoMap, GoObject, GoSlice, intValue, kindOf, typeOf, type Value } from './values';

/** eq, ne, lt ... with Go's rules about types. Friendly numbers compare with each other by value. */

type Basic = 'bool' | 'complex' | 'int' | 'uint' | 'float' | 'string' | undefined;

function basicKind(v: Value): Basic {
  switch (typeof v) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return 'float';
    case 'bigint':
      return 'int';
  }
  if (v instanceof GoInt) return v.type.startsWith('uint') ? 'uint' : 'int';
  return v instanceof Complex ? 'complex' : undefined;
}

const number = (v: Value): number | bigint => (typeof v === 'number' ? v : (intValue(v) ?? 0n));
const isNumeric = (k: Basic) => k === 'int' || k === 'uint' || k === 'float';

function comparable(c: Context, k1: Basic, k2: Basic): boolean {
  if (k1 === 'float' || k2 === 'float') return c.friendly && isNumeric(k1) && isNumeric(k2);
  return isNumeric(k1) && isNumeric(k2);
}

function eq(c: Context, a: Value, ...rest: Value[]): boolean {
  if (rest.length === 0) throw new CallError('missing argument for comparison');
  return rest.some((b) => equal(c, a, b));
}

function equal(c: Context, a: Value, b: Value): boolean {
  const k1 = basicKind(a);
  const k2 = basicKind(b);
  const nil1 = a === undefined || a === null;
  const nil2 = b === undefined || b === null;
  if (k1 !== k2) {
    if (comparable(c, k1, k2)) return sameNumber(number(a), number(b));
    if (!nil1 && !nil2) throw new CallError('incompatible types for comparison');
    return false;
  }
  if (k1 === 'int' || k1 === 'uint') return intValue(a) === intValue(b);
  if (a instanceof Complex && b instanceof Complex) return a.re === b.re && a.im === b.im;
  if (k1 !== undefined) return a === b;
  if (nil1 || nil2 || isNil(a) || isNil(b)) {
    if (!nil1 && !nil2 && kindOf(a) !== kindOf(b)) throw incomparable(c, a, b);
    return (nil1 || isNil(a)) === (nil2 || isNil(b));
  }
  if (kindOf(a) !== kindOf(b)) throw incomparable(c, a, b);
  if (a instanceof GoObject && b instanceof GoObject) return a === b || (a.kind === 'struct' && a.equals(b));
  throw new CallError(`non-comparable type ${text(c, b)}: ${typeOf(b)}`);
}

function incomparable(c: Context, a: Value, b: Value): CallError {
  return new CallError(`non-comparable types ${text(c, a)}: ${typeOf(a)}, ${typeOf(b)}: ${text(c, b)}`);
}

const isNil = (v: Value) => (v instanceof GoSlice || v instanceof GoMap) && v.isNil;

function lt(c: Context, a: Value, b: Value): boolean {
  const k1 = basicKind(a);
  const k2 = basicKind(b);
  if (k1 === undefined || k2 === undefined) throw new CallError('invalid type for comparison');
  if (k1 !== k2 && !comparable(c, k1, k2)) throw new CallError('incompatible types for comparison');
  if (k1 === 'bool' || k1 === 'complex') throw new CallError('invalid type for comparison');
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b) < 0;
  return number(a) < number(b);
}

const le = (c: Context, a: Value, b: Value): boolean => lt(c, a, b) || eq(c, a, b);
const gt = (c: Context, a: Value, b: Value): boolean => !le(c, a, b);
const ge = (c: Context, a: Value, b: Value): boolean => !lt(c, a, b);

export const functions = priced(2, 1 / 16, {
  eq: ['vv*', eq],
  ne: ['vv', (c: Context, a: Value, b: Value) => !eq(c, a, b)],
  lt: ['vv', lt],
  le: ['vv', le],
  gt: ['vv', gt],
  ge: ['vv', ge],
});
