import * as z from 'zod';
import { COMPRESSIONS } from '../sink/runtime/settings';
import { RULES, type Rule, ruleKeywords, violation } from './rules';
import { wanted } from './structure';

/**
 * The shape of a destination file after its preset is merged in. One source for three things: the check of a file,
 * the types of the code, and the published JSON Schema. What needs two keys at once is in `consistency.ts`.
 */

/** A text that obeys the rule, and what no expression can say of it. */
function text(rule: Rule, further: (value: string) => string | undefined = () => undefined) {
  return z
    .string({ error: ({ input }) => (input == null ? wanted(input, rule.is) : undefined) })
    .superRefine((value, context) => {
      const message = violation(rule, value) ?? further(value);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .meta(ruleKeywords(rule));
}

/** One sentence for a value that is missing, empty or of another form. */
const form =
  (what: string) =>
  ({ input }: { readonly input?: unknown }) =>
    wanted(input, what);
const flag = (is: string) => z.boolean({ error: form('true or false') }).describe(is);
const list = <T extends z.ZodType>(item: T, is: string) => z.array(item).min(1).describe(is);
function wholeNumber(min: number, max: number, is: string, unit?: string) {
  const error = form(`a whole number ${unit === undefined ? '' : `of ${unit} `}from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error }).describe(is);
}
/** The sentence of a union whose `type` says which member is meant. */
const kind =
  (is: string, example: string) =>
  ({ input }: { readonly input?: unknown }) =>
    typeof input === 'object' && input !== null && !Array.isArray(input)
      ? `is not ${is}`
      : wanted(input, `a mapping such as ${example}`);

const conditions = z
  .record(
    text(RULES.conditionOperator),
    z.record(
      text(RULES.conditionKey),
      z.union([text(RULES.conditionValue), list(text(RULES.conditionValue), 'any of these values')], {
        error: form('a text or a list of texts, in quotes'),
      }),
    ),
  )
  .describe('further conditions, as IAM writes them; they can only narrow the grant');

const identity = {
  permissionsBoundary: text(RULES.policyArn).optional(),
  path: text(RULES.identityPath).optional(),
};

const role = {
  roleName: text(RULES.identityName).optional(),
  maxSessionHours: wholeNumber(
    1,
    12,
    'how long a session of the role may last, in hours',
    'hours',
  ).optional(),
  conditions: conditions.optional(),
  ...identity,
};

export const iamUserSchema = z.strictObject({
  type: z.literal('iam-user'),
  userName: text(RULES.identityName).optional(),
  keyInSecretsManager: flag('create the access key with the stack and keep it in Secrets Manager').default(
    false,
  ),
  keySerials: z
    .array(wholeNumber(1, 1_000_000, 'the number of a key'))
    .min(1)
    .max(2)
    .describe('which keys exist, two while one replaces the other: [1], then [1, 2], then [2]')
    .optional(),
  ...identity,
});

export const crossAccountRoleSchema = z.strictObject({
  type: z.literal('cross-account-role'),
  principal: text(RULES.trustedPrincipal),
  externalId: text(RULES.externalId).optional(),
  ...role,
});

export const webIdentityRoleSchema = z.strictObject({
  type: z.literal('web-identity-role'),
  issuer: text(RULES.issuer),
  subjects: z
    .union([list(text(RULES.subject), 'the sub claims that are let in'), z.literal('pending')], {
      error: form('a list such as ["104…"], or the word pending while the vendor has not named it yet'),
    })
    .describe('the sub claims that are let in, or pending'),
  audience: text(RULES.audience).optional(),
  originalAudience: text({
    ...RULES.audience,
    is: 'accounts.google.com:oaud, the aud claim of a Google token',
  }).optional(),
  providerArn: text(RULES.providerArn).optional(),
  ...role,
});

export const bucketPolicySchema = z.strictObject({
  type: z.literal('bucket-policy'),
  principal: text(RULES.bucketPolicyPrincipal),
  sourceAccount: text(RULES.accountId).optional(),
  sourceArn: text(RULES.sourceArn).optional(),
  conditions: conditions.optional(),
});

const sinkOnlySchema = z.strictObject({ type: z.literal('none') });

export const ACCESS_SCHEMAS = [
  iamUserSchema,
  crossAccountRoleSchema,
  webIdentityRoleSchema,
  bucketPolicySchema,
  sinkOnlySchema,
] as const;
export const ACCESS_TYPES = ACCESS_SCHEMAS.map((schema) => schema.shape.type.value);

const deleteSchema = z
  .union(
    [
      z.literal('never'),
      z.strictObject({
        objects: z.enum(['test-objects', 'all']),
        until: z
          .union([z.literal('forever'), text(RULES.date, notOnCalendar)], {
            error: form('a day such as 2031-12-31, or forever'),
          })
          .describe('the last day of the grant, UTC, or forever'),
      }),
    ],
    { error: form('never, or { objects: test-objects, until: 2031-12-31 }') },
  )
  .describe('s3:DeleteObject: never, or for whom and until when');

export const permissionsSchema = z.strictObject({
  put: flag('s3:PutObject on the scope; false for a vendor that only reads').default(true),
  bucketLocation: flag('s3:GetBucketLocation on the bucket').default(true),
  delete: deleteSchema.default('never'),
  multipart: flag('s3:AbortMultipartUpload and s3:ListMultipartUploadParts on the scope').default(false),
  putAcl: flag('s3:PutObjectAcl on the scope, for vendors that insist; ACLs stay disabled').default(false),
  list: flag('s3:ListBucket, confined to the prefix').default(false),
  read: flag('s3:GetObject on the scope').default(false),
  additional: z
    .array(z.strictObject({ action: text(RULES.action), on: z.enum(['objects', 'bucket']) }))
    .describe('what else a vendor insists on')
    .default([]),
});

const source = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('sqs'),
      queueArn: text({
        ...RULES.queueArn,
        is: 'the ARN of an existing queue',
      }).optional(),
      keyArn: text({ ...RULES.sourceKeyArn, is: 'the ARN of the KMS key of the existing queue' }).optional(),
      fifo: flag('a FIFO queue; default: whether queueArn ends in .fifo').optional(),
    }),
    z.strictObject({
      type: z.literal('kinesis'),
      streamArn: text({
        ...RULES.streamArn,
        is: 'the ARN of an existing stream',
      }).optional(),
      keyArn: text({ ...RULES.sourceKeyArn, is: 'the ARN of the KMS key of the existing stream' }).optional(),
    }),
    z.strictObject({
      type: z.literal('sns'),
      topicArn: text({
        ...RULES.topicArn,
        is: 'the ARN of an existing topic',
      }).optional(),
    }),
    z.strictObject({
      type: z.literal('eventbridge'),
      pattern: z
        .record(z.string(), z.unknown(), { error: form('a mapping such as { source: [acme.orders] }') })
        .describe('which events of the default bus, as EventBridge writes patterns'),
    }),
    z.strictObject({ type: z.literal('iot-rule'), sql: text(RULES.sql) }),
    z.strictObject({
      type: z.literal('function-url'),
      auth: z.literal('iam').describe('who calls signs with SigV4').default('iam'),
    }),
    z.strictObject({ type: z.literal('invoke') }),
  ],
  { error: kind('a source', '{ type: sqs }') },
);

const fieldNames = (is: string) => list(text(RULES.fieldName), is).max(1000);

const credentials = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('env') }),
    z.strictObject({ type: z.literal('file'), profile: z.string().min(1).optional() }),
    z.strictObject({ type: z.literal('key'), file: z.string().min(1).optional() }),
  ],
  { error: kind('a kind of credentials', '{ type: env }') },
);

export const sinkSchema = z.strictObject({
  source,
  format: z.enum(['json', 'delimited', 'raw']).describe('NeuronEX "Stream Format"').default('json'),
  sendPerRecord: flag(
    'NeuronEX "Send Result Data Per Record"; false: one JSON array, or one call of the template for the list',
  ).default(true),
  template: text(RULES.template).describe('NeuronEX "Data Template": Go text/template with sprig').optional(),
  numbers: z.enum(['friendly', 'strict-go']).describe('how a template sees JSON numbers').default('friendly'),
  fields: fieldNames('the fields to keep, in this order').optional(),
  excludeFields: fieldNames('the fields to leave out').optional(),
  dataField: text({ ...RULES.fieldName, is: 'the name of the member that holds the data' }).optional(),
  omitIfEmpty: flag('NeuronEX "Ignore Output": leave out records that are empty').default(false),
  delimiter: text(RULES.delimiter).optional(),
  header: flag(
    'whether an object of the format delimited begins with the names of the fields; default: where they are known',
  ).optional(),
  compression: z.enum(COMPRESSIONS).describe('of the whole object; NeuronEX "Compression"').default('none'),
  timeoutSeconds: wholeNumber(1, 870, 'seconds of one upload attempt; NeuronEX "Timeout"', 'seconds').default(
    60,
  ),
  retries: wholeNumber(0, 20, 'uploads after the first that failed; NeuronEX "Retry Count"').default(1),
  batch: z
    .strictObject({
      maxRecords: wholeNumber(
        1,
        10_000,
        'records in one object; default 1000, of a FIFO queue 10, of function-url and invoke 10000',
      ).optional(),
      maxBytes: wholeNumber(
        1,
        268_435_456,
        'bytes of records in one object, before compression; default 5242880, of function-url and invoke 6291456',
        'bytes',
      ).optional(),
      maxSeconds: wholeNumber(
        0,
        300,
        'seconds that a queue or stream gathers records; default 60, of a FIFO queue 0',
        'seconds',
      ).optional(),
    })
    .prefault({}),
  key: text(RULES.objectKey).default('{yyyy}/{MM}/{dd}/{batch}'),
  keyTime: text(RULES.keyTime).default('arrival'),
  idField: text({
    ...RULES.fieldName,
    is: 'the name under which each record carries its message ID',
  }).optional(),
  deduplicate: flag('effectively once, with a DynamoDB table; for sources with a queue').default(false),
  alarms: z
    .strictObject({
      topicArn: text({ ...RULES.topicArn, is: 'the ARN of the SNS topic that is told' }).optional(),
    })
    .describe('whom the alarms in CloudWatch tell')
    .optional(),
  reservedConcurrency: wholeNumber(1, 10_000, "the function's reserved concurrency").optional(),
  memorySize: wholeNumber(128, 10_240, "the function's memory in MB", 'MB').default(512),
  credentials: credentials.describe('only for `s3-destination sink` on your own machine').optional(),
});

export const bucketSchema = z.strictObject({
  name: text(RULES.bucketName).optional(),
  existing: text(RULES.existingBucketName).optional(),
  versioned: flag('keep overwritten and deleted objects as noncurrent versions').default(true),
  encryption: z
    .union([z.literal('s3-managed'), z.literal('kms'), text(RULES.keyArn)], {
      error: form('s3-managed, kms, or the ARN of a KMS key'),
    })
    .describe('s3-managed, kms (a key of our own), or the ARN of a key')
    .default('s3-managed'),
  expireObjectsAfterDays: wholeNumber(
    1,
    36_500,
    'objects and noncurrent versions go after so many days',
    'days',
  ).optional(),
  retain: flag('keep the bucket when the stack is deleted').default(true),
});

export const objectsSchema = z.strictObject({
  prefix: text(RULES.prefix).optional(),
  prefixes: list(text(RULES.prefix), 'several prefixes instead of one').max(20).optional(),
  pattern: text(RULES.pattern).default('*'),
  testObject: text(RULES.testObject).optional(),
});

export const destinationFileSchema = z.strictObject({
  version: z.literal(1, {
    error: form('the number 1'),
  }),
  name: text(RULES.name),
  environment: z
    .strictObject({ account: text(RULES.accountId).optional(), region: text(RULES.region).optional() })
    .describe("where to deploy; absent: what the CLI's credentials say")
    .optional(),
  vendor: z
    .string({ error: form("a preset's ID, such as keboola") })
    .describe('a preset: it fills in what follows, the file overrides it')
    .optional(),
  bucket: bucketSchema.prefault({}),
  objects: objectsSchema.prefault({}),
  access: z.discriminatedUnion('type', ACCESS_SCHEMAS, {
    error: kind('a kind of access', '{ type: iam-user }'),
  }),
  permissions: permissionsSchema.prefault({}),
  sink: sinkSchema.optional(),
  tags: z.record(text(RULES.tagKey), text(RULES.tagValue)).describe('tags on every resource').default({}),
});

export type DestinationFileInput = z.input<typeof destinationFileSchema>;
export type DestinationFileOutput = z.output<typeof destinationFileSchema>;

function notOnCalendar(value: string): string | undefined {
  const date = new Date(`${value}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
  return exists ? undefined : 'is no day of the calendar: write one such as 2031-12-31, or forever';
}
