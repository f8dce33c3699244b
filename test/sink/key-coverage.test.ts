import fc from 'fast-check';
import { parseDestination } from '../../lib/load/read';
import { decide } from '../../lib/local/authorize';
import { sinkStatements } from '../../lib/policy/sink';
import { runtimeSettings } from '../../lib/sink/environment';
import { Metrics } from '../../lib/sink/runtime/metrics';
import type { SourceRecord } from '../../lib/sink/runtime/record';
import { createShaper } from '../../lib/sink/runtime/shape/shaper';
import { Sink } from '../../lib/sink/runtime/sink';

/** The role that the construct gives the function covers every key that the sink can produce, and nothing else. */

const BUCKET = 'arn:aws:s3:::acme-readings';
const TARGET = { bucketArn: BUCKET, partition: 'aws', region: 'eu-west-1' };

const hostile = fc.constantFrom(
  '../',
  '../../../root',
  '%2F',
  '%2e%2e%2f',
  '\0',
  'a\0/b',
  'x'.repeat(2048),
  '/'.repeat(2048),
  '\u202e\u200f',
  '😀',
  '*',
  '$' + '{aws:username}',
  '泵',
  '',
);
const anyValue = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.jsonValue());
const segment = fc.stringMatching(/^[A-Za-z0-9_=][A-Za-z0-9_.=-]{0,10}$/);
const prefix = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
const key = fc
  .array(
    fc.oneof(
      segment,
      fc.constantFrom(
        '{yyyy}',
        '{MM}-{dd}',
        '{HH}',
        '{source}',
        '{partition}',
        '{field:a}',
        '{field:b}.{field:a}',
      ),
    ),
    { maxLength: 5 },
  )
  .map((segments) => [...segments, '{batch}'].join('/'));
const settings = fc.record({
  prefix: fc.option(prefix, { nil: undefined }),
  key,
  keyTime: fc.constantFrom('arrival', 'event:a'),
  source: fc.constantFrom('sqs', 'kinesis', 'sns', 'iot-rule', 'function-url', 'invoke'),
  format: fc.constantFrom('json', 'delimited', 'raw'),
  sendPerRecord: fc.boolean(),
  compression: fc.constantFrom('none', 'gzip', 'zlib', 'flate'),
  deduplicate: fc.boolean(),
  pattern: fc.boolean(),
});

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const ENDINGS = { none: '', gzip: '.gz', zlib: '.zlib', flate: '.deflate' } as const;

function destination({ prefix: folder, pattern, source, deduplicate, ...sink }: Settings) {
  const queue = source === 'sqs' || source === 'sns' || source === 'iot-rule';
  const ending =
    sink.format === 'raw'
      ? '.bin'
      : sink.format === 'delimited'
        ? '.csv'
        : sink.sendPerRecord
          ? '.jsonl'
          : '.json';
  const file = {
    version: 1,
    name: 'readings',
    bucket: { name: 'acme-readings' },
    objects: {
      ...(folder === undefined ? {} : { prefix: folder }),
      ...(pattern ? { pattern: `*${ending}${ENDINGS[sink.compression as keyof typeof ENDINGS]}` } : {}),
    },
    access: { type: 'none' },
    sink: {
      ...sink,
      source: { type: source, ...(source === 'iot-rule' ? { sql: "SELECT * FROM 'a'" } : {}) },
      ...(queue && deduplicate ? { deduplicate } : {}),
      ...(sink.format === 'json' ? {} : { sendPerRecord: undefined }),
      // A key without a time takes none.
      ...(/\{(yyyy|MM|HH)\}/.test(sink.key) ? {} : { keyTime: 'arrival' }),
    },
  };
  const read = parseDestination('destination.json', JSON.stringify(file));
  if (read.destination?.sink === undefined) throw new Error(JSON.stringify(read.problems));
  return { objects: read.destination.objects, sink: read.destination.sink };
}

