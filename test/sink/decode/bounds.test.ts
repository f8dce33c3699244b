import { gzipSync } from 'node:zlib';
import { decode } from './support';

const MIB = 1024 * 1024;

function sqsOf(bodies: readonly string[]): unknown {
  return {
    Records: bodies.map((body, i) => ({
      messageId: `m-${i}`,
      body,
      attributes: { SentTimestamp: '1795240799000' },
      eventSource: 'aws:sqs',
    })),
  };
}

const logs = (logEvents: string) =>
  `{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"s","logEvents":[${logEvents}]}`;

test('a message may hold 32 MiB, and an event 64 MiB; what is beyond is dead', () => {
  const most = gzipSync(Buffer.alloc(32 * MIB, ' ')).toString('base64');
  const { records, dead } = decode('sqs', sqsOf([most, most, gzipSync('{}').toString('base64'), '{"a":1}']));
  expect(records.map(({ id, bytes }) => [id, bytes.length])).toEqual([
    ['m-0', 32 * MIB],
    ['m-1', 32 * MIB],
    ['m-3', 7],
  ]);
  expect(dead.map(({ record, reason }) => [record.id, reason])).toEqual([
    ['m-2', 'the gzip data of one event hold more than 64 MiB'],
  ]);
});

test('bombs do not use up what the other messages of an event may hold', () => {
  const bomb = gzipSync(Buffer.alloc(33 * MIB)).toString('base64');
  const { records, dead } = decode(
    'sqs',
    sqsOf([bomb, bomb, bomb, bomb, bomb, gzipSync('{}').toString('base64')]),
  );
  expect(records.map(({ id }) => id)).toEqual(['m-5']);
  expect(dead).toHaveLength(5);
});

test('CloudWatch Logs data of too many log events are one dead record', () => {
  const packed = gzipSync(logs(`${'1,'.repeat(500_000)}1`)).toString('base64');
  const { records, dead } = decode('sqs', sqsOf([packed, '{}']));
  expect(records.map(({ id }) => id)).toEqual(['m-1']);
  expect(dead.map(({ record, reason }) => [record.id, reason])).toEqual([
    ['m-0', "the 500001 log events are more than the function's memory holds"],
  ]);
  // What is kept is what came: unpacked it would be the memory that there is not.
  expect(Buffer.from(dead[0]?.record.bytes ?? []).toString()).toBe(packed);
});

test('a log event that is nested too deeply is dead together with what it came in', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const good = '{"id":"1","timestamp":2,"message":"m"}';
  const { records, dead } = decode('sqs', sqsOf([logs(`${deep},${good}`)]));
  expect(records.map(({ id }) => id)).toEqual(['m-0/1']);
  expect(dead.map(({ record, reason }) => [record.id, reason])).toEqual([
    ['m-0/0', 'logEvents[0] is a list, expected an object'],
  ]);
  expect(Buffer.from(dead[0]?.record.bytes ?? []).toString()).toContain(good);
});

test('deep JSON in a body passes', () => {
  const body = `[${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}]`;
  const requestContext = { requestId: 'r', timeEpoch: 1, http: { method: 'POST' } };
  expect(decode('function-url', { version: '2.0', requestContext, body }).records).toHaveLength(1);
});

test.each([
  ['lines that are not JSON', `${'{"a":\n'.repeat(20_000)}1`],
  ['quotes and backslashes', JSON.stringify(['\\"'.repeat(1_000_000)])],
  ['an array that breaks off at its end', `[${'{"a":1},'.repeat(400_000)}`.slice(0, -1)],
  ['blank lines', `1${'\n'.repeat(3_000_000)}1`],
])('no body takes long: %s', (_, body) => {
  const requestContext = { requestId: 'r', timeEpoch: 1, http: { method: 'POST' } };
  const begin = performance.now();
  try {
    decode('function-url', { version: '2.0', requestContext, body });
  } catch {}
  // Each takes a fraction of a second alone; were one quadratic, it would take minutes.
  expect(performance.now() - begin).toBeLessThan(10_000);
});
