import { removeBundles, startBundled } from './bundled';
import { Table } from './claims-table';
import { type Answer, Endpoint, error, kinesisEvent, SETTINGS, type Seen, sqsEvent } from './support';

/** What becomes of messages when something goes wrong beside the upload. */

let endpoint: Endpoint;
let table: Table;
beforeAll(async () => {
  endpoint = await Endpoint.start();
});
afterAll(() => endpoint.stop());
afterAll(removeBundles);

const targetOf = ({ headers }: Seen) => String(headers['x-amz-target'] ?? '');
const isClaim = (seen: Seen) => targetOf(seen).startsWith('DynamoDB');
const isLetter = (seen: Seen) => targetOf(seen).startsWith('AmazonSQS');
/** S3 answers as told, HEAD finds nothing, and the rest works. */
function world(put: (seen: Seen, index: number) => Answer = () => ({})): void {
  let puts = 0;
  endpoint.answer((seen) => {
    if (isClaim(seen)) return table.answer(seen);
    if (isLetter(seen)) return { body: '{}' };
    return seen.method === 'PUT' ? put(seen, puts++) : { status: 403 };
  });
}
beforeEach(() => {
  table = new Table();
  world();
});

const refuseTheFirst = (_: Seen, index: number) => (index === 0 ? error(403, 'AccessDenied') : {});
const puts = () => endpoint.seen.filter(({ method }) => method === 'PUT');
const bodies = () => puts().map(({ body }) => String(body));
const letters = () => endpoint.seen.filter(isLetter).flatMap(({ body }) => JSON.parse(String(body)).Entries);
const failures = (answer: unknown) =>
  (answer as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures
    .map(({ itemIdentifier }) => itemIdentifier)
    .sort();
const ids = (event: ReturnType<typeof sqsEvent>) => event.Records.map(({ messageId }) => messageId);
function inGroup(event: ReturnType<typeof sqsEvent>) {
  for (const { attributes } of event.Records) Object.assign(attributes, { MessageGroupId: 'pump-1' });
  return event;
}

describe('with claims', () => {
  const settings = { ...SETTINGS, claimsTable: 'claims', leaseSeconds: 90, rememberSeconds: 1000 };

  test('a message that comes again in another batch is not written again', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const [first, second, third] = sqsEvent('{"n":1}', '{"n":2}', '{"n":3}').Records;
    await invoke({ Records: [first, second] });
    const { answer, metrics } = await invoke({ Records: [second, third] });
    expect(failures(answer)).toEqual([]);
    expect(bodies()).toEqual(['{"n":1}\n{"n":2}\n', '{"n":3}\n']);
    expect(metrics).toMatchObject({ RecordsIn: 2, RecordsOut: 1, RecordsDropped: 1 });
  });

  test('a message that another invocation is at stays in the queue, and the others are written', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const event = sqsEvent('{"n":1}', '{"n":2}');
    table.claimed(ids(event)[0] as string);
    const { answer } = await invoke(event);
    expect(failures(answer)).toEqual([ids(event)[0]]);
    expect(bodies()).toEqual(['{"n":2}\n']);
  });

  test('after a partial claim the same messages get another key: the object holds less than the batch', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const event = sqsEvent('{"n":1}', '{"n":2}');
    table.claimed(ids(event)[0] as string);
    await invoke(event);
    table.items.clear();
    await invoke(event);
    expect(new Set(puts().map(({ url }) => url)).size).toBe(2);
    expect(bodies()).toEqual(['{"n":2}\n', '{"n":1}\n{"n":2}\n']);
  });

  test('an object that is there is written, also where its claims cannot be finished', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    endpoint.answer((seen) => {
      if (targetOf(seen).endsWith('BatchWriteItem'))
        return { status: 400, body: '{"__type":"x#AccessDeniedException"}' };
      return isClaim(seen) ? table.answer(seen) : {};
    });
    const { answer, printed } = await invoke(sqsEvent('{"n":1}'));
    expect(failures(answer)).toEqual([]);
    expect(printed).toContain('Claims were not finished.');
  });

  test('a claim that fails leaves all of its object to the queue', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const event = sqsEvent('{"n":1}', '{"n":2}');
    table.faults.push({ status: 400, body: '{"__type":"x#AccessDeniedException"}' });
    const { answer } = await invoke(event);
    expect(failures(answer)).toEqual(ids(event));
    expect(puts()).toEqual([]);
  });

  test('of a FIFO queue, nothing behind a message that another invocation is at is written', async () => {
    const { invoke } = await startBundled({ ...settings, eventSource: 'sqs-fifo' }, endpoint.url);
    const event = inGroup(sqsEvent('1', '2', '3'));
    table.claimed(ids(event)[1] as string);
    const { answer } = await invoke(event);
    expect(bodies()).toEqual(['1\n']);
    expect(failures(answer)).toEqual(ids(event).slice(1));
  });
});

