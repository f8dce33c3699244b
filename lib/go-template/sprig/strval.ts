import type { Context } from '../context';
import { text } from '../fmt/print';
import { listItems, type Value } from '../values';

/** sprig's strval: %v, with a string as it is. */
export const strval = (c: Context, v: Value): string => (typeof v === 'string' ? v : text(c, v));

/** sprig's strslice: a list's elements as strings, nil left out. */
export function strslice(c: Context, v: Value): string[] {
  const items = listItems(v);
  if (items === undefined) return v === null ? [] : [strval(c, v)];
  c.charge(items.length);
  const out: string[] = [];
  for (const item of items) if (item !== null && item !== undefined) out.push(strval(c, item));
  return out;
}
