import { wellFormed } from './bytes';
import type { Context } from './context';
import { GoMap, type Value } from './values';

/** What a function made of plain JavaScript values, as the template's own: with maps that `set` can change. */
export function owned(c: Context, v: unknown, depth = 0): Value {
  if (typeof v === 'string') return wellFormed(v);
  if (typeof v === 'bigint') return c.friendly ? v : Number(v);
  if (typeof v !== 'object' || v === null) return v;
  if (v instanceof Date) return v.toJSON();
  c.charge(2);
  c.checkDepth(depth);
  if (Array.isArray(v)) return v.map((x) => owned(c, x, depth + 1));
  const entries = Object.entries(v).map(([k, x]) => [wellFormed(k), owned(c, x, depth + 1)] as const);
  return new GoMap(
    'interface {}',
    entries.filter(([, x]) => x !== undefined),
  );
}
