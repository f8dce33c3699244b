import { estimate } from '../../lib/cost/estimate';
import { gradeNotes, notesOf, storageNotes } from '../../lib/cost/notes';
import { charged, load, US } from './support';

function notes(sink: object, workload: Parameters<typeof load>[0]): string {
  const one = charged(sink);
  const all = load({ daysKept: 1, ...workload });
  return notesOf(one, all, estimate(one, all, US), US).join('\n');
}

test('what fits and is confirmed has no notes', () => {
  expect(notes({ source: { type: 'sqs' } }, { rate: 1000, recordBytes: 500 })).toBe('');
});

const FIFO = { source: { type: 'sqs', fifo: true } };

test.each([
  [
    'a topic is told to take large messages',
    { source: { type: 'sns' } },
    { rate: 1, recordBytes: 262_145 },
    'records of 262,145 bytes come through only where the MaximumMessageSize of the topic says so',
  ],
  [
    'a request is full',
    { source: { type: 'invoke' } },
    { rate: 100, recordBytes: 10_000 },
    'a request holds 6 MB: 629 records, not 1,000',
  ],
  [
    'shards are too few',
    { source: { type: 'kinesis' } },
    { rate: 2001, recordBytes: 100, shards: 2 },
    '--shards 2 is too few: one takes 1,000 records or 1 MiB a second, and this wants 3',
  ],
  [
    'a FIFO queue is asked too often',
    FIFO,
    { rate: 3001, recordBytes: 100 },
    'a FIFO queue takes 300 requests of a kind a second, and these are 300: it needs high throughput',
  ],
  [
    'its sender does not batch',
    FIFO,
    { rate: 301, recordBytes: 100, sendBatch: 1 },
    'and these are 301: it needs',
  ],
  [
    'S3 is asked too often',
    { source: { type: 'sqs' }, key: '{field:site}/{batch}' },
    { rate: 4000, recordBytes: 100, keys: 1000 },
    'these are 4,000 PUTs a second, and S3 takes 3,500 for each partition of the keys',
  ],
  [
    'the function is too slow',
    {
      source: { type: 'sqs' },
      deduplicate: true,
      timeoutSeconds: 5,
      retries: 0,
      batch: { maxRecords: 10_000, maxSeconds: 300 },
    },
    { rate: 1000, recordBytes: 10, memoryMb: 128 },
    's, and the function is stopped after 35 s: lower batch.maxRecords',
  ],
  [
    'nobody knows how many values',
    { source: { type: 'sqs' }, key: '{field:site}/{batch}' },
    { rate: 1, recordBytes: 100 },
    'sink.key has fields',
  ],
])('%s', (_, sink, workload, note) => {
  expect(notes(sink, workload)).toContain(note);
});

test.each([
  ['messages as large as a topic takes', { source: { type: 'sns' } }, { rate: 1, recordBytes: 262_144 }],
  [
    'a request that is just full',
    { source: { type: 'invoke' } },
    { rate: 629, recordBytes: 10_000, recordsPerRequest: 629 },
  ],
  [
    'as many shards as are needed',
    { source: { type: 'kinesis' } },
    { rate: 2000, recordBytes: 100, shards: 2 },
  ],
  ['as many requests as a FIFO queue takes', FIFO, { rate: 3000, recordBytes: 100 }],
  [
    'a standard queue with many requests',
    { source: { type: 'sqs' } },
    { rate: 10_000, recordBytes: 100, sendBatch: 1 },
  ],
  [
    'values that are said',
    { source: { type: 'sqs' }, key: '{field:site}/{batch}' },
    { rate: 100, recordBytes: 100, keys: 2 },
  ],
])('no note on %s', (_, sink, workload) => {
  expect(notes(sink, workload)).toBe('');
});

test('storage: what is supposed of it', () => {
  const bucket = (more: object) => charged({ source: { type: 'sqs' } }, more).bucket;
  expect(storageNotes(bucket({}), {})).toEqual([
    'storage is that of 30 days: say how long objects are kept with --days-kept',
  ]);
  expect(storageNotes(bucket({ expireObjectsAfterDays: 7 }), {})).toEqual([
    'objects are stored for 14 days: 7, and as long again as noncurrent versions',
  ]);
  expect(storageNotes(bucket({ expireObjectsAfterDays: 7, versioned: false }), {})).toEqual([]);
  expect(storageNotes(bucket({}), { daysKept: 5 })).toEqual([]);
});

test('prices that nobody has confirmed are named once, where they cost something', () => {
  const prices = { ...US, s3Puts: { ...US.s3Puts, grade: 'unconfirmed' as const } };
  const line = (usd: number) => ({
    price: 's3Puts' as const,
    usd,
    service: '',
    what: '',
    quantity: 1,
    unit: '',
  });
  expect(gradeNotes([line(1), line(2)], prices)).toEqual([
    "not confirmed against AWS's price list: s3Puts; --prices takes your own",
  ]);
  expect(gradeNotes([line(0.004)], prices)).toEqual([]);
  expect(gradeNotes([line(1)], US)).toEqual([]);
});
