import { CallError, type Context, type FunctionTable, priced } from '../context';
import { GoSlice, kindOf, listItems, NIL_LIST, type Value } from '../values';
import { isEmpty } from './defaults';
import { deepEqual } from './equal';
import { toInt64 } from './numbers';

type Items = readonly Value[];
export const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

/** A function on a list, under its own name and under "must...". */
function both(name: string, spec: string, call: (c: Context, ...args: never[]) => Value): FunctionTable {
  return { [name]: [spec, call], [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: [spec, call] };
}

const nullable = (v: Value) => v ?? null;

export const functions = priced(3, 1 / 32, {
  list: ['a*', (_: Context, ...items: Value[]) => items],
  tuple: ['a*', (_: Context, ...items: Value[]) => items],
  ...both('push', 'aa', (c: Context, v: Value, x: Value) => items(c, v, 'Cannot push on type').concat([x])),
  ...both('append', 'aa', (c: Context, v: Value, x: Value) => items(c, v, 'Cannot push on type').concat([x])),
  ...both('prepend', 'aa', (c: Context, v: Value, x: Value) =>
    [x].concat(items(c, v, 'Cannot prepend on type')),
  ),
  ...both('first', 'a', (c: Context, v: Value) => nullable(items(c, v, find('first'), 0)[0])),
  ...both('last', 'a', (c: Context, v: Value) => nullable(items(c, v, find('last'), 0).at(-1))),
  ...both('rest', 'a', (c: Context, v: Value) => part(items(c, v, find('rest')), 1, 0)),
  ...both('initial', 'a', (c: Context, v: Value) => part(items(c, v, find('initial')), 0, 1)),
  ...both('reverse', 'a', (c: Context, v: Value) => items(c, v, find('reverse')).slice().reverse()),
  ...both('compact', 'a', (c: Context, v: Value) =>
    items(c, v, 'Cannot compact on type', listItems(v)?.length).filter((x) => !isEmpty(x)),
  ),
  ...both('uniq', 'a', uniq),
  ...both('without', 'aa*', (c: Context, v: Value, ...omit: Value[]) =>
    items(c, v, find('without')).filter((x) => !inList(c, omit, x)),
  ),
  ...both('has', 'aa', has),
  ...both('slice', 'aa*', slice),
  ...both('chunk', 'ia', chunk),
  concat: ['a*', concat],
  deepEqual: ['aa', (c: Context, a: Value, b: Value) => deepEqual(c, a, b)],
});

const MAKESLICE = 'runtime error: makeslice: len out of range';
const find = (name: string) => `Cannot find ${name} on type`;

/** The elements; copying four of them costs a step. */
function items(c: Context, v: Value, complaint: string, cost?: number): Items {
  const list = listItems(v);
  if (list === undefined) throw new CallError(v === null ? NIL_POINTER : `${complaint} ${kindOf(v)}`);
  c.chargeList(0);
  c.charge(cost ?? list.length / 4);
  return list;
}

function part(list: Items, from: number, drop: number): Value {
  return list.length === 0 ? NIL_LIST : list.slice(from, list.length - drop);
}

function inList(c: Context, list: Items, x: Value): boolean {
  return list.some((y) => deepEqual(c, x, y));
}

function uniq(c: Context, v: Value): Value {
  const out: Value[] = [];
  const seen = new Set<string>();
  for (const x of items(c, v, find('uniq'))) {
    if (typeof x === 'string') {
      c.charge(4 + x.length / 32);
      if (seen.has(x)) continue;
      seen.add(x);
    } else if (inList(c, out, x)) continue;
    out.push(x);
  }
  return out;
}

function has(c: Context, x: Value, v: Value): Value {
  return v !== null && inList(c, items(c, v, find('has')), x);
}

function slice(c: Context, v: Value, ...indices: Value[]): Value {
  const list = items(c, v, 'list should be type of slice or array but');
  if (list.length === 0) return null;
  const [a, b] = indices;
  const start = indices.length > 0 ? toInt64(a) : 0n;
  const end = indices.length < 2 ? BigInt(list.length) : toInt64(b);
  if (start < 0n || end < start || end > BigInt(list.length)) {
    throw new CallError('reflect.Value.Slice: slice index out of bounds');
  }
  const cut = list.slice(Number(start), Number(end));
  return v instanceof GoSlice && v.elem !== 'interface {}' ? new GoSlice(v.elem, cut) : cut;
}

function chunk(c: Context, size: bigint, v: Value): Value {
  const list = items(c, v, 'Cannot chunk type');
  const n = Number(size);
  const count = Math.floor((list.length - 1) / n) + 1;
  // Go divides by zero as floats do, and asks for a slice of that many.
  if (size === 0n || count < 0) throw new CallError(MAKESLICE);
  c.chargeList(count);
  c.charge(count);
  const out: Value[] = [];
  for (let i = 0; i < count; i++) {
    const length = i === count - 1 ? list.length % n || n : n;
    if (length < 0) throw new CallError(MAKESLICE);
    out.push(list.slice(i * n, i * n + length));
  }
  return new GoSlice('[]interface {}', out);
}

function concat(c: Context, ...lists: Value[]): Value {
  const out: Value[] = [];
  for (const v of lists) {
    const list = listItems(v);
    if (list === undefined)
      throw new CallError(v === null ? NIL_POINTER : `Cannot concat type ${kindOf(v)} as list`);
    c.chargeList(out.length + list.length);
    for (const x of list) out.push(x);
  }
  return out.length === 0 ? NIL_LIST : out;
}
