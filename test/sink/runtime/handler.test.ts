import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { CANARY } from '../../aws-fakes/canary';
import { removeBundles, startBundled } from './bundled';
import { Endpoint, error, kinesisEvent, SETTINGS, sqsEvent } from './support';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await Endpoint.start();
});
beforeEach(() => endpoint.answer(() => ({})));
afterAll(() => endpoint.stop());
afterAll(removeBundles);

const puts = () => endpoint.seen.filter(({ method }) => method === 'PUT');
const sent = () => endpoint.seen.filter(({ method }) => method === 'POST');
const withDeadLetters = () => ({ ...SETTINGS, deadLetterQueueUrl: `${endpoint.url}/111122223333/dead` });

describe('a batch of a queue', () => {
  test('becomes one object, put where none may be', async () => {
    const { invoke } = await startBundled(SETTINGS, endpoint.url);
    const { answer, metrics } = await invoke(sqsEvent('{"a": 1}', '{"a": 12345678901234567890}'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(puts()).toHaveLength(1);
    const [{ url, headers, body }] = puts() as [(typeof endpoint.seen)[number]];
    expect(url).toMatch(/^\/acme-readings\/in\/2031\/01\/02\/[0-9a-f]{32}\.jsonl$/);
    expect(String(body)).toBe('{"a":1}\n{"a":12345678901234567890}\n');
    expect(headers).toMatchObject({
      'if-none-match': '*',
      'content-type': 'application/x-ndjson',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      'x-amz-security-token': CANARY,
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/s3\//,
      ),
    });
    expect(metrics).toMatchObject({
      Destination: 'readings',
      Source: 'sqs',
      RecordsIn: 2,
      RecordsOut: 2,
      RecordsDropped: 0,
      RecordsDead: 0,
      RecordsFailed: 0,
      Objects: 1,
      BytesOut: body.length,
      Retries: 0,
      PutLatency: [expect.any(Number)],
    });
  });

  test('has the same key whenever the same messages come', async () => {
    const { invoke } = await startBundled(SETTINGS, endpoint.url);
    const event = sqsEvent('{"a":1}', '{"a":2}');
    await invoke(event);
    await invoke({ Records: [...event.Records].reverse() });
    await invoke({ Records: event.Records.slice(0, 1) });
    const [first, second, third] = puts().map(({ url }) => url);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('that is there already is written', async () => {
    endpoint.answer(() => error(412, 'PreconditionFailed'));
    const { invoke } = await startBundled(SETTINGS, endpoint.url);
    const { answer, metrics } = await invoke(sqsEvent('{}'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(metrics).toMatchObject({ ObjectsThere: 1, Objects: 0, BytesOut: 0 });
  });

  test.each([
    ['409, another attempt at the same key', error(409, 'ConditionalRequestConflict')],
    ['503', error(503, 'SlowDown')],
    ['500', error(500, 'InternalError')],
    ['a broken connection', { reset: true }],
    ['no answer', { silent: true }],
  ])('is tried again after %s', async (_, answered) => {
    endpoint.answer((_seen, index) => (index === 0 ? answered : {}));
    const { invoke } = await startBundled(SETTINGS, endpoint.url);
    const { answer, metrics, printed } = await invoke(sqsEvent('{"secret":"payload"}'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(metrics).toMatchObject({ Retries: 1, Objects: 1 });
    expect(printed).toContain('The upload is tried again.');
    expect(printed).not.toMatch(/payload|session-token|secret-access-key/);
  });

  test('fails at once where it is refused for good, and every message comes again', async () => {
    endpoint.answer(() => error(403, 'AccessDenied'));
    const { invoke } = await startBundled({ ...SETTINGS, retries: 5 }, endpoint.url);
    const event = sqsEvent('{"secret":"payload"}', '{}');
    const { answer, metrics, printed } = await invoke(event);
    expect(answer).toEqual({
      batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    expect(puts()).toHaveLength(1);
    expect(metrics).toMatchObject({ RecordsFailed: 2, Objects: 0, RecordsOut: 0 });
    expect(printed).toContain('PutObject was refused: 403 AccessDenied');
    expect(printed).not.toMatch(/payload|session-token|secret-access-key/);
  });

  test('stops before the invocation ends', async () => {
    endpoint.answer(() => ({ silent: true }));
    const { invoke } = await startBundled({ ...SETTINGS, timeoutSeconds: 60, retries: 20 }, endpoint.url);
    const event = sqsEvent('{}');
    const began = Date.now();
    const { answer } = await invoke(event, 4_000);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: event.Records[0]?.messageId }] });
    expect(Date.now() - began).toBeLessThan(4_000);
  });

  test('of nothing but empty results writes no object', async () => {
    const { invoke } = await startBundled(
      { ...SETTINGS, omitIfEmpty: true, compression: 'gzip' },
      endpoint.url,
    );
    const { answer, metrics } = await invoke(sqsEvent('{}', '[]', 'null'));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(endpoint.seen).toEqual([]);
    expect(metrics).toMatchObject({ RecordsIn: 3, RecordsDropped: 3, Objects: 0 });
  });

  test('is split where it is larger than an object may be', async () => {
    const { invoke } = await startBundled({ ...SETTINGS, maxRecords: 2 }, endpoint.url);
    await invoke(sqsEvent('1', '2', '3', '4', '5'));
    expect(
      puts()
        .map(({ body }) => String(body))
        .sort(),
    ).toEqual(['1\n2\n', '3\n4\n', '5\n']);
  });

  test('goes into an object for each value of a field', async () => {
    const { invoke } = await startBundled({ ...SETTINGS, key: '{field:site}/{batch}' }, endpoint.url);
    await invoke(sqsEvent('{"site":"a","n":1}', '{"site":"b/../c","n":2}', '{"site":"a","n":3}'));
    const objects = puts().map(({ url, body }) => [
      url.split('/').at(-2),
      String(body).split('\n').length - 1,
    ]);
    expect(objects.sort()).toEqual([
      ['a', 2],
      ['b_.._c', 1],
    ]);
  });

  test('goes where the time of each record says', async () => {
    const settings = { ...withDeadLetters(), keyTime: 'event:at', key: '{yyyy}-{MM}-{dd}T{HH}/{batch}' };
    const { invoke } = await startBundled(settings, endpoint.url);
    await invoke(
      sqsEvent(
        '{"at":"2030-05-06T07:08:09Z"}',
        '{"at":1904281689}',
        '{"at":1904285289000}',
        '{"at":"tomorrow"}',
      ),
    );
    expect(
      puts()
        .map(({ url }) => url.split('/').at(-2))
        .sort(),
    ).toEqual(['2030-05-06T07', '2030-05-06T08']);
    expect(sent()).toHaveLength(1);
  });

  test('is compressed as a whole', async () => {
    const { invoke } = await startBundled(
      { ...SETTINGS, compression: 'gzip', suffix: '.jsonl.gz' },
      endpoint.url,
    );
    await invoke(sqsEvent('{"a":1}'));
    expect(puts()[0]?.headers['content-type']).toBe('application/gzip');
    expect(String(gunzipSync(puts()[0]?.body ?? ''))).toBe('{"a":1}\n');
  });
});

describe('a record that can never be written', () => {
  test('goes alone to the dead-letter queue, with its reason', async () => {
    const { invoke } = await startBundled(withDeadLetters(), endpoint.url);
    const event = sqsEvent('{"a":1}', 'not JSON, but a secret', '{"a":2}');
    const { answer, metrics, printed } = await invoke(event);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(String(puts()[0]?.body)).toBe('{"a":1}\n{"a":2}\n');
    expect(sent()[0]?.headers['x-amz-target']).toBe('AmazonSQS.SendMessageBatch');
    expect(JSON.parse(String(sent()[0]?.body))).toEqual({
      QueueUrl: `${endpoint.url}/111122223333/dead`,
      Entries: [
        {
          Id: '0',
          MessageBody: 'not JSON, but a secret',
          MessageAttributes: {
            Reason: { DataType: 'String', StringValue: expect.stringMatching(/JSON/) },
            RecordId: { DataType: 'String', StringValue: event.Records[1]?.messageId },
            Source: { DataType: 'String', StringValue: 'sqs' },
          },
        },
      ],
    });
    expect(metrics).toMatchObject({ RecordsDead: 1, RecordsOut: 2, RecordsFailed: 0 });
    expect(printed).not.toContain('secret');
  });

  test('comes again where the dead-letter queue does not take it', async () => {
    endpoint.answer(({ method }) =>
      method === 'POST' ? { status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}' } : {},
    );
    const { invoke } = await startBundled(withDeadLetters(), endpoint.url);
    const event = sqsEvent('{"a":1}', 'poison');
    const { answer, metrics } = await invoke(event);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: event.Records[1]?.messageId }] });
    expect(metrics).toMatchObject({ RecordsDead: 0, RecordsFailed: 1, RecordsOut: 1 });
  });

  test('is sent again where SQS refused its entry only', async () => {
    let calls = 0;
    endpoint.answer(({ method }) => {
      if (method !== 'POST') return {};
      calls++;
      return { body: JSON.stringify(calls === 1 ? { Failed: [{ Id: '1' }] } : {}) };
    });
    const { invoke } = await startBundled(withDeadLetters(), endpoint.url);
    const { answer } = await invoke(sqsEvent('one', 'two'));
    expect(answer).toEqual({ batchItemFailures: [] });
    const entries = sent().map(({ body }) =>
      JSON.parse(String(body)).Entries.map((e: { Id: string }) => e.Id),
    );
    expect(entries).toEqual([['0', '1'], ['1']]);
  });
});

describe('a FIFO queue', () => {
  test('is written in order up to the first failure', async () => {
    endpoint.answer((_, index) => (index === 1 ? error(403, 'AccessDenied') : {}));
    const settings = { ...SETTINGS, eventSource: 'sqs-fifo' as const, maxRecords: 1 };
    const { invoke } = await startBundled(settings, endpoint.url);
    const event = sqsEvent('1', '2', '3');
    for (const { attributes } of event.Records) Object.assign(attributes, { MessageGroupId: 'pump-1' });
    const { answer } = await invoke(event);
    expect(puts().map(({ body }) => String(body))).toEqual(['1\n', '2\n']);
    expect(answer).toEqual({
      batchItemFailures: event.Records.slice(1).map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
  });
});

describe('a batch of a stream', () => {
  const settings = { ...SETTINGS, eventSource: 'kinesis' as const, source: 'kinesis' as const };

  test('shows shard and range in its key, which is the same whenever the range comes', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const event = kinesisEvent('{"a":1}', '{"a":2}', '{"a":3}');
    await invoke(event);
    await invoke(event);
    const [first, second] = puts().map(({ url }) => url);
    expect(first).toMatch(
      /\/in\/2031\/01\/02\/shardId-000000000006-49590338271490256608559692538361571095-49590338271490256608559692538361571097-[0-9a-f]{12}\.jsonl$/,
    );
    expect(second).toBe(first);
  });

  test('is all or nothing: one object that fails makes the whole range come again, and no poison is sent twice', async () => {
    endpoint.answer((_, index) => (index === 0 ? error(403, 'AccessDenied') : {}));
    const { invoke } = await startBundled(
      { ...settings, maxRecords: 1, deadLetterQueueUrl: `${endpoint.url}/dead` },
      endpoint.url,
    );
    const { error: thrown } = await invoke(kinesisEvent('1', '2', 'poison'));
    expect(thrown?.message).toBe(
      '1 messages were not written: AwsError: PutObject was refused: 403 AccessDenied',
    );
    expect(sent()).toEqual([]);
  });
});

describe('a function URL', () => {
  const settings = { ...SETTINGS, eventSource: 'function-url' as const, source: 'function-url' as const };
  const request = (body: string, headers: Record<string, string> = {}) => ({
    version: '2.0',
    headers: { 'content-type': 'application/json', ...headers },
    requestContext: {
      http: { method: 'POST', path: '/' },
      requestId: 'f8b0c0de-0000-4000-8000-000000000001',
      timeEpoch: Date.UTC(2031, 0, 2),
    },
    body,
    isBase64Encoded: false,
  });

  test('answers after the object is there', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const { answer } = await invoke(request('[{"a":1},{"a":2}]'));
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(JSON.parse((answer as { body: string }).body)).toEqual({
      records: 2,
      written: 2,
      dropped: 0,
      dead: 0,
      objects: 1,
    });
    expect(String(puts()[0]?.body)).toBe('{"a":1}\n{"a":2}\n');
  });

  test('asks for the request again where S3 did not take it', async () => {
    endpoint.answer(() => error(403, 'AccessDenied'));
    const { invoke } = await startBundled(settings, endpoint.url);
    const { answer } = await invoke(request('{"a":1}'));
    expect(answer).toMatchObject({ statusCode: 503 });
  });

  test.each([
    ['GET', 405, { allow: 'POST, PUT' }],
    ['DELETE', 405, { allow: 'POST, PUT' }],
    ['POST', 415, { 'accept-encoding': 'gzip, identity' }],
  ])('answers what it does not take with what it does: %s %d', async (method, statusCode, headers) => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const { requestContext, ...event } = request('{"a":1}', { 'content-encoding': 'br' });
    const { answer } = await invoke({
      ...event,
      requestContext: { ...requestContext, http: { method, path: '/' } },
    });
    expect(answer).toMatchObject({ statusCode, headers: { 'content-type': 'application/json', ...headers } });
    expect(endpoint.seen).toEqual([]);
  });

  test('says what is wrong with a body', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const { answer } = await invoke(request('nonsense'));
    expect(answer).toMatchObject({ statusCode: 400 });
    expect((answer as { body: string }).body).toMatch(/JSON/);
    expect(endpoint.seen).toEqual([]);
  });
});

