import type { Context } from '../context';
import { sameNumber } from '../same-number';
import {
  Complex,
  GoInt,
  GoMap,
  GoObject,
  GoSlice,
  intValue,
  isMap,
  listItems,
  mapGet,
  mapHas,
  mapKeys,
  typeOf,
  type Value,
} from '../values';

/** reflect.DeepEqual; friendly numbers are equal by value. */
export function deepEqual(c: Context, a: Value, b: Value, depth = 0): boolean {
  c.charge(8);
  c.checkDepth(depth);
  if (typeof a === 'string') c.charge(a.length / 32);
  const x = a ?? null;
  const y = b ?? null;
  if (c.friendly && numeric(x) && numeric(y)) return sameNumber(numberOf(x), numberOf(y));
  if (typeof x !== 'object' || typeof y !== 'object' || x === null || y === null) return x === y;
  if (typeOf(x) !== typeOf(y)) return false;
  if (x instanceof GoInt && y instanceof GoInt) return x.value === y.value;
  if (x instanceof Complex && y instanceof Complex) return x.re === y.re && x.im === y.im;
  if (x instanceof GoObject && y instanceof GoObject) return x.equals(y);
  const items = listItems(x);
  const others = listItems(y);
  if (items !== undefined && others !== undefined) {
    if (items.length !== others.length || isNil(x) !== isNil(y)) return false;
    return items.every((item, i) => deepEqual(c, item, others[i], depth + 1));
  }
  if (!isMap(x) || !isMap(y)) return false;
  const keys = mapKeys(x);
  if (keys.length !== mapKeys(y).length || isNil(x) !== isNil(y)) return false;
  return keys.every((key) => mapHas(y, key) && deepEqual(c, mapGet(x, key), mapGet(y, key), depth + 1));
}

const numberOf = (v: Value) => intValue(v) ?? (v as number);
const numeric = (v: Value) => typeof v === 'number' || intValue(v) !== undefined;
const isNil = (v: Value) => (v instanceof GoSlice || v instanceof GoMap) && v.isNil;
