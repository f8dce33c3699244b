import { valueAt } from './known-keys';
import type { Complaint } from './problem';
import type { DestinationFileInput } from './schema';

/** A destination file of which parts may be missing: what is wrong by itself is left out. */
export type Draft = DeepPartial<DestinationFileInput>;
export type AccessDraft = NonNullable<Draft['access']>;
export type SinkDraft = NonNullable<Draft['sink']>;
export type ObjectsDraft = NonNullable<Draft['objects']>;

type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> | undefined }
    : T;

/** The value without the parts that are wrong. They leave a gap: what stands there is not right, but not missing. */
export function draftWithout(value: unknown, wrong: readonly Complaint[]): Draft {
  if (wrong.some(({ path }) => path.length === 0)) return {};
  const draft = structuredClone(value);
  for (const { path } of wrong) {
    const parent = valueAt(draft, path.slice(0, -1));
    if (typeof parent === 'object' && parent !== null && Object.hasOwn(parent, path.at(-1) as string))
      Reflect.set(parent, path.at(-1) as string, undefined);
  }
  return draft as Draft;
}

/** Whether a key is there whose value is wrong by itself, so that nothing can be said of what it does. */
export function isGap(draft: object, ...keys: readonly string[]): boolean {
  return keys.some((key) => key in draft && (draft as Readonly<Record<string, unknown>>)[key] === undefined);
}
