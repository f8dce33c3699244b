import { bucketLines } from '../../lib/cost/bucket-lines';
import { estimate, firehose } from '../../lib/cost/estimate';
import { functionLines } from '../../lib/cost/function-lines';
import type { Line } from '../../lib/cost/line';
import { charge } from '../../lib/cost/price';
import { charged, load, US } from './support';

/**
 * The rules of the public price pages, with numbers that are worked out by hand here. 2,628,000 seconds are a month of
 * 730 hours. AWS's free tiers are left out, as in the model.
 */

const MONTH = 2_628_000;
const of = (lines: readonly Line[], what: string) => {
  const found = lines.find((line) => line.what === what);
  if (found === undefined) throw new Error(`No line ${what} in ${lines.map((line) => line.what).join(', ')}`);
  return found;
};
const linesOf = (sink: object, workload: Parameters<typeof load>[0], bucket = {}) =>
  estimate(charged(sink, bucket), load(workload), US).lines;

describe('Lambda, https://aws.amazon.com/lambda/pricing/', () => {
  test('three million requests of 120 ms with 1,536 MB are 540,000 GB-s and 0.60 dollars of requests', () => {
    const flow = { invocations: 3_000_000 / MONTH, seconds: 0.12 } as Parameters<typeof functionLines>[0];
    const lines = functionLines(flow, load({ rate: 1, recordBytes: 1, memoryMb: 1536 }), US);
    expect(of(lines, 'requests').usd).toBeCloseTo(0.6, 10);
    expect(of(lines, 'compute, arm64').quantity).toBeCloseTo(540_000, 6);
    // 540,000 × 0.0000133334
    expect(of(lines, 'compute, arm64').usd).toBeCloseTo(7.200036, 6);
  });

  test('a duration is rounded up to the next millisecond', () => {
    const flow = { invocations: 1_000_000 / MONTH, seconds: 0.0101 } as Parameters<typeof functionLines>[0];
    const lines = functionLines(flow, load({ rate: 1, recordBytes: 1, memoryMb: 1024 }), US);
    expect(of(lines, 'compute, arm64').quantity).toBeCloseTo(11_000, 6);
  });

  test('ten billion GB-s: 7.5 billion at the first price and 2.5 billion at 10 % less', () => {
    expect(charge(US, 'lambdaGbSeconds', 10_000_000_000)).toBeCloseTo(100_000.5 + 30_000.25, 4);
  });
});

describe('SQS, https://aws.amazon.com/sqs/pricing/', () => {
  test('a message of 256 KB is four requests to send, and again to receive', () => {
    const lines = linesOf({ source: { type: 'sqs' } }, { rate: 1, recordBytes: 262_144, sendBatch: 1 });
    expect(of(lines, 'SendMessage').quantity).toBe(4 * MONTH);
    expect(of(lines, 'ReceiveMessage').quantity).toBe(4 * MONTH);
  });

  test('ten messages of 500 bytes in a request are one request', () => {
    const lines = linesOf({ source: { type: 'sqs' } }, { rate: 1000, recordBytes: 500 });
    expect(of(lines, 'SendMessage').quantity).toBe(100 * MONTH);
    expect(of(lines, 'DeleteMessage').quantity).toBe(100 * MONTH);
    // 262.8 million at 0.40
    expect(of(lines, 'SendMessage').usd).toBeCloseTo(105.12, 6);
  });

  test('a batch of one message is deleted by a request of its own', () => {
    const lines = linesOf({ source: { type: 'sqs' } }, { rate: 0.001, recordBytes: 100 });
    expect(of(lines, 'DeleteMessage').quantity).toBeCloseTo(0.001 * MONTH, 6);
  });

  test('a million requests of a FIFO queue are 0.50 dollars', () => {
    expect(charge(US, 'sqsFifoRequests', 1_000_000)).toBeCloseTo(0.5, 10);
  });

  test('a queue without messages is asked by five pollers, every 20 seconds each', () => {
    const lines = linesOf({ source: { type: 'sqs' } }, { rate: 0.001, recordBytes: 100 });
    // 5 pollers, 20 seconds each
    expect(of(lines, 'ReceiveMessage').quantity).toBe(0.25 * MONTH);
  });
});

describe('Kinesis, https://aws.amazon.com/kinesis/data-streams/pricing/', () => {
  test('on-demand, a record of 4.5 KB counts as 5 KB', () => {
    const lines = linesOf({ source: { type: 'kinesis' } }, { rate: 100, recordBytes: 4608 });
    expect(of(lines, 'data in, records rounded to KB').quantity).toBeCloseTo(
      (100 * MONTH * 5120) / 2 ** 30,
      6,
    );
    expect(of(lines, 'stream').usd).toBeCloseTo(730 * 0.04, 8);
  });

  test('provisioned, a record of 5 KB is one PUT unit, and one of 45 KB two', () => {
    const units = (recordBytes: number) =>
      of(linesOf({ source: { type: 'kinesis' } }, { rate: 1, recordBytes, shards: 2 }), 'PUT units of 25 KB')
        .quantity;
    expect(units(5 * 1024)).toBe(MONTH);
    expect(units(45 * 1024)).toBe(2 * MONTH);
  });

  test('two shards are 1,460 shard-hours, at 0.015 and for a week of retention at 0.020 more', () => {
    const lines = linesOf({ source: { type: 'kinesis' } }, { rate: 1, recordBytes: 100, shards: 2 });
    expect(of(lines, 'shards').usd).toBeCloseTo(21.9, 8);
    expect(of(lines, 'kept a week').usd).toBeCloseTo(29.2, 8);
  });

  test('the first day of retention costs nothing: an imported stream has no line for it', () => {
    const streamArn = 'arn:aws:kinesis:us-east-1:111122223333:stream/s';
    const lines = linesOf({ source: { type: 'kinesis', streamArn } }, { rate: 1, recordBytes: 100 });
    expect(lines.map(({ what }) => what)).not.toContain('kept a week');
  });
});

