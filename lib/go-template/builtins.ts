import { toBytes } from './bytes';
import { CallError, type Context, priced } from './context';
import { sprint, text } from './fmt/print';
import {
  GoInt,
  GoMap,
  intValue,
  isMap,
  lengthOf,
  listItems,
  mapGet,
  mapHas,
  typeOf,
  type Value,
} from './values';

/** Functions of text/template itself that are not in registry.ts or compare.ts. (Its `slice` is hidden by sprig's.) */
export const functions = priced(2, 1 / 32, {
  call: ['vv*', call],
  index: ['vv*', index],
  len: ['v', length],
  print: ['a*', (c: Context, ...args: Value[]) => sprint(c, args), 2, 1 / 64],
  println: ['a*', (c: Context, ...args: Value[]) => `${args.map((a) => text(c, a)).join(' ')}\n`],
});

function call(_: Context, fn: Value): Value {
  if (fn === undefined || fn === null) throw new CallError('call of nil');
  throw new CallError(`non-function of type ${typeOf(fn)}`);
}

function length(c: Context, v: Value): Value {
  if (typeof v === 'string') c.charge(v.length / 10);
  if (v === null) throw new CallError('len of nil pointer');
  if (v === undefined) throw new CallError('reflect: call of reflect.Value.Type on zero Value');
  const n = lengthOf(v);
  if (n === undefined) throw new CallError(`len of type ${typeOf(v)}`);
  return BigInt(n);
}

function index(c: Context, item: Value, ...indexes: Value[]): Value {
  if (item === undefined || item === null) throw new CallError('index of untyped nil');
  let v: Value = item;
  for (const i of indexes) {
    if (v === undefined || v === null) throw new CallError('index of nil pointer');
    v = element(c, v, i);
  }
  return v;
}

function element(c: Context, v: Value, i: Value): Value {
  if (isMap(v)) {
    if (i === undefined || i === null) throw new CallError('value is nil; should be of type string');
    if (typeof i !== 'string') throw new CallError(`value has type ${typeOf(i)}; should be string`);
    if (mapHas(v, i)) return mapGet(v, i);
    return v instanceof GoMap && v.elem === 'string' ? '' : null;
  }
  const items = listItems(v);
  if (items !== undefined) {
    const n = position(c, i, items.length);
    if (n === items.length) throw new CallError('reflect: slice index out of range');
    return items[n];
  }
  if (typeof v === 'string') {
    c.charge(6 + v.length / 8);
    const bytes = toBytes(v);
    const n = position(c, i, bytes.length);
    if (n === bytes.length) throw new CallError('reflect: string index out of range');
    return new GoInt('uint8', BigInt(bytes[n] ?? 0));
  }
  throw new CallError(`can't index item of type ${typeOf(v)}`);
}

function position(c: Context, i: Value, length: number): number {
  const whole = c.friendly && typeof i === 'number' && Number.isInteger(i) ? BigInt(i) : undefined;
  const n = intValue(i) ?? whole;
  if (n === undefined) {
    if (i === undefined || i === null) throw new CallError('cannot index slice/array with nil');
    throw new CallError(`cannot index slice/array with type ${typeOf(i)}`);
  }
  if (n < 0n || n > BigInt(length)) throw new CallError(`index out of range: ${n}`);
  return Number(n);
}
