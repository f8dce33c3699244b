import { CallError, type Context, priced } from '../context';
import {
  GoMap,
  GoObject,
  GoSlice,
  isMap,
  listItems,
  mapGet,
  mapHas,
  mapKeys,
  type RawObject,
  sortedKeys,
  strings,
  truth,
  typeOf,
  type Value,
} from '../values';
import { strval } from './strval';

type Dict = GoMap | RawObject;

const dictOf = (entries?: Iterable<readonly [string, Value]>) => new GoMap('interface {}', entries);
const merging =
  (overwrite: boolean) =>
  (c: Context, dst: Dict, ...srcs: Dict[]) => {
    for (const src of srcs) merge(c, writable(dst, 'assignment to entry in nil map'), src, overwrite, 0);
    return dst;
  };

export const functions = priced(6, 1 / 32, {
  dict: ['a*', dict],
  get: ['ms', (_: Context, d: Dict, key: string) => (mapHas(d, key) ? (mapGet(d, key) ?? null) : '')],
  set: ['msa', set],
  unset: ['ms', unset],
  hasKey: ['ms', (_: Context, d: Dict, key: string) => mapHas(d, key)],
  pluck: [
    'sm*',
    (_: Context, key: string, ...ds: Dict[]) => ds.filter((d) => mapHas(d, key)).map((d) => mapGet(d, key)),
  ],
  keys: ['m*', (c: Context, ...ds: Dict[]) => strings(ds.flatMap((d) => charged(c, sortedKeys(d, c))))],
  values: ['m', (c: Context, d: Dict) => charged(c, sortedKeys(d, c)).map((key) => mapGet(d, key))],
  pick: [
    'ms*',
    (_: Context, d: Dict, ...keys: string[]) =>
      dictOf(keys.filter((k) => mapHas(d, k)).map((k) => [k, mapGet(d, k)])),
  ],
  omit: [
    'ms*',
    (c: Context, d: Dict, ...keys: string[]) => {
      const left = new Set(keys);
      const kept = charged(c, mapKeys(d)).filter((k) => !left.has(k));
      return dictOf(kept.map((k) => [k, mapGet(d, k)]));
    },
  ],
  merge: ['mm*', merging(false)],
  mustMerge: ['mm*', merging(false)],
  mergeOverwrite: ['mm*', merging(true)],
  mustMergeOverwrite: ['mm*', merging(true)],
  deepCopy: ['a', (c: Context, v: Value) => copied(c, v)],
  mustDeepCopy: ['a', (c: Context, v: Value) => copied(c, v)],
  dig: ['a*', dig, 5],
});

function charged(c: Context, keys: readonly string[]): readonly string[] {
  c.chargeList(keys.length);
  c.charge(2 * keys.length);
  return keys;
}

function copied(c: Context, v: Value): Value {
  // copystructure cannot copy a nil interface at the top.
  if (v === null) throw new CallError('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(c, v, 0);
}

/** A copy with maps that can be written to. */
export function deepCopy(c: Context, v: Value, depth = 0): Value {
  c.charge(5);
  c.checkDepth(depth);
  if (typeof v !== 'object' || v === null || v instanceof GoObject) return v;
  const items = listItems(v);
  if (items !== undefined) {
    const copy = items.map((x) => deepCopy(c, x, depth + 1));
    return v instanceof GoSlice ? new GoSlice(v.elem, copy, v.isNil) : copy;
  }
  if (!isMap(v)) return v;
  const elem = v instanceof GoMap ? v.elem : 'interface {}';
  const entries = mapKeys(v).map((k) => [k, deepCopy(c, mapGet(v, k), depth + 1)] as const);
  return new GoMap(
    elem,
    entries.filter(([, x]) => x !== undefined),
    v instanceof GoMap && v.isNil,
  );
}

function writable(d: Dict, complaint: string): GoMap {
  if (d instanceof GoMap && !d.isNil) return d;
  throw new CallError(complaint);
}

function dict(c: Context, ...args: Value[]): Value {
  const d = dictOf();
  for (let i = 0; i < args.length; i += 2) {
    c.charge(2);
    const key = args[i] === null ? '<nil>' : strval(c, args[i]);
    d.entries.set(key, i + 1 < args.length ? args[i + 1] : '');
  }
  return d;
}

function set(c: Context, d: Dict, key: string, v: Value): Value {
  const m = writable(d, 'assignment to entry in nil map');
  m.entries.set(key, v);
  c.chargeList(1);
  if (m.entries.size > c.limits.listItems) c.chargeList(m.entries.size);
  return d;
}

function unset(_: Context, d: Dict, key: string): Value {
  if (d instanceof GoMap) d.entries.delete(key);
  return d;
}

/** mergo's merge of maps, with what it does to lists and empty values. */
function merge(c: Context, dst: GoMap, src: Dict, overwrite: boolean, depth: number): void {
  c.checkDepth(depth);
  for (const key of charged(c, mapKeys(src))) {
    c.charge(key.length / 32);
    const s = mapGet(src, key);
    const had = dst.entries.has(key);
    const d = dst.entries.get(key);
    if (s === null || s === undefined) {
      if (overwrite) dst.entries.set(key, s);
      continue;
    }
    if (isMap(s)) {
      if (d instanceof GoMap && !d.isNil && d.elem !== 'string') merge(c, d, s, overwrite, depth + 1);
      else if (isMap(d) && d instanceof GoMap && d.elem === 'string')
        throw new CallError('unsupported merge of maps');
    }
    const list = listItems(s);
    if (list !== undefined) {
      if (!had || d === null || d === undefined) {
        if (!overwrite) dst.entries.set(key, s);
      }
      if (overwrite && mapKeys(src).length > 0) dst.entries.set(key, s);
    }
    const now = dst.entries.get(key);
    if (had && truthy(d) && (isMap(s) || list !== undefined)) continue;
    if (overwrite || !had || !truthy(now)) dst.entries.set(key, s);
  }
}

/** mergo asks about the interface: a nil, or an empty value inside. */
const truthy = (v: Value) => truth(v);

function dig(_: Context, ...args: Value[]): Value {
  if (args.length < 3) throw new CallError('dig needs at least three arguments');
  let d = args.at(-1);
  const fallback = args.at(-2);
  const keys = args.slice(0, -2);
  const mapType = 'map[string]interface {}';
  if (!isDict(d)) throw conversion(d, mapType);
  for (const key of keys) if (typeof key !== 'string') throw conversion(key, 'string');
  for (const [i, key] of (keys as string[]).entries()) {
    if (!isDict(d)) throw conversion(d, mapType);
    if (!mapHas(d, key)) return fallback;
    d = mapGet(d, key);
    if (i === keys.length - 1) return d;
  }
  return fallback;
}

const isDict = (v: Value): v is Dict => isMap(v) && !(v instanceof GoMap && v.elem === 'string');

function conversion(v: Value, want: string): CallError {
  const is = v === null || v === undefined ? 'nil' : typeOf(v);
  return new CallError(`interface conversion: interface {} is ${is}, not ${want}`);
}