describe('a direct invoke', () => {
  const settings = { ...SETTINGS, eventSource: 'invoke' as const, source: 'invoke' as const };

  test('answers with what became of the records', async () => {
    const { invoke } = await startBundled(settings, endpoint.url);
    const { answer } = await invoke([{ a: 1 }, { a: 2 }]);
    expect(answer).toEqual({ records: 2, written: 2, dropped: 0, dead: 0, objects: 1 });
  });

  test('fails where not everything was written, so that Lambda tries again', async () => {
    endpoint.answer(() => error(403, 'AccessDenied'));
    const { invoke } = await startBundled(settings, endpoint.url);
    const { error: thrown } = await invoke([{ a: 1 }]);
    expect(thrown?.name).toBe('NotWrittenError');
  });
});

describe('settings that are wrong', () => {
  test('are said for every event, and nothing is written', async () => {
    const { invoke } = await startBundled(undefined, endpoint.url);
    for (const _ of [1, 2]) {
      const { error: thrown, printed } = await invoke(sqsEvent('{}'));
      expect(thrown?.message).toBe(
        'SINK_SETTINGS is not set: deploy the function with the construct LambdaSink',
      );
      expect(printed).toContain('The sink cannot start.');
    }
    expect(endpoint.seen).toEqual([]);
  });

  test('a template that cannot be read is one of them', async () => {
    const { invoke } = await startBundled({ ...SETTINGS, template: '{{ .a ' }, endpoint.url);
    const { error: thrown } = await invoke(sqsEvent('{}'));
    expect(thrown?.name).toBe('SinkInputError');
    expect(thrown?.message).toMatch(/unclosed action/);
  });
});
