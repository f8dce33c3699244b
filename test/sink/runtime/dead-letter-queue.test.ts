import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { AwsClient } from '../../../lib/sink/runtime/aws/client';
import { DeadLetterQueue } from '../../../lib/sink/runtime/aws/dead-letter-queue';
import type { LogEntry } from '../../../lib/sink/runtime/log';
import type { DeadRecord } from '../../../lib/sink/runtime/record';
import { Endpoint } from './support';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly StringValue: string }>>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

const logged: LogEntry[] = [];
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await Endpoint.start();
});
beforeEach(() => {
  logged.length = 0;
  endpoint.answer(() => ({ body: '{}' }));
});
afterAll(() => endpoint.stop());

const dead = (bytes: Uint8Array | string, over: Partial<DeadRecord['record']> = {}): DeadRecord => ({
  reason: 'the record is not JSON',
  record: { id: 'm1', messageId: 'm1', bytes: Buffer.from(bytes), arrival: 0, partition: '', ...over },
});
const send = (records: readonly DeadRecord[], queue = 'dead') =>
  new DeadLetterQueue({
    client: new AwsClient('eu-west-1', () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' })),
    queueUrl: `https://sqs.eu-west-1.amazonaws.com/111122223333/${queue}`,
    source: 'kinesis',
    endpoint: endpoint.url,
    log: (entry) => logged.push(entry),
  }).send(records, { retries: 1, timeout: 2000, deadline: Date.now() + 10_000 });
const requests = () => endpoint.seen.map(({ body }) => JSON.parse(String(body)).Entries as Entry[]);
const attributes = (entry: Entry | undefined) =>
  Object.fromEntries(
    Object.entries(entry?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
  );

/** What somebody who reads the queue makes of it. */
function original(entries: readonly Entry[]): Buffer {
  const body = entries.map(({ MessageBody }) => MessageBody).join('');
  const { Encoding } = attributes(entries[0]);
  if (Encoding === undefined) return Buffer.from(body);
  const bytes = Buffer.from(body, 'base64');
  return Encoding === 'base64' ? bytes : gunzipSync(bytes);
}

test.each<[string, Buffer, string | undefined]>([
  ['text', Buffer.from('{"a":'), undefined],
  ['text of every script', Buffer.from('泵 😀\r\n\t'), undefined],
  ['a control character that SQS does not take', Buffer.from('a\0b'), 'base64'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x80]), 'base64'],
  ['a byte order mark', Buffer.from('\ufeff{'), undefined],
  ['a long text', Buffer.from('x'.repeat(3_000_000)), 'gzip+base64'],
  ['a megabyte that does not compress', randomBytes(1_048_576), 'gzip+base64'],
  ['3 MiB that do not compress', randomBytes(3 * 1_048_576), 'gzip+base64'],
])('%s arrives as it was', async (_, bytes, encoding) => {
  expect(await send([dead(bytes)])).toEqual([]);
  const entries = requests().flat();
  expect(attributes(entries[0])).toMatchObject({
    Reason: 'the record is not JSON',
    RecordId: 'm1',
    Source: 'kinesis',
  });
  expect(attributes(entries[0]).Encoding).toBe(encoding);
  expect(original(entries).equals(bytes)).toBe(true);
  for (const { body } of endpoint.seen) expect(body.length).toBeLessThan(1_048_576);
});

test('the parts of a record that does not fit into a message are counted', async () => {
  await send([dead(randomBytes(2_000_000))]);
  expect(
    requests()
      .flat()
      .map((entry) => attributes(entry).Part),
  ).toEqual(['1/3', '2/3', '3/3']);
});

test('ten records at most go with a request', async () => {
  await send(Array.from({ length: 23 }, (_, index) => dead(`record ${index}`)));
  expect(requests().map((entries) => entries.map(({ Id }) => Id).join())).toEqual([
    '0,1,2,3,4,5,6,7,8,9',
    '0,1,2,3,4,5,6,7,8,9',
    '0,1,2',
  ]);
});

test('an empty body is a space, because SQS takes no empty one', async () => {
  await send([dead('')]);
  expect(requests()[0]?.[0]?.MessageBody).toBe(' ');
});

test('a FIFO queue gets the group of the record, and drops what was sent before', async () => {
  await send([dead('a', { partition: 'pump-1' }), dead('b', { id: 'm2', partition: '' })], 'dead.fifo');
  expect(requests()[0]).toMatchObject([
    { MessageGroupId: 'pump-1', MessageDeduplicationId: 'm1.0' },
    { MessageGroupId: 'dead', MessageDeduplicationId: 'm2.0' },
  ]);
});

describe('what was not taken', () => {
  const records = [dead('secret a'), dead('secret b', { id: 'm2' })];

  test('is given back, and only that', async () => {
    endpoint.answer(() => ({ body: '{"Failed":[{"Id":"1"}]}' }));
    expect(await send(records)).toEqual([records[1]]);
  });

  test('is logged with the code of SQS, and without what SQS quotes of it', async () => {
    const Failed = [{ Id: '1', Code: 'InvalidMessageContents', Message: 'secret b', SenderFault: true }];
    endpoint.answer(() => ({ body: JSON.stringify({ Failed }) }));
    await send(records);
    expect(logged).toEqual([
      {
        level: 'error',
        message: 'The dead-letter queue refused messages.',
        messages: 1,
        reason: 'AwsError: SendMessageBatch was refused: 503 InvalidMessageContents',
      },
    ]);
  });

  test('is logged with the answer to the whole request', async () => {
    endpoint.answer(() => ({
      status: 403,
      body: '{"__type":"com.amazonaws.sqs#AccessDeniedException","message":"secret"}',
    }));
    expect(await send(records)).toEqual(records);
    expect(logged).toMatchObject([
      {
        messages: 2,
        reason: 'AwsError: AmazonSQS.SendMessageBatch was refused: 403 AccessDeniedException',
      },
    ]);
  });
});

test('nothing is logged of what was taken', async () => {
  await send([dead('a')]);
  expect(logged).toEqual([]);
});
