import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFunction } from '../../lib/local/function';
import { bundleFolder, inlineBundle } from '../../lib/sink/bundle';
import type { SinkSettings } from '../../lib/sink/runtime/settings';
import { CANARY } from '../aws-fakes/canary';
import { Endpoint, error, kinesisEvent, SETTINGS, sqsEvent } from '../sink/runtime/support';

jest.setTimeout(30_000);

const folder = mkdtempSync(join(tmpdir(), 'inline-sink-'));
/** CloudFormation makes `index.js` of the code in a template. */
const INLINE = join(folder, 'index.js');
const ASSET = join(bundleFolder(), 'index.mjs');

let endpoint: Endpoint;
beforeAll(async () => {
  writeFileSync(INLINE, inlineBundle());
  endpoint = await Endpoint.start();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await endpoint.stop();
});

const WITH = (more: Partial<SinkSettings>): SinkSettings => ({ ...SETTINGS, ...more });
const dead = () => ({ deadLetterQueueUrl: `${endpoint.url}/111122223333/dead` });
const claims = { claimsTable: 'claims', leaseSeconds: 60, rememberSeconds: 3600 };

/** Settings that load each part of the code which the asset loads only when it is needed. */
const CASES: readonly (readonly [string, () => SinkSettings | undefined, unknown])[] = [
  ['JSON lines', () => WITH({}), sqsEvent('{"a":1}', '{"a":12345678901234567890}')],
  [
    'an array, compressed',
    () => WITH({ sendPerRecord: false, compression: 'gzip' }),
    sqsEvent('{"a":1}', '[2]'),
  ],
  ['CSV', () => WITH({ format: 'delimited', suffix: '.csv' }), sqsEvent('{"a":"x,y","b":2}')],
  ['raw', () => WITH({ format: 'raw', suffix: '.bin' }), sqsEvent('as it is', 'é')],
  [
    'a template with regular expressions, dates and numbers',
    () =>
      WITH({
        template:
          '{"m":"{{ regexReplaceAll "a(.)" .s "$1" }}","d":"{{ date "2006-01-02" (toDate "2006-01-02" "2031-05-06") }}","n":{{ add 1 2 }},"v":{{ semverCompare "^1.2" "1.3.0" }},"j":{{ toJson .list }},"u":"{{ upper "x" | printf "%5s" }}"}',
      }),
    sqsEvent('{"s":"abac","list":[1,{"b":2}]}'),
  ],
  ['a record that is none, and its dead letter', () => WITH(dead()), sqsEvent('{"a":1}', 'no json')],
  ['a stream', () => WITH({ eventSource: 'kinesis', source: 'kinesis' }), kinesisEvent('{"a":1}', '{"a":2}')],
  ['an invocation', () => WITH({ eventSource: 'invoke', source: 'invoke' }), [{ a: 1 }, { a: 2 }]],
  ['claims', () => WITH(claims), sqsEvent('{"a":1}')],
  ['no settings', () => undefined, sqsEvent('{}')],
];

/** Invokes it in a process of its own, as Lambda does. */
async function invoked(entry: string, settings: SinkSettings | undefined, event: unknown) {
  const environment: Record<string, string> =
    settings === undefined ? {} : { SINK_SETTINGS: JSON.stringify(settings) };
  const host = new LocalFunction({
    engine: { secureEndpoint: endpoint.url, certificate: '' },
    region: 'eu-west-1',
    provisioned: { environment, timeoutSeconds: 30 } as never,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: CANARY },
    entry,
  });
  try {
    const said = await host.invoke(event);
    const lines = host.log.map((line): Record<string, unknown> => JSON.parse(line));
    return { ...said, metrics: lines.find(({ _aws }) => _aws !== undefined) ?? {} };
  } finally {
    host.stop();
  }
}

/** The batch is named after the invocation, not after its messages. */
const isChance = (settings: SinkSettings | undefined) =>
  settings?.source === 'invoke' || settings?.claimsTable !== undefined;

/** All that does not depend on the clock or on chance. */
async function outcome(entry: string, settings: SinkSettings | undefined, event: unknown) {
  endpoint.answer(() => ({}));
  const { metrics, ...said } = await invoked(entry, settings, event);
  const { RecordsIn, RecordsOut, RecordsDead, RecordsDropped, BytesOut } = metrics;
  const requests = endpoint.seen.map(({ method, url, body, headers }) => ({
    method,
    path: isChance(settings) ? url.replace(/[0-9a-f]{32}/, '<batch>') : url,
    type: headers['content-type'],
    length: body.length,
    body: method === 'PUT' ? body.toString('base64') : undefined,
  }));
  return { said, requests, figures: { RecordsIn, RecordsOut, RecordsDead, RecordsDropped, BytesOut } };
}

test.each(CASES)('the code of the template does what the asset does: %s', async (_, settings, event) => {
  const inline = await outcome(INLINE, settings(), event);
  expect(inline).toEqual(await outcome(ASSET, settings(), event));
  expect(inline.requests.length > 0 || inline.said.error !== undefined).toBe(true);
});

test.each([INLINE, ASSET])('an S3 that says slow down is asked again: %#', async (entry) => {
  endpoint.answer((_, index) => (index === 0 ? error(503, 'SlowDown') : {}));
  const { metrics } = await invoked(entry, SETTINGS, sqsEvent('{"a":1}'));
  expect(metrics.Retries).toBe(1);
});

test('code that is not built is said to be so', () => {
  expect(() => inlineBundle(folder)).toThrow("The sink's code is not built: run `npm run build:sink`.");
});

test('the code fits into a template, and is text that nothing on its way changes', () => {
  const code = inlineBundle();
  expect(code.length).toBeLessThan(400_000);
  expect(code).toMatch(/^[\t\n\r -~]+$/);
  // CloudFormation would look for a secret of the customer.
  expect(code).not.toContain('{{resolve:');
});
