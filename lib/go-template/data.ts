import { hasLoneSurrogates, wellFormed } from './bytes';
import type { Value } from './values';

/** Deeper than this, nothing can be printed anyway, and the JavaScript stack is not used up. */
const DEPTH = 500;
/** So many objects are looked at without remembering which: records are small, and remembering costs more. */
const FEW = 1000;

/**
 * Data from outside as Go would decode them: halves of surrogate pairs are U+FFFD (here they would pass for bytes), a
 * Date is its text, and without `friendly` numbers an integer beyond 2^53 is a float64. The same object where nothing
 * has to change.
 */
export function decoded(data: unknown, friendly: boolean): Value {
  let objects = 0;
  const seen = new Map<object, unknown>();
  const walk = (v: unknown, depth: number): unknown => {
    if (typeof v === 'string') return wellFormed(v);
    if (typeof v === 'bigint') return friendly ? v : Number(v);
    if (typeof v !== 'object' || v === null || depth > DEPTH) return v;
    if (v instanceof Date) return v.toJSON();
    const many = objects++ > FEW;
    if (many) {
      const known = seen.get(v);
      if (known !== undefined) return known;
      seen.set(v, v);
    }
    let result: unknown = v;
    if (Array.isArray(v)) {
      let copy: unknown[] | undefined;
      for (let i = 0; i < v.length; i++) {
        const x = walk(v[i], depth + 1);
        if (!Object.is(x, v[i])) copy ??= v.slice();
        if (copy !== undefined) copy[i] = x;
      }
      result = copy ?? v;
    } else if (!(Symbol.iterator in v)) {
      const raw = v as Record<string, unknown>;
      let copy: [string, unknown][] | undefined;
      const keys = Object.keys(v);
      for (let i = 0; i < keys.length; i++) {
        const k = keys[i] as string;
        const x = walk(raw[k], depth + 1);
        if (!Object.is(x, raw[k]) || hasLoneSurrogates(k)) copy ??= keys.slice(0, i).map((y) => [y, raw[y]]);
        copy?.push([wellFormed(k), x]);
      }
      if (copy !== undefined) result = Object.fromEntries(copy);
    }
    if (many) seen.set(v, result);
    return result;
  };
  return walk(data, 0);
}
