import { CallError, type Context, priced } from '../context';
import { sprint } from '../fmt/print';
import { parseIntGo } from '../strconv';
import { GoSlice, int64, type Value } from '../values';
import { add, type Decimal, div, fromFloat, mul, sub, toFloat } from './decimal';
import { toFloat64, toInt64 } from './numbers';

const best =
  (better: (a: bigint, b: bigint) => boolean) =>
  (_: Context, a: Value, ...rest: Value[]) => {
    let x = toInt64(a);
    for (const v of rest) {
      const y = toInt64(v);
      if (better(y, x)) x = y;
    }
    return int64(x);
  };
const max = best((a, b) => a > b);
const min = best((a, b) => a < b);

function decimals(
  c: Context,
  first: Value,
  rest: readonly Value[],
  op: (a: Decimal, b: Decimal) => Decimal,
): number {
  c.charge(20 + 40 * rest.length);
  return toFloat(
    rest.reduce<Decimal>((acc, v) => op(acc, fromFloat(toFloat64(v))), fromFloat(toFloat64(first))),
  );
}

const divide = (a: bigint, b: bigint, op: (a: bigint, b: bigint) => bigint) => {
  if (b === 0n) throw new CallError('runtime error: integer divide by zero');
  return int64(op(a, b));
};

export const functions = priced(3, 2, {
  atoi: ['s', atoi],
  int: ['a', (_: Context, v: Value) => toInt64(v)],
  int64: ['a', (_: Context, v: Value) => int64(toInt64(v))],
  float64: ['a', (_: Context, v: Value) => toFloat64(v)],
  toDecimal: ['a', (c: Context, v: Value) => int64(parseIntGo(sprint(c, [v]), 8) ?? 0n)],
  add1: ['a', (_: Context, v: Value) => int64(toInt64(v) + 1n)],
  add: ['a*', (_: Context, ...args: Value[]) => int64(args.reduce<bigint>((n, v) => n + toInt64(v), 0n))],
  sub: ['aa', (_: Context, a: Value, b: Value) => int64(toInt64(a) - toInt64(b))],
  mul: [
    'aa*',
    (_: Context, a: Value, ...rest: Value[]) =>
      int64(rest.reduce<bigint>((n, v) => BigInt.asIntN(64, n * toInt64(v)), toInt64(a))),
  ],
  div: ['aa', (_: Context, a: Value, b: Value) => divide(toInt64(a), toInt64(b), (x, y) => x / y)],
  mod: ['aa', (_: Context, a: Value, b: Value) => divide(toInt64(a), toInt64(b), (x, y) => x % y)],
  add1f: ['a', (c: Context, v: Value) => decimals(c, v, [1], add)],
  addf: ['a*', (c: Context, ...args: Value[]) => decimals(c, 0, args, add)],
  subf: ['aa*', (c: Context, a: Value, ...rest: Value[]) => decimals(c, a, rest, sub)],
  mulf: ['aa*', (c: Context, a: Value, ...rest: Value[]) => decimals(c, a, rest, mul)],
  divf: ['aa*', (c: Context, a: Value, ...rest: Value[]) => decimals(c, a, rest, div)],
  max: ['aa*', max],
  biggest: ['aa*', max],
  min: ['aa*', min],
  maxf: ['aa*', (_: Context, ...args: Value[]) => Math.max(...args.map(toFloat64))],
  minf: ['aa*', (_: Context, ...args: Value[]) => Math.min(...args.map(toFloat64))],
  floor: ['a', (_: Context, v: Value) => Math.floor(toFloat64(v))],
  ceil: ['a', (_: Context, v: Value) => Math.ceil(toFloat64(v))],
  round: ['aif*', round],
  until: ['i', (c: Context, n: bigint) => untilStep(c, 0n, n, n < 0n ? -1n : 1n)],
  untilStep: ['iii', untilStep],
  seq: ['i*', seq],
});

/** What is out of range is the nearest int, as strconv.Atoi leaves it behind with its error. */
function atoi(_: Context, s: string): bigint {
  const n = parseIntGo(s, 10);
  if (n !== undefined || !/^[-+]?[0-9]+$/.test(s)) return n ?? 0n;
  return s.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n;
}

/** sprig's, which rounds the fraction's absolute part and so is wrong for negative numbers. */
function round(_: Context, v: Value, places: bigint, on = 0.5): number {
  const pow = Number(`1e${places}`);
  const digit = pow * toFloat64(v);
  const frac = digit - Math.trunc(digit);
  return (frac >= on ? Math.ceil(digit) : Math.floor(digit)) / pow;
}

function untilStep(c: Context, start: bigint, stop: bigint, step: bigint): GoSlice {
  return new GoSlice('int', steps(c, start, stop, step));
}

function steps(c: Context, start: bigint, stop: bigint, step: bigint): bigint[] {
  const down = stop < start;
  if (down ? step >= 0n : step <= 0n) return [];
  c.chargeList(Number((stop - start) / step));
  const out: bigint[] = [];
  for (let i = start; down ? i > stop : i < stop; i += step) out.push(i);
  return out;
}

function seq(c: Context, ...args: bigint[]): string {
  const [a = 0n, b = 0n, d = 0n] = args;
  let [start, step, end] = [1n, 1n, a];
  if (args.length === 2) [start, end] = [a, b];
  else if (args.length === 3) [start, step, end] = [a, b, d];
  else if (args.length !== 1) return '';
  let one = 1n;
  if (end < start) {
    one = -1n;
    if (args.length !== 3) step = -1n;
  }
  const list = steps(c, start, end + one, step);
  c.charge(list.length);
  return list.join(' ');
}
