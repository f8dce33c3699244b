import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ACCESS_SCHEMAS, ACCESS_TYPES, objectsSchema, permissionsSchema } from '../config/schema';
import { CATALOGUE_FOLDER } from '../paths';

const accessType = z.enum(ACCESS_TYPES as [string, ...string[]]);
const texts = z.union([z.string(), z.array(z.string())]);
/** Exact: with a wildcard nobody could say which of its actions we leave out. */
const action = z.string().regex(/^[a-z0-9-]+:[A-Za-z]+$/);
/** A statement of a policy document that a vendor publishes, with `${bucket}` and `${prefix}` where its reader fills in. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([action, z.array(action)]),
  Resource: texts,
});

/** One vendor: one data file of `lib/vendors/catalogue/`. */
export const presetSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  product: z.string().min(1),
  /** Where the facts stand, and when they were read. */
  sources: z
    .array(
      z.strictObject({ title: z.string().min(1), url: z.url({ protocol: /^https$/ }), read: z.iso.date() }),
    )
    .min(1),
  /** What the vendor writes, for the local run and for people. */
  files: z.enum(['csv', 'jsonl', 'json', 'readings']),
  /** The kinds of access that the vendor supports, the preferred one first, each with what it fills in. */
  access: z
    .partialRecord(accessType, z.record(z.string(), z.unknown()))
    .refine((kinds) => Object.keys(kinds).length > 0)
    .superRefine((kinds, context) => {
      for (const schema of ACCESS_SCHEMAS) {
        const type = schema.shape.type.value;
        judge(schema, kinds[type], context, [type]);
      }
    }),
  objects: filledIn(objectsSchema),
  permissions: filledIn(permissionsSchema),
  /** What `init` writes into the file, because it belongs to this one customer or day. */
  init: z.strictObject({ deleteAllObjectsForDays: z.int().min(1).max(90).optional() }).default({}),
  /** Values that only the vendor knows: the key, the vendor's own name for it, and where it is shown. */
  parameters: z
    .array(
      z.strictObject({
        key: z.string(),
        access: accessType,
        label: z.string(),
        where: z.string(),
        mayBePending: z.boolean(),
      }),
    )
    .default([]),
  /** The policy that the vendor's own page asks for; absent where the page shows none. */
  asks: z.array(statement).optional(),
  /** What we leave out of it, and why the vendor does not miss it. */
  leftOut: z.array(z.strictObject({ action, resource: z.string(), reason: z.string().min(10) })).default([]),
  /** What people should know who set this vendor up. */
  notes: z.array(z.strictObject({ access: accessType.optional(), text: z.string().min(10) })).default([]),
  /** What to give to the vendor, in the vendor's labels and order; `value` is a stack output or another source. */
  handover: z
    .array(
      z.strictObject({
        label: z.string().min(1),
        access: z.array(accessType).optional(),
        value: z.enum([
          'BucketName',
          'BucketRegion',
          'ObjectScope',
          'Prefix',
          'RoleArn',
          'RoleName',
          'AccountId',
          'ExternalId',
          'KeyFile',
          'AccessKeyId',
          'SecretAccessKey',
          'Text',
        ]),
        text: z.string().optional(),
      }),
    )
    .min(1),
});

/** Keys of a section of the destination file, judged by its own schema; what they leave out stays out. */
function filledIn(schema: z.ZodObject) {
  return z
    .record(z.string(), z.unknown())
    .superRefine((keys, context) => judge(schema, keys, context))
    .default({});
}

function judge(schema: z.ZodObject, keys: unknown = {}, context: z.RefinementCtx, base: string[] = []): void {
  const { error } = schema.partial().safeParse(keys);
  for (const { path, message } of error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: [...base, ...path], message });
  }
}

export type Preset = z.output<typeof presetSchema>;

export function presetIds(): string[] {
  return readdirSync(CATALOGUE_FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The preset of that ID. Callers check the ID against `presetIds` first. */
export function readPreset(id: string): Preset {
  const text = readFileSync(join(CATALOGUE_FOLDER, `${id}.json`), 'utf8');
  return presetSchema.parse(JSON.parse(text));
}
