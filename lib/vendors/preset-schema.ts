import * as z from 'zod';
import { ACCESS_SCHEMAS, ACCESS_TYPES, objectsSchema, permissionsSchema } from '../config/schema';

const accessType = z.enum(ACCESS_TYPES as [string, ...string[]]);
/** One wildcard at most, as a page writes them. */
const resource = z.string().regex(/^[^*?]*\*?[^*?]*$/);
/** As the page asks; what we grant of it is exact. A bare `s3:*` says nothing that could be compared. */
const action = z.string().regex(/^[a-z0-9-]+:[A-Z][A-Za-z]+\*?$/);
const sentence = z.string().min(10);
/** What the sources do not say is `unknown`, and not left out: somebody looked. */
const said = z.string().min(3);
/** A statement of a policy document that a vendor publishes, with `${bucket}` and `${prefix}` where its reader fills in. */
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([action, z.array(action)]),
  Resource: z.union([resource, z.array(resource)]),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .optional(),
});

/** Keys of `access` that may belong to one customer. */
const PARAMETERS = ['principal', 'externalId', 'issuer', 'subjects', 'audience', 'roleName'] as const;

/** One vendor: one data file of `lib/vendors/catalogue/`. The tests hold every file against it; nothing that is run does. */
export const presetSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]*$/),
    name: z.string().min(1),
    product: z.string().min(1),
    /** What the vendor does with the objects; who only reads gets `permissions.put: false`. */
    direction: z.enum(['read', 'write', 'both']),
    /** Where the facts stand, and when they were read. */
    sources: z
      .array(
        z.strictObject({ title: z.string().min(1), url: z.url({ protocol: /^https$/ }), read: z.iso.date() }),
      )
      .min(1),
    /** What the vendor writes, for the local run: a folder of `examples/data`. */
    files: z.enum(['csv', 'jsonl', 'json', 'readings', 'unknown']),
    /** How the objects are named, for people; `objects.pattern` is what the policy makes of it. */
    objectNames: said,
    /** What the connection test does. */
    connectionTest: said,
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
    /** Who chooses the external ID: the vendor, which generates one, or which sends the ID of the customer's workspace. */
    externalId: z
      .strictObject({
        source: z.enum(['vendor', 'workspace', 'customer', 'constant', 'none', 'unknown']),
        note: sentence.optional(),
      })
      .optional(),
    /** How long a session of the role must last. */
    sessionHours: z.union([z.int().min(1).max(12), z.literal('unknown')]),
    /** A key of the customer's own: what the page says of it. The kit grants what S3 needs, through S3 only. */
    kms: z.strictObject({
      support: z.enum(['yes', 'no', 'unknown']),
      actions: z.array(action).default([]),
      placement: z.enum(['identity-policy', 'key-policy']).optional(),
      note: sentence.optional(),
    }),
    regions: said,
    /** Other values of a key that the preset fills in, by the vendor's region or partition. */
    variants: z
      .array(
        z.strictObject({
          label: z.string().min(1),
          access: accessType,
          key: z.enum(PARAMETERS),
          value: z.string(),
        }),
      )
      .default([]),
    /** What `init` writes into the file, because it belongs to this one customer or day. */
    init: z.strictObject({ deleteAllObjectsForDays: z.int().min(1).max(90).optional() }).default({}),
    /** Values that only the vendor knows: the key, the vendor's own name for it, and where it is shown. */
    parameters: z
      .array(
        z.strictObject({
          key: z.enum(PARAMETERS),
          access: accessType,
          label: z.string().min(1),
          where: z.string().min(1),
          mayBePending: z.boolean(),
          /** False: the destination works without it. */
          required: z.boolean().default(true),
          /** Of the form that the vendor's values have. */
          example: z.string().optional(),
        }),
      )
      .default([]),
    /** The policy that the vendor's own page asks for; absent where the page shows none. */
    asks: z.array(statement).optional(),
    /** `prose`: the page names actions only, and to split them over bucket and objects was ours. */
    asksFrom: z.enum(['policy', 'prose']).default('policy'),
    /** What we leave out of it, and why the vendor does not miss it. */
    leftOut: z.array(z.strictObject({ action, resource, reason: sentence })).default([]),
    /** What the vendor needs and this kit does not make. */
    byHand: z.array(sentence).default([]),
    /** What people should know who set this vendor up. */
    notes: z.array(z.strictObject({ access: accessType.optional(), text: sentence })).default([]),
    /** What goes wrong, or goes unnoticed, where one follows the page or one's habit. */
    mistakes: z.array(sentence).default([]),
    /** Whether the labels below are the vendor's own words, or ours because no page that was read shows them. */
    labels: z.enum(['vendor', 'ours']),
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
  })
  .superRefine((preset, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((preset.permissions.put === false) !== (preset.direction === 'read'))
      complain('permissions', 'put: false and direction: read go together');
    if (Object.hasOwn(preset.access, 'cross-account-role') !== (preset.externalId !== undefined))
      complain(
        'externalId',
        'says whose the external ID of the cross-account role is, and nothing without such a role',
      );
    if (preset.asks === undefined && preset.leftOut.length > 0)
      complain('leftOut', 'is part of what the vendor asks for');
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