test('a FIFO queue: objects are written in the order of their messages, up to the first that fails', async () => {
  world((_, index) => (index === 1 ? error(403, 'AccessDenied') : {}));
  const settings = { ...SETTINGS, eventSource: 'sqs-fifo' as const, key: '{field:site}/{batch}' };
  const { invoke } = await startBundled(settings, endpoint.url);
  const event = inGroup(sqsEvent('{"site":"a","n":1}', '{"site":"b","n":2}', '{"site":"a","n":3}'));
  const { answer } = await invoke(event);
  expect(bodies().map((body) => JSON.parse(body).n)).toEqual([1, 2]);
  expect(failures(answer)).toEqual(ids(event).slice(1));
});

describe('dead letters', () => {
  const settings = { ...SETTINGS, deadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/dead' };

  test('are not sent while their message comes again for another reason', async () => {
    world(refuseTheFirst);
    const { invoke } = await startBundled(settings, endpoint.url);
    const event = sqsEvent(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '1',
        logGroup: 'g',
        logStream: 's',
        logEvents: [{ id: '1', timestamp: 1, message: 'm' }, { id: '2' }],
      }),
    );
    expect(failures((await invoke(event)).answer)).toEqual(ids(event));
    expect(letters()).toEqual([]);
    expect(failures((await invoke(event)).answer)).toEqual([]);
    expect(letters()).toHaveLength(1);
  });

  test('of an invocation are not sent while it is made again', async () => {
    world(refuseTheFirst);
    const { invoke } = await startBundled(
      { ...settings, eventSource: 'invoke', source: 'invoke', idField: 'id' },
      endpoint.url,
    );
    const payload = [{ n: 1 }, { n: 2, id: 'taken' }];
    expect((await invoke(payload)).error?.name).toBe('NotWrittenError');
    expect(letters()).toEqual([]);
    expect((await invoke(payload)).answer).toMatchObject({ written: 1, dead: 1 });
    expect(letters()).toHaveLength(1);
  });
});

test('two bodies under one Idempotency-Key are two batches, and the same body is one', async () => {
  const settings = { ...SETTINGS, eventSource: 'function-url' as const, source: 'function-url' as const };
  const { invoke } = await startBundled(settings, endpoint.url);
  for (const body of ['{"a":1}', '{"b":2}', '{"a":1}']) {
    await invoke({
      version: '2.0',
      headers: { 'idempotency-key': '1' },
      requestContext: { http: { method: 'POST' }, requestId: 'r', timeEpoch: Date.UTC(2031, 0, 2) },
      body,
      isBase64Encoded: false,
    });
  }
  const [first, second, third] = puts().map(({ url }) => url);
  expect(second).not.toBe(first);
  expect(third).toBe(first);
});

test("the time of a batch is its first record's", async () => {
  const { invoke } = await startBundled(SETTINGS, endpoint.url);
  const { Records } = sqsEvent('1', '2');
  Object.assign(Records[1]?.attributes ?? {}, { SentTimestamp: String(Date.UTC(2031, 0, 3)) });
  await invoke({ Records: Records.reverse() });
  expect(puts()[0]?.url).toContain('/in/2031/01/02/');
});

test('an object holds no more bytes of records than it may', async () => {
  const { invoke } = await startBundled({ ...SETTINGS, maxBytes: 20 }, endpoint.url);
  await invoke(sqsEvent('"12345678"', '"1234567"', '1', '"1234567890123456"'));
  expect(
    bodies()
      .map((body) => body.length)
      .sort(),
  ).toEqual([11, 12, 19].sort());
});

test('records that no time is left for come again, and a stream as a whole', async () => {
  const { invoke } = await startBundled(SETTINGS, endpoint.url);
  const event = sqsEvent('1', '2');
  expect(failures((await invoke(event, 500)).answer)).toEqual(ids(event));
  const stream = { ...SETTINGS, eventSource: 'kinesis' as const, source: 'kinesis' as const };
  const { invoke: ofStream } = await startBundled(stream, endpoint.url);
  expect((await ofStream(kinesisEvent('1'), 500)).error?.name).toBe('NotWrittenError');
  expect(puts()).toEqual([]);
});
