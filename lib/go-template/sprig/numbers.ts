import { parseFloatGo, parseIntGo } from '../strconv';
import { GoInt, type Value } from '../values';

/** spf13/cast: anything to int64 and float64, 0 where it does not fit. */

const MIN = -(2n ** 63n);
const LIMIT = 2 ** 63;

/** As amd64 does it: what does not fit is -2^63. */
export function floatToInt64(f: number): bigint {
  if (!(f >= -LIMIT && f < LIMIT)) return MIN;
  return BigInt(Math.trunc(f));
}

export function toInt64(v: Value): bigint {
  switch (typeof v) {
    case 'bigint':
      return BigInt.asIntN(64, v);
    case 'number':
      return floatToInt64(v);
    case 'boolean':
      return v ? 1n : 0n;
    case 'string':
      return parseIntGo(trimZeroDecimal(v), 0) ?? 0n;
  }
  return v instanceof GoInt && v.type !== 'time.Duration' ? BigInt.asIntN(64, v.value) : 0n;
}

export function toFloat64(v: Value): number {
  switch (typeof v) {
    case 'number':
      return v;
    case 'bigint':
      return Number(v);
    case 'boolean':
      return v ? 1 : 0;
    case 'string':
      return parseFloatGo(v) ?? 0;
  }
  return v instanceof GoInt && v.type !== 'time.Duration' ? Number(v.value) : 0;
}

/** "1.00" is read as "1". */
function trimZeroDecimal(s: string): string {
  const m = /\.0+$/.exec(s);
  return m === null ? s : s.slice(0, m.index);
}
