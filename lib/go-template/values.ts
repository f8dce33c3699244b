import { byteLength, compareBytes } from './bytes';
import type { Context } from './context';

/**
 * A value at run time. Go's type is seen from the JavaScript value:
 *
 * | Go                       | here                                     |
 * |--------------------------|------------------------------------------|
 * | no value (invalid)       | undefined                                |
 * | nil                      | null                                     |
 * | bool, string, float64    | boolean, string (see bytes.ts), number   |
 * | int                      | bigint, kept within 64 bits              |
 * | int64, uint8, Month ...  | GoInt                                    |
 * | []interface{}            | array                                    |
 * | []string, []int, nil list| GoSlice                                  |
 * | map[string]interface{}   | plain object (data), GoMap (made by dict)|
 * | map[string]string        | GoMap                                    |
 * | time.Time, *semver ...   | GoObject                                 |
 */
export type Value = unknown;

export class GoInt {
  constructor(
    readonly type: string,
    readonly value: bigint,
    /** String() of types that have one (time.Month, time.Duration). */
    readonly text?: string,
    readonly methods?: Methods,
  ) {}
}

export class Complex {
  constructor(
    readonly re: number,
    readonly im: number,
  ) {}
}

export class GoSlice {
  constructor(
    /** Go's element type. */
    readonly elem: string,
    readonly items: readonly Value[],
    readonly isNil = false,
  ) {}
}

export class GoMap {
  readonly entries: Map<string, Value>;
  constructor(
    readonly elem: 'interface {}' | 'string',
    entries?: Iterable<readonly [string, Value]>,
    readonly isNil = false,
  ) {
    this.entries = new Map(entries);
  }
}

export type Method = readonly [spec: string, call: (...args: never[]) => Value];
export type Methods = Readonly<Record<string, Method>>;

/** A struct or pointer that only its own module knows: time.Time, *semver.Version. */
export abstract class GoObject {
  abstract readonly type: string;
  abstract readonly kind: 'struct' | 'ptr';
  abstract readonly methods: Methods;
  abstract toString(): string;
  abstract toJson(): string;
  abstract equals(other: GoObject): boolean;
  isZeroPointer(): boolean {
    return false;
  }
}

export type RawObject = Record<string, unknown>;

export const NIL_LIST = new GoSlice('interface {}', [], true);
export const NIL_MAP = new GoMap('interface {}', undefined, true);

export const int64 = (value: bigint): GoInt => new GoInt('int64', BigInt.asIntN(64, value));
export const strings = (items: readonly string[]): GoSlice => new GoSlice('string', items);

/** Go's reflect.Kind, as its String() prints it. */
export function kindOf(v: Value): string {
  switch (typeof v) {
    case 'undefined':
      return 'invalid';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'bigint':
      return 'int';
    case 'function':
    case 'symbol':
      return 'func';
  }
  if (v === null) return 'invalid';
  if (Array.isArray(v) || v instanceof GoSlice) return 'slice';
  if (v instanceof GoInt) return intKind(v.type);
  if (v instanceof Complex) return 'complex128';
  if (v instanceof GoObject) return v.kind;
  return 'map';
}

function intKind(type: string): string {
  if (type === 'time.Duration') return 'int64';
  return type.startsWith('time.') ? 'int' : type;
}

/** Go's reflect.Type, as its String() prints it. */
export function typeOf(v: Value): string {
  switch (kindOf(v)) {
    case 'invalid':
      return '<nil>';
    case 'slice':
      return `[]${v instanceof GoSlice ? v.elem : 'interface {}'}`;
    case 'map':
      return `map[string]${v instanceof GoMap ? v.elem : 'interface {}'}`;
    case 'func':
      return 'func()';
  }
  if (v instanceof GoInt || v instanceof GoObject) return v.type;
  return kindOf(v);
}

/** The elements of a list, or undefined where the value is none. */
export function listItems(v: Value): readonly Value[] | undefined {
  if (Array.isArray(v)) return v;
  return v instanceof GoSlice ? v.items : undefined;
}

