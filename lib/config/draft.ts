import type { Complaint } from './problem';
import type { DestinationFileInput } from './schema';
import { valueAt } from './structure';

/** A destination file of which parts may be missing: what is wrong by itself is left out. */
export type Draft = DeepPartial<DestinationFileInput>;
export type AccessDraft = NonNullable<Draft['access']>;

type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** The value without the parts that are wrong; in a list they leave a gap, so that the others keep their places. */
export function draftWithout(value: unknown, wrong: readonly Complaint[]): Draft {
  if (wrong.some(({ path }) => path.length === 0)) return {};
  const draft = structuredClone(value);
  for (const { path } of wrong) {
    const parent = valueAt(draft, path.slice(0, -1));
    if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, path.at(-1) as string);
  }
  return draft as Draft;
}