/** The keys that the sink puts, with whatever stands in the records. */
async function keysOf(
  { objects, sink }: ReturnType<typeof destination>,
  values: readonly (readonly [unknown, unknown, string])[],
) {
  const keys: string[] = [];
  const runtime = runtimeSettings(sink, {
    name: 'readings',
    bucketName: 'acme-readings',
    objects,
    eventSource: sink.source.type === 'kinesis' ? 'kinesis' : 'sqs',
    deadLetterQueue: { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead' } as never,
  });
  const records = values.map(
    ([a, b, partition], index): SourceRecord => ({
      id: `id-${index}`,
      messageId: `id-${index}`,
      bytes: Buffer.from(JSON.stringify({ a, b })),
      arrival: 1_900_000_000_000,
      partition,
      ...(sink.source.type === 'kinesis' ? { sequence: String(10n ** 55n + BigInt(index)) } : {}),
    }),
  );
  await new Sink({
    settings: runtime,
    shaper: await createShaper(runtime),
    store: {
      put: async (put) => {
        keys.push(put);
        return 'written';
      },
    },
    log: () => {},
  }).deliver(
    { records, dead: [], dropped: 0 },
    { id: 'request', now: 1_900_000_000_000, deadline: Date.now() + 60_000, metrics: new Metrics() },
  );
  return keys;
}

const records = fc.array(fc.tuple(anyValue, anyValue, fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 5,
});
/** IAM's own rules, as the policy simulator knows them. */
async function mayPut(statements: ReturnType<typeof sinkStatements>, object: string): Promise<boolean> {
  const Statement = statements.map(({ sid, actions, resources }) => ({
    Sid: sid,
    Effect: 'Allow' as const,
    Action: [...actions],
    Resource: [...resources],
  }));
  const { allowed } = await decide({
    principal: {
      arn: 'arn:aws:iam::111122223333:role/sink',
      accountId: '111122223333',
      policies: [{ name: 'sink', policy: { Version: '2012-10-17', Statement } as never }],
    },
    action: 's3:PutObject',
    resource: `${BUCKET}/${object}`,
    resourceAccountId: '111122223333',
    circumstances: { now: 1_900_000_000_000, secure: true, region: 'eu-west-1' },
  });
  return allowed;
}

test('every key that the sink can produce is allowed', async () => {
  let produced = 0;
  await fc.assert(
    fc.asyncProperty(settings, records, async (chosen, values) => {
      const made = destination(chosen);
      const keys = await keysOf(made, values);
      produced += keys.length;
      const statements = sinkStatements(made.objects, TARGET, made.sink);
      for (const one of keys) {
        expect(Buffer.byteLength(one)).toBeLessThanOrEqual(1024);
        expect(one.split('/').some((part) => part === '' || part === '.' || part === '..')).toBe(false);
        expect({ key: one, allowed: await mayPut(statements, one) }).toEqual({ key: one, allowed: true });
      }
    }),
    { numRuns: 300 },
  );
  expect(produced).toBeGreaterThan(150);
});

test('and nothing beside the scope is', async () => {
  await fc.assert(
    fc.asyncProperty(
      settings.filter(({ prefix: folder }) => folder !== undefined),
      async (chosen) => {
        const { objects, sink } = destination(chosen);
        const statements = sinkStatements(objects, TARGET, sink);
        const [folder] = objects.prefixes;
        const ending = objects.pattern.slice(1);
        const beside = [`other/x${ending}`, `${folder}-evil/x${ending}`, `x${ending}`, `${folder}`];
        if (ending !== '') beside.push(`${folder}/x`, `${folder}/x${ending}.bak`);
        for (const one of beside)
          expect({ one, allowed: await mayPut(statements, one) }).toEqual({ one, allowed: false });
        const actions = statements.flatMap((statement) => statement.actions);
        expect(actions).toEqual(['s3:PutObject', ...(sink.deduplicate ? ['s3:GetObject'] : [])]);
      },
    ),
    { numRuns: 100 },
  );
});