test('EventBridge and SNS count 64 KB, IoT Core counts 5 KB', () => {
  const event = linesOf(
    { source: { type: 'eventbridge', pattern: { source: ['a'] } } },
    { rate: 1, recordBytes: 262_144 },
  );
  expect(of(event, 'events').quantity).toBe(4 * MONTH);
  const topic = linesOf({ source: { type: 'sns' } }, { rate: 1, recordBytes: 65_537 });
  expect(of(topic, 'publish').quantity).toBe(2 * MONTH);
  const rule = linesOf(
    { source: { type: 'iot-rule', sql: "SELECT * FROM 'a'" } },
    { rate: 1, recordBytes: 8192 },
  );
  for (const what of ['messages', 'rule triggered', 'action to the queue'])
    expect(of(rule, what).quantity).toBe(2 * MONTH);
});

describe('S3, https://aws.amazon.com/s3/pricing/', () => {
  const bucket = { existing: false, versioned: false, encryption: 's3-managed', retain: true } as const;

  test('a thousand objects a second are 432 dollars of PUTs a day', () => {
    const put = of(bucketLines(bucket, { objects: 1000, bytes: 0 }, {}, US), 'PUT');
    expect(put.usd / (MONTH / 86_400)).toBeCloseTo(432, 6);
  });

  test('60 TB: 50 at 0.023 and 10 at 0.022', () => {
    expect(charge(US, 's3StorageGbMonths', 60 * 1024)).toBeCloseTo(1177.6 + 225.28, 8);
  });

  test('a GB a day that stays for 30 days is 30 GB-months a month', () => {
    const bytes = 2 ** 30 / 86_400;
    const storage = of(bucketLines(bucket, { objects: 1, bytes }, { daysKept: 30 }, US), 'storage');
    expect(storage.quantity).toBeCloseTo(30, 8);
  });

  test('in a versioned bucket, expired objects stay as long again', () => {
    const expiring = { ...bucket, expireObjectsAfterDays: 10 };
    const days = (versioned: boolean) =>
      of(bucketLines({ ...expiring, versioned }, { objects: 1, bytes: 1e6 }, {}, US), 'storage').quantity;
    expect(days(true)).toBeCloseTo(2 * days(false), 8);
  });
});

test('KMS: 0.03 for 10,000 requests; a bucket key spares 99 of 100, and nobody knows it of an existing bucket', () => {
  const puts = { objects: 1, bytes: 0 };
  const keyArn = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555';
  const existing = bucketLines({ existing: true, name: 'a', keyArn }, puts, {}, US);
  expect(of(existing, 'requests').usd).toBeCloseTo(7.884, 8);
  const own = bucketLines(
    { existing: false, versioned: true, encryption: 'kms', retain: true },
    puts,
    {},
    US,
  );
  expect(of(own, 'requests, with a bucket key').usd).toBeCloseTo(0.07884, 8);
  expect(of(own, "the bucket's key").usd).toBe(1);
});

test('DynamoDB: two write units for each record, and claims of fifteen days', () => {
  const lines = linesOf({ source: { type: 'sqs' }, deduplicate: true }, { rate: 10, recordBytes: 100 });
  // 52.56 million at 0.625
  expect(of(lines, 'writes of deduplicate').usd).toBeCloseTo(32.85, 8);
  expect(of(lines, 'claims of 15 days').quantity).toBeCloseTo((10 * 86_400 * 15 * 250) / 2 ** 30, 8);
});

test('CloudWatch: eleven metrics, three alarms, and the function’s own line in the log', () => {
  const lines = linesOf({ source: { type: 'sqs' } }, { rate: 1000, recordBytes: 500 });
  expect(of(lines, 'metrics').usd).toBeCloseTo(3.3, 8);
  expect(of(lines, 'alarms').usd).toBeCloseTo(0.3, 8);
  const bytes = (of(lines, 'log').quantity * 2 ** 30) / of(lines, 'requests').quantity;
  // Measured in the bundled function: 770 to 790 bytes, and Lambda's own three lines.
  expect(bytes).toBeGreaterThan(1050);
  expect(bytes).toBeLessThan(1150);
});

test('Firehose: 3 KB count as 5 KB, and 12 KB as 15 KB', () => {
  const gigabytes = (kilobytes: number) => firehose({ rate: 1, recordBytes: kilobytes * 1024 }, US).quantity;
  expect(gigabytes(3)).toBeCloseTo((MONTH * 5 * 1024) / 2 ** 30, 8);
  expect(gigabytes(12)).toBeCloseTo((MONTH * 15 * 1024) / 2 ** 30, 8);
});
