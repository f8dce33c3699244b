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

test('a sink from end to end: what each of a thousand records a second costs', () => {
  const lines = linesOf({ source: { type: 'sqs' } }, { rate: 1000, recordBytes: 500 });
  // 1 ms, 4 µs a record and 7 ms a megabyte, on 512 of 1,769 MB; 100 ms for S3; 501,000 bytes at 50 MB a second.
  const milliseconds = Math.ceil((1 + 4 + 3.5) * (1769 / 512) + 100 + 10.02);
  expect(milliseconds).toBe(140);
  expect(of(lines, 'compute, arm64').quantity).toBeCloseTo(MONTH * 0.14 * 0.5, 6);
  expect(of(lines, 'requests').quantity).toBeCloseTo(MONTH, 6);
  expect(of(lines, 'PUT').usd).toBeCloseTo(13.14, 8);
  // A newline for each record.
  expect(of(lines, 'storage').quantity).toBeCloseTo((501_000 * 86_400 * 30) / 2 ** 30, 6);
});

test('a template, claims, compression and further objects take their time', () => {
  const milliseconds = (sink: object, keys = 1) => {
    const workload = { rate: 1000, recordBytes: 1000, keys, memoryMb: 1769 };
    const lines = linesOf({ source: { type: 'sqs' }, ...sink }, workload);
    return (of(lines, 'compute, arm64').quantity * 1024 * 1000) / 1769 / of(lines, 'requests').quantity;
  };
  // 1 + 4 + 7 ms of CPU, 100 ms for S3, 20.02 for the upload.
  expect(milliseconds({})).toBeCloseTo(133, 6);
  // 7 µs a record, and 470.
  expect(milliseconds({ template: '{{ .a }}' })).toBeCloseTo(140, 6);
  expect(milliseconds({ deduplicate: true })).toBeCloseTo(603, 6);
  // 30 ms more for a megabyte, and three tenths of the upload: 6.006 ms.
  expect(milliseconds({ compression: 'gzip' })).toBeCloseTo(149, 6);
  // Nine objects: eight more at 0.5 ms, and a second round of PUTs.
  expect(milliseconds({}, 9)).toBeCloseTo(237, 6);
});

