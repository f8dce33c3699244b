import { hasLoneSurrogates, wellFormed } from './bytes';
import { isPlain, type Value } from './values';

/** Deeper than this, nothing can be printed anyway, and the JavaScript stack is not used up. */
const DEPTH = 500;
/** Objects that are looked at before they are remembered, which costs more: data may share them, or hold themselves. */
const MANY = 1e5;

let left = 0;

/**
 * Data from outside as Go would decode them: halves of surrogate pairs are U+FFFD (here they would pass for bytes), a
 * Date is its text, and without `friendly` numbers an integer beyond 2^53 is a float64. The same object where nothing
 * has to change.
 */
export function decoded(data: unknown, friendly: boolean): Value {
  left = MANY;
  return isDecoded(data, friendly, 0) ? data : copied(data, friendly, 0, new Map());
}

/** Nearly all data are: nothing is allocated to see that. */
function isDecoded(v: unknown, friendly: boolean, depth: number): boolean {
  if (typeof v === 'string') return !hasLoneSurrogates(v);
  if (typeof v !== 'object' || v === null) return friendly || typeof v !== 'bigint';
  if (left-- < 0) return false;
  if (!isPlain(v) && !Array.isArray(v)) {
    if (v instanceof Date) return false;
    if (Symbol.iterator in v) return true;
  }
  if (depth > DEPTH) return true;
  for (const k in v) {
    if (hasLoneSurrogates(k)) return false;
    if (!isDecoded((v as Record<string, unknown>)[k], friendly, depth + 1)) return false;
  }
  return true;
}

function copied(v: unknown, friendly: boolean, depth: number, seen: Map<object, object>): unknown {
  if (typeof v === 'string') return wellFormed(v);
  if (typeof v === 'bigint') return friendly ? v : Number(v);
  if (typeof v !== 'object' || v === null || depth > DEPTH) return v;
  if (v instanceof Date) return v.toJSON();
  const isList = Array.isArray(v);
  const done = seen.get(v);
  if (done || (Symbol.iterator in v && !isList)) return done ?? v;
  const copy: Record<string, unknown> | unknown[] = isList ? [] : Object.create(null);
  seen.set(v, copy);
  for (const k in v)
    (copy as Record<string, unknown>)[wellFormed(k)] = copied(
      (v as Record<string, unknown>)[k],
      friendly,
      depth + 1,
      seen,
    );
  return copy;
}
