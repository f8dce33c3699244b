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

test('a message may hold 64 MiB, and an event 256 MiB; what is beyond is dead', () => {
  const most = gzipSync(Buffer.alloc(64 * MIB, ' ')).toString('base64');
  const { records, dead } = decode(
    'sqs',
    sqsOf([most, most, most, most, gzipSync('{}').toString('base64'), '{"a":1}']),
  );
  expect(records.map(({ id, bytes }) => [id, bytes.length])).toEqual([
    ['m-0', 64 * MIB],
    ['m-1', 64 * MIB],
    ['m-2', 64 * MIB],
    ['m-3', 64 * MIB],
    ['m-5', 7],
  ]);
  expect(dead.map(({ record, reason }) => [record.id, reason])).toEqual([
    ['m-4', 'the gzip data of one event hold more than 256 MiB'],
  ]);
});

test('bombs do not use up what the other messages of an event may hold', () => {
  const bomb = gzipSync(Buffer.alloc(65 * MIB)).toString('base64');
  const { records, dead } = decode(
    'sqs',
    sqsOf([bomb, bomb, bomb, bomb, bomb, gzipSync('{}').toString('base64')]),
  );
  expect(records.map(({ id }) => id)).toEqual(['m-5']);
  expect(dead).toHaveLength(5);
});

test('CloudWatch Logs data of too many log events are one dead record', () => {
  const { records, dead } = decode('sqs', sqsOf([logs(`${'1,'.repeat(500_000)}1`), '{}']));
  expect(records.map(({ id }) => id)).toEqual(['m-1']);
  expect(dead.map(({ record, reason }) => [record.id, reason])).toEqual([
    ['m-0', 'the CloudWatch Logs data hold more than 500000 log events'],
  ]);
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
