import { writeFileSync } from 'node:fs';
import { type CostOptions, cost } from '../../lib/cli/cost';
import { createProgram } from '../../lib/cli/program';
import { DestinationFileError } from '../../lib/config/problem';
import { SOURCE_TYPES } from '../../lib/sink/runtime/settings';
import { InputError } from '../../lib/terminal/input-error';
import { inEmptyFolder, memoryTerminal } from './support';

const FILE = `version: 1
name: readings
environment: { account: "111122223333", region: eu-west-1 }
objects: { prefix: readings }
access: { type: none }
`;
const SINK = 'sink: { source: { type: sqs }, compression: gzip, key: "{field:site}/{batch}" }\n';

function run(options: Partial<CostOptions>, file?: string) {
  return inEmptyFolder(() => {
    if (file !== undefined) writeFileSync('destination.yaml', file);
    const terminal = memoryTerminal();
    expect(cost({ rate: '100', recordBytes: '500', json: false, ...options }, terminal)).toBe(0);
    return terminal.stdout.join('\n');
  });
}

const json = (options: Partial<CostOptions>, file?: string) =>
  JSON.parse(run({ ...options, json: true }, file));

test('the sink of a file: its lines, its cheapest settings, what matters, and what is supposed', () => {
  const shown = run({ latency: '300' }, FILE + SINK);
  expect(shown).toContain(
    'The sink of destination.yaml, source sqs: 100 records a second of 500 bytes, 512 MB; prices of eu-west-1.',
  );
  expect(shown).toMatch(/^SQS +SendMessage +26,280,000 +requests +0\.4 and less per 1,000,000 +10\.51$/m);
  expect(shown).toMatch(/^total +[\d.]+$/m);
  expect(shown).toMatch(/^Cheapest where a record may take 300 s: batch\.max/m);
  expect(shown).toContain('What changes it most, one setting at a time:');
  expect(shown).toContain('Amazon Data Firehose takes');
  expect(shown).toContain('note sink.key has fields');
  expect(shown).toMatch(/^note not confirmed against AWS's price list: .*s3Puts/m);
});

test('a file without a sink: its bucket, for the objects of the writer', () => {
  const shown = run(
    {},
    'version: 1\nname: a\nvendor: strm-privacy\nbucket: { encryption: kms, expireObjectsAfterDays: 7 }\n',
  );
  expect(shown).toContain('The bucket of destination.yaml: 100 records a second');
  expect(shown).toContain('prices of us-east-1, because no region was said');
  expect(shown).toContain('note there is no sink: each record is counted as an object that the writer puts');
  expect(shown).toContain('note objects are stored for 14 days: 7, and as long again as noncurrent versions');
  expect(shown).toContain("the bucket's key");
  expect(shown).not.toContain('Lambda');
});

test.each(SOURCE_TYPES)('without a file, a source is enough: %s', (source) => {
  const { lines, total, sink, prices } = json({ source });
  expect(total).toBeCloseTo(
    lines.reduce((sum: number, { usd }: { usd: number }) => sum + usd, 0),
    8,
  );
  expect(sink.cheapest.estimate.total).toBeLessThanOrEqual(total);
  for (const { price } of lines) expect(prices[price]).toHaveProperty('usd');
});

test('what the flags say stands in place of what the file says', () => {
  const options = {
    maxRecords: '50',
    maxSeconds: '10',
    compression: 'none',
    region: 'us-east-1',
    memory: '1024',
  } as const;
  const { sink, region } = json(options, FILE + SINK);
  expect(region).toBe('us-east-1');
  expect(sink.now).toEqual({
    'batch.maxRecords': 50,
    'batch.maxSeconds': 10,
    compression: 'none',
    memorySize: 1024,
  });
});

test('a sink that falls behind says so, and too few shards too', () => {
  expect(run({ rate: '100000', maxRecords: '1', maxSeconds: '1', source: 'sqs', keys: '1' })).toMatch(
    /note the sink falls behind: .* have to run at a time, and 1,250 can/,
  );
  expect(run({ rate: '5000', source: 'kinesis', shards: '2' })).toContain('note --shards 2 is too few');
});

test('a queue that would hold too much in flight says so', () => {
  expect(
    run({ rate: '120000', maxRecords: '10000', maxSeconds: '60', source: 'sqs', compression: 'gzip' }),
  ).toMatch(/note \d{3},\d{3} messages would be in flight, and a queue allows 120,000/);
});

test('settings that nobody should keep are told why, before cheaper ones that may be dearer', () => {
  const shown = run({ rate: '1000', memory: '128', maxRecords: '10000', source: 'sqs' });
  expect(shown).toMatch(/The settings as they are may not fit into 128 MB\.\nCheapest where/);
  expect(run({ rate: '1000', source: 'sqs' })).not.toContain('The settings as they are');
});

test('a latency that S3 does not reach has no settings', () => {
  expect(run({ source: 'sqs', latency: '0.01' })).toContain(
    'No settings keep up with the records and put each into S3 within 0.01 s.',
  );
});

test('one of a thing is singular', () => {
  const bucket = 'bucket: { encryption: kms, expireObjectsAfterDays: 1, versioned: false }';
  const shown = run(
    { rate: '1', recordBytes: '1' },
    `version: 1\nname: a\nvendor: strm-privacy\n${bucket}\n`,
  );
  expect(shown).toContain(': 1 record a second of 1 byte; prices of us-east-1');
  expect(shown).toMatch(/^KMS +the bucket's key +1 +key +1 per key +1\.00$/m);
});

test('six levers are shown, and sums below half a cent are not nothing', () => {
  const [, levers = ''] = run({ source: 'sqs' }).split('one setting at a time:\n');
  expect(levers.split('\n\n')[0]?.split('\n')).toHaveLength(7);
  const shown = run({ source: 'sqs', rate: '0.1' });
  expect(shown).toMatch(/^SQS +SendMessage .* 0\.01$/m);
  expect(shown).toMatch(/^S3 +storage .* <0\.01$/m);
});

test('what an object holds is said of one of many', () => {
  expect(run({ source: 'sqs', keys: '10', rate: '1000' })).toContain(
    'Records in an object: 100, in 50,100 bytes.',
  );
});

test('how long a record waits is said of the load, and of less than the load', () => {
  const shown = run({ source: 'sqs', rate: '1000' });
  expect(shown).toContain('A record is in S3 after 5.139 s at most, 60.1 s where fewer come; ');
  expect(shown).toContain('Cheapest where a record may take 61 s: ');
  expect(run({ source: 'sqs', rate: '86' })).toMatch(/after 58\.\d s at most, 60\.1 s where fewer come; /);
  expect(run({ source: 'sqs', rate: '1' })).toContain('A record is in S3 after 60.1 s at most; ');
});

test('prices of one’s own are used', () => {
  inEmptyFolder(() => {
    writeFileSync('mine.json', '{ "regions": { "us-east-1": { "metrics": 100 } } }');
    const terminal = memoryTerminal();
    cost({ rate: '1', recordBytes: '1', source: 'sqs', prices: 'mine.json', json: true }, terminal);
    const { lines } = JSON.parse(terminal.stdout.join());
    expect(lines.find(({ price }: { price: string }) => price === 'metrics').usd).toBe(1100);
  });
});

test.each([
  [{ rate: 'many' }, '--rate "many": write a number greater than 0, 100,000,000 at most'],
  [{ rate: '0' }, '--rate "0": write a number greater than 0'],
  [{ rate: '-1' }, '--rate "-1": write a number'],
  [{ recordBytes: '0' }, '--record-bytes "0": write a number from 1 on'],
  [{ memory: '64' }, '--memory "64": write a whole number from 128 on, 10,240 at most'],
  [{ memory: '512.5' }, '--memory "512.5": write a whole number'],
  [{ compressionRatio: '2' }, '--compression-ratio "2": write a number greater than 0, 1 at most'],
  [{ sendBatch: '11' }, '--send-batch "11": write a whole number from 1 on, 10 at most'],
  [
    { recordBytes: '1048577' },
    '--record-bytes "1048577": does not fit into a message of SQS: write 1,048,576 at most',
  ],
  [{ latency: '0' }, '--latency "0": write a number greater than 0'],
  [
    { maxSeconds: '0' },
    '--max-seconds: 0 is too short for batches of more than 10 messages: add --max-records 10',
  ],
  [{ config: 'a.yaml' }, '--source and --config: the file has a source already; leave one of them out'],
  [{ region: 'mars-1' }, 'No prices of mars-1 are known'],
])('%j is refused', (options, message) => {
  const started = () => run({ source: 'sqs', ...options });
  expect(started).toThrow(InputError);
  expect(started).toThrow(message);
});

test.each([
  [{ source: 'sqs', shards: '2' }, '--shards has no effect with source sqs: it is for kinesis\nTake it out.'],
  [
    { source: 'kinesis', sendBatch: '5', recordsPerRequest: '7' },
    '--send-batch has no effect with source kinesis: it is for sqs\n' +
      '--records-per-request has no effect with source kinesis: it is for function-url and invoke\n' +
      'Take them out.',
  ],
  [{ source: 'sns', sendBatch: '5' }, '--send-batch has no effect with source sns: it is for sqs'],
  [
    { source: 'invoke', maxSeconds: '5' },
    '--max-seconds has no effect with source invoke: it is for queues and streams, because a request is a batch',
  ],
] as const)('a flag without an effect is refused: %j', (options, message) => {
  const started = () => run(options);
  expect(started).toThrow(InputError);
  expect(started).toThrow(message);
});

test('of a bucket without a sink, flags about a sink are refused', () => {
  expect(() => run({ memory: '512', daysKept: '3' }, 'version: 1\nname: a\nvendor: strm-privacy\n')).toThrow(
    '--memory is about a sink, and the file has none\nTake it out.',
  );
});

test('a record that the sink would bury is refused, and any object for a bucket alone is not', () => {
  const small = SINK.replace('compression', 'batch: { maxBytes: 1000 }, compression');
  expect(() => run({ recordBytes: '1001' }, FILE + small)).toThrow(
    '--record-bytes "1001": does not fit into the sink\'s batch.maxBytes: write 1,000 at most',
  );
  expect(run({ recordBytes: '5e12' }, 'version: 1\nname: a\nvendor: strm-privacy\n')).toContain(
    'of 5,000,000,000,000 bytes',
  );
});

test('a FIFO queue takes no more than it hands over', () => {
  const fifo = `${FILE}sink: { source: { type: sqs, fifo: true } }\n`;
  expect(() => run({ maxRecords: '100' }, fifo)).toThrow(
    '--max-records "100": write a whole number from 1 on, 10 at most',
  );
});

test('a file that is wrong is refused as everywhere', () => {
  expect(() => run({}, 'version: 1\n')).toThrow(DestinationFileError);
  expect(() => run({})).toThrow(DestinationFileError);
});

test('the command line knows each option that the command reads', () => {
  const command = createProgram().commands.find((one) => one.name() === 'cost');
  expect(command?.options.map(({ long }) => long)).toEqual(
    expect.arrayContaining([
      '--config',
      '--rate',
      '--record-bytes',
      '--latency',
      '--memory',
      '--compression-ratio',
      '--days-kept',
      '--prices',
      '--json',
    ]),
  );
});
