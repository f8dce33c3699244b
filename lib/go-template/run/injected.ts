import { CallError, type Context, type GoFunction } from '../context';
import { owned } from '../own';
import { Complex, GoInt, GoMap, GoObject, type Value } from '../values';

/** A function from outside: plain JavaScript values in, plain values out. */
export function injected(fn: (...args: unknown[]) => unknown): GoFunction {
  return [
    'a*',
    (c: Context, ...args: Value[]) => {
      const v = called(fn, args.map(toPlain));
      if (typeof v === 'function' || typeof v === 'symbol')
        throw new CallError('function from outside gave no value');
      if (v instanceof Promise)
        throw new CallError('function from outside gave a promise, and a template does not wait');
      return owned(c, v);
    },
  ];
}

/** A RangeError of the function's own is no limit of ours, unless it is the stack. */
function called(fn: (...args: unknown[]) => unknown, args: unknown[]): unknown {
  try {
    return fn(...args);
  } catch (e) {
    if (e instanceof RangeError && !/call stack/.test(e.message)) throw new CallError(e.message);
    throw e;
  }
}

function toPlain(v: Value): unknown {
  if (typeof v === 'bigint') return BigInt.asIntN(53, v) === v ? Number(v) : v;
  if (v instanceof GoInt) return toPlain(v.value);
  if (v instanceof GoMap) {
    return Object.assign(
      Object.create(null),
      Object.fromEntries(Array.from(v.entries, ([k, x]) => [k, toPlain(x)])),
    );
  }
  if (Array.isArray(v)) return v.map(toPlain);
  if (typeof v === 'object' && v !== null && 'items' in v && Array.isArray(v.items))
    return v.items.map(toPlain);
  return v instanceof GoObject || v instanceof Complex ? String(v) : v;
}