/** What JSON.parse makes of an object. */
export function isPlain(v: object): boolean {
  return Object.getPrototypeOf(v) === Object.prototype;
}

export function isMap(v: Value): v is GoMap | RawObject {
  return typeof v === 'object' && v !== null && (isPlain(v) || kindOf(v) === 'map');
}

/** A map's own value; undefined where the key is missing. Nothing inherited is ever seen. */
export function mapGet(m: GoMap | RawObject, key: string): Value {
  if (m instanceof GoMap) return m.entries.get(key);
  return Object.hasOwn(m, key) ? m[key] : undefined;
}

export function mapHas(m: GoMap | RawObject, key: string): boolean {
  return m instanceof GoMap ? m.entries.has(key) : Object.hasOwn(m, key) && m[key] !== undefined;
}

export function mapKeys(m: GoMap | RawObject): string[] {
  if (m instanceof GoMap) return [...m.entries.keys()];
  return Object.keys(m);
}

export function mapSize(m: GoMap | RawObject): number {
  if (m instanceof GoMap) return m.entries.size;
  const known = sizes?.get(m);
  if (known !== undefined) return known;
  const n = Object.keys(m).length;
  if (n > MAX_SHAPE) {
    sizes ??= new WeakMap();
    sizes.set(m, n);
  }
  return n;
}

/** Sizes of large objects, which JavaScript counts key by key; for one execution, since then the data may change. */
let sizes: WeakMap<object, number> | undefined;
export function forgetSizes(): void {
  sizes = undefined;
}

/** Keys in Go's order, by bytes. Not to be changed by the caller: records of one shape share the answer. */
export function sortedKeys(m: GoMap | RawObject, c: Context): readonly string[] {
  const keys = mapKeys(m);
  const n = keys.length;
  let length = 0;
  for (const key of keys) length += key.length;
  c.charge(n + length / 16);
  if (n < 2) return keys;
  const known = SHAPES[n];
  if (known !== undefined && same(known.keys, keys)) return known.sorted;
  c.charge(n * 4);
  const sorted = keys.slice();
  if (keys.some(isAboveSurrogates)) sorted.sort(compareBytes);
  else sorted.sort();
  if (n < MAX_SHAPE) SHAPES[n] = { keys, sorted };
  return sorted;
}

/** The last keys seen, by their number: the records of a stream look alike. */
const SHAPES: ({ keys: readonly string[]; sorted: readonly string[] } | undefined)[] = [];
const MAX_SHAPE = 64;

function same(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isAboveSurrogates(key: string): boolean {
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) >= 0xd800) return true;
  return false;
}

/** Go's truth: false, 0, "", nil, empty lists and maps are false. */
export function truth(v: Value): boolean {
  switch (typeof v) {
    case 'undefined':
      return false;
    case 'boolean':
      return v;
    case 'string':
      return v !== '';
    case 'number':
      return v !== 0;
    case 'bigint':
      return v !== 0n;
    case 'object':
      return v !== null && !isEmptyObject(v);
  }
  return true;
}

function isEmptyObject(v: object): boolean {
  const items = listItems(v);
  if (items !== undefined) return items.length === 0;
  if (v instanceof GoInt) return v.value === 0n;
  if (v instanceof Complex) return v.re === 0 && v.im === 0;
  if (v instanceof GoObject) return v.isZeroPointer();
  return mapSize(v as GoMap | RawObject) === 0;
}

/** len(v); undefined where the value has none. */
export function lengthOf(v: Value): number | undefined {
  if (typeof v === 'string') return byteLength(v);
  const items = listItems(v);
  if (items !== undefined) return items.length;
  return isMap(v) ? mapSize(v) : undefined;
}

/** The integer in an int-like value; undefined for anything else. */
export function intValue(v: Value): bigint | undefined {
  if (typeof v === 'bigint') return v;
  return v instanceof GoInt ? v.value : undefined;
}

export function isUnsigned(v: Value): boolean {
  return v instanceof GoInt && v.type.startsWith('uint');
}
