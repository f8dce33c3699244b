import { CallError } from '../context';
import { formatShortest } from '../fmt/shortest';

/** shopspring/decimal, as far as sprig's addf, subf, mulf and divf go: value * 10^exp. */
export interface Decimal {
  readonly value: bigint;
  readonly exp: number;
}

const pow10 = (n: number) => 10n ** BigInt(n);

export function fromFloat(f: number): Decimal {
  if (!Number.isFinite(f)) throw new CallError(`Cannot create a Decimal from ${formatShortest(f)}`);
  if (f === 0) return { value: 0n, exp: 0 };
  const [m = '', e = ''] = f.toExponential().split('e');
  const frac = m.split('.')[1]?.length ?? 0;
  return { value: BigInt(m.replace('.', '')), exp: Number(e) - frac };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const exp = Math.min(a.exp, b.exp);
  return { value: a.value * pow10(a.exp - exp) + b.value * pow10(b.exp - exp), exp };
}

export const sub = (a: Decimal, b: Decimal): Decimal => add(a, { value: -b.value, exp: b.exp });
export const mul = (a: Decimal, b: Decimal): Decimal => ({ value: a.value * b.value, exp: a.exp + b.exp });

const PLACES = 16;

/** To 16 places, half away from zero. */
export function div(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) throw new CallError('decimal division by 0');
  const e = a.exp - b.exp + PLACES;
  const num = e >= 0 ? a.value * pow10(e) : a.value;
  const den = e >= 0 ? b.value : b.value * pow10(-e);
  const q = num / den;
  const r = num % den;
  const abs = (n: bigint) => (n < 0n ? -n : n);
  const up = abs(r) * 2n >= abs(den) ? (num < 0n !== den < 0n ? -1n : 1n) : 0n;
  return { value: q + up, exp: -PLACES };
}

export const toFloat = (d: Decimal): number => Number(`${d.value}e${d.exp}`);