describe('SQS, https://aws.amazon.com/sqs/pricing/', () => {
  test('ten messages of 30,000 bytes are five requests; of 200,000 bytes five fit into a request, which are sixteen', () => {
    for (const [recordBytes, requests] of [
      [30_000, 100 * 5],
      [200_000, 200 * 16],
    ] as const) {
      const lines = linesOf({ source: { type: 'sqs' } }, { rate: 1000, recordBytes });
      expect(of(lines, 'SendMessage').quantity).toBe(requests * MONTH);
      expect(of(lines, 'ReceiveMessage').quantity).toBe(requests * MONTH);
    }
  });

  test('who does not batch pays for each message; a topic never does', () => {
    const alone = linesOf({ source: { type: 'sqs' } }, { rate: 1000, recordBytes: 500, sendBatch: 1 });
    const topic = linesOf({ source: { type: 'sns' } }, { rate: 1000, recordBytes: 500 });
    for (const lines of [alone, topic]) {
      expect(of(lines, 'SendMessage').quantity).toBe(1000 * MONTH);
      expect(of(lines, 'ReceiveMessage').quantity).toBe(100 * MONTH);
    }
  });

  test('what is left of a batch is deleted by a request too: fifteen messages take two', () => {
    const sink = { source: { type: 'sqs' }, batch: { maxRecords: 15 } };
    expect(of(linesOf(sink, { rate: 1500, recordBytes: 500 }), 'DeleteMessage').quantity).toBeCloseTo(
      200 * MONTH,
      4,
    );
  });

  test('below 50 messages a second each is received alone, and 200 a second come four at a time', () => {
    const received = (rate: number) =>
      of(linesOf({ source: { type: 'sqs' } }, { rate, recordBytes: 100 }), 'ReceiveMessage').quantity / MONTH;
    expect(received(50)).toBeCloseTo(50, 8);
    expect(received(200)).toBeCloseTo(50, 8);
    expect(received(2000)).toBeCloseTo(200, 8);
  });

  test('a FIFO queue has prices of its own', () => {
    const lines = linesOf({ source: { type: 'sqs', fifo: true } }, { rate: 100, recordBytes: 500 });
    // 26.28 million at 0.50
    expect(of(lines, 'SendMessage').usd).toBeCloseTo(13.14, 8);
    expect(of(lines, 'ReceiveMessage').price).toBe('sqsFifoRequests');
  });

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

  test('what is kept a week is six days more: 5,000 records a second are 2,472 GB-months', () => {
    const lines = linesOf({ source: { type: 'kinesis' } }, { rate: 5000, recordBytes: 300 });
    expect(of(lines, 'kept a week').quantity).toBeCloseTo((5000 * 1024 * 86_400 * 6) / 2 ** 30, 6);
    expect(of(lines, 'data out').usd).toBeCloseTo(((5000 * 1024 * MONTH) / 2 ** 30) * 0.04, 6);
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

  test('days that are said count, and not those of the lifecycle; of an existing bucket nobody knows them', () => {
    const stored = (of: object, daysKept?: number) => {
      const lines = bucketLines(
        { ...bucket, ...of } as typeof bucket,
        { objects: 1, bytes: 2 ** 30 / 86_400 },
        { daysKept },
        US,
      );
      return lines.find(({ what }) => what === 'storage')?.quantity;
    };
    expect(stored({ expireObjectsAfterDays: 10, versioned: true }, 5)).toBeCloseTo(5, 8);
    expect(stored({ existing: true, expireObjectsAfterDays: 10 })).toBeCloseTo(30, 8);
  });

  test('what compression leaves is said, or three tenths', () => {
    const stored = (compressionRatio?: number) =>
      of(
        linesOf(
          { source: { type: 'sqs' }, compression: 'gzip' },
          { rate: 1000, recordBytes: 999, compressionRatio },
        ),
        'storage',
      ).quantity;
    expect(stored()).toBeCloseTo((0.3 * 1e6 * 86_400 * 30) / 2 ** 30, 6);
    expect(stored(0.5)).toBeCloseTo((0.5 * 1e6 * 86_400 * 30) / 2 ** 30, 6);
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

test('KMS: nothing without a key of KMS, nor for one that nobody names; a key of another stack is paid for there', () => {
  const what = (bucket: object) =>
    bucketLines({ ...bucket } as Parameters<typeof bucketLines>[0], { objects: 1, bytes: 0 }, {}, US)
      .filter(({ service }) => service === 'KMS')
      .map((line) => line.what);
  const own = { existing: false, versioned: true, retain: true };
  expect(what({ ...own, encryption: 's3-managed' })).toEqual([]);
  expect(what({ existing: true, name: 'a' })).toEqual([]);
  expect(what({ ...own, encryption: { keyArn: 'arn:aws:kms:us-east-1:111122223333:key/1' } })).toEqual([
    'requests, with a bucket key',
  ]);
});

test('IoT Core: 5 KB are one message, and a byte more makes two', () => {
  const source = { type: 'iot-rule', sql: "SELECT * FROM 'a'" };
  const messages = (recordBytes: number) =>
    of(linesOf({ source }, { rate: 1, recordBytes }), 'messages').quantity;
  expect([messages(5120), messages(5121)]).toEqual([MONTH, 2 * MONTH]);
});

test('IoT Core: two billion messages are one at 1.00 and one at 0.80; each rule and action costs 0.15 for a million', () => {
  expect(charge(US, 'iotMessages', 2e9)).toBeCloseTo(1800, 8);
  expect(charge(US, 'iotRules', 1e6) + charge(US, 'iotActions', 1e6)).toBeCloseTo(0.3, 10);
});

test('SNS: a million publishes are 0.50 dollars; EventBridge: a million events are 1.00', () => {
  expect(charge(US, 'snsPublishes', 1e6)).toBeCloseTo(0.5, 10);
  expect(charge(US, 'eventBridgeEvents', 1e6)).toBeCloseTo(1, 10);
});

test('Kinesis: 0.014 for a million PUT units, 0.10 for a GB-month beyond the first day, 0.08 and 0.04 for a GB', () => {
  expect(charge(US, 'kinesisPutUnits', 1e6)).toBeCloseTo(0.014, 10);
  expect(charge(US, 'kinesisRetentionGbMonths', 10)).toBeCloseTo(1, 10);
  expect(charge(US, 'kinesisGbIn', 100) + charge(US, 'kinesisGbOut', 100)).toBeCloseTo(12, 10);
});

test('DynamoDB and CloudWatch: a GB-month is 0.25 in a table, and 0.03 in a log', () => {
  expect(charge(US, 'dynamoStorageGbMonths', 4)).toBeCloseTo(1, 10);
  expect(charge(US, 'logStorageGbMonths', 100)).toBeCloseTo(3, 10);
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

test('CloudWatch: 60 TB of Lambda’s logs are 10 at 0.50, 20 at 0.25, 20 at 0.10 and 10 at 0.05', () => {
  // https://aws.amazon.com/blogs/compute/aws-lambda-introduces-tiered-pricing-for-amazon-cloudwatch-logs-and-additional-logging-destinations/
  expect(charge(US, 'logGb', 60 * 1024)).toBeCloseTo(5120 + 5120 + 2048 + 512, 8);
});

test('CloudWatch: a log of three months is stored at 0.15 of its size, and 26 bytes a line', () => {
  const lines = linesOf({ source: { type: 'sqs' } }, { rate: 1000, recordBytes: 500 });
  const { quantity } = of(lines, 'log');
  const invocations = of(lines, 'requests').quantity;
  const stored = 3 * (quantity * 0.15 + (invocations * 4 * 26) / 2 ** 30);
  expect(of(lines, 'log of three months').quantity).toBeCloseTo(stored, 10);
  const { usd } = of(linesOf({ source: { type: 'invoke' } }, { rate: 1000, recordBytes: 500 }), 'alarms');
  expect(usd).toBeCloseTo(0.2, 10);
});

test('Firehose: 600 TB are 500 at 0.029 and 100 at 0.025', () => {
  const rate = (600 * 2 ** 40) / (5 * 1024) / MONTH;
  expect(firehose({ rate, recordBytes: 1 }, US).usd).toBeCloseTo(512_000 * 0.029 + 102_400 * 0.025, 4);
});

test('Firehose: 3 KB count as 5 KB, and 12 KB as 15 KB', () => {
  const gigabytes = (kilobytes: number) => firehose({ rate: 1, recordBytes: kilobytes * 1024 }, US).quantity;
  expect(gigabytes(3)).toBeCloseTo((MONTH * 5 * 1024) / 2 ** 30, 8);
  expect(gigabytes(12)).toBeCloseTo((MONTH * 15 * 1024) / 2 ** 30, 8);
});
