import { type Flow, flowOf, shardsNeeded, shardsOf } from '../../lib/cost/flow';
import { charged, load } from './support';

/** By hand, from the limits of AWS that `flow.ts` names. */
const flow = (sink: object, workload: Parameters<typeof load>[0]): Flow =>
  flowOf(charged(sink), load(workload));
const small = (rate: number) => ({ rate, recordBytes: 100 });

describe('a queue', () => {
  test('five pollers gather a batch each: 10 records a second for 60 seconds are 120 in a batch, not 600', () => {
    expect(flow({ source: { type: 'sqs' } }, small(10)).batch.records).toBeCloseTo(120, 8);
  });

  test('without a window it hands over ten at most', () => {
    const sink = { source: { type: 'sqs' }, batch: { maxRecords: 10, maxSeconds: 0 } };
    expect(flow(sink, small(10_000)).batch.records).toBe(10);
    expect(flow({ source: { type: 'sqs', fifo: true } }, small(10_000)).batch.records).toBe(10);
  });

  test('as many pollers as functions are busy, of which there are five at least', () => {
    expect(flow({ source: { type: 'sqs' } }, small(1)).readers).toBe(5);
    const { readers, concurrency } = flow({ source: { type: 'sqs' } }, small(100_000));
    expect(concurrency).toBeGreaterThan(5);
    expect(readers).toBe(Math.ceil(concurrency));
  });

  test.each([
    [undefined, 1250],
    [50, 50],
    [2000, 1000],
  ])('with a reserved concurrency of %s, %d batches are handled at a time', (reservedConcurrency, most) => {
    expect(flow({ source: { type: 'sqs' }, reservedConcurrency }, small(1)).mostConcurrent).toBe(most);
  });
});

describe('a stream', () => {
  test.each([
    ['four to begin with', small(1), 4],
    ['twice what 10,000 records a second want', small(10_000), 20],
    // 10 MiB a second
    ['twice what 100 records of 104,857.6 bytes a second want', { rate: 100, recordBytes: 104_857.6 }, 20],
    ['as many as are provisioned', { ...small(10_000), shards: 12 }, 12],
  ])('has shards: %s', (_, workload, shards) => {
    expect(shardsOf(load(workload))).toBe(shards);
  });

  test('one shard takes 1,000 records or 1 MiB a second', () => {
    expect(shardsNeeded(load(small(1001)))).toBe(2);
    expect(shardsNeeded(load({ rate: 1, recordBytes: 2 ** 20 + 1 }))).toBe(2);
  });

  test.each([
    [undefined, 8],
    [3, 3],
    [20, 8],
  ])(
    'with a reserved concurrency of %s, %d of eight shards are read at a time',
    (reservedConcurrency, most) => {
      const { mostConcurrent } = flow(
        { source: { type: 'kinesis' }, reservedConcurrency },
        { ...small(1), shards: 8 },
      );
      expect(mostConcurrent).toBe(most);
    },
  );

  test('Lambda looks once a second, and waits for the window', () => {
    const { latency, longest, seconds } = flow(
      { source: { type: 'kinesis' }, batch: { maxSeconds: 0 } },
      { ...small(1000), shards: 1 },
    );
    expect(latency - seconds).toBeCloseTo(2, 8);
    expect(longest).toBeCloseTo(latency, 8);
  });
});

test('of an account without more, 1,000 requests are handled at a time', () => {
  const most = (reservedConcurrency?: number) =>
    flow({ source: { type: 'invoke' }, reservedConcurrency }, small(1)).mostConcurrent;
  expect([most(), most(20), most(5000)]).toEqual([1000, 20, 1000]);
});

test('a batch becomes more objects by its records, its bytes and the values in its key', () => {
  const objects = (batch: object, more = {}) =>
    flow({ source: { type: 'invoke' }, batch }, { ...small(1), ...more }).batch.objects;
  expect(objects({})).toBe(1);
  expect(objects({ maxRecords: 400 })).toBe(3);
  expect(objects({ maxBytes: 30_000 })).toBe(4);
  expect(objects({}, { keys: 7 })).toBe(7);
  // 143 records of each value
  expect(objects({ maxRecords: 100 }, { keys: 7 })).toBe(14);
  expect(objects({}, { keys: 7, recordsPerRequest: 2 })).toBe(2);
});

test('more than one core does not help, and all compressions are counted like gzip', () => {
  const seconds = (memoryMb: number, compression = 'gzip') =>
    flow({ source: { type: 'invoke' }, compression }, { rate: 1, recordBytes: 1000, memoryMb }).seconds;
  expect(seconds(10_240)).toBe(seconds(1769));
  expect(seconds(885)).toBeGreaterThan(seconds(1769));
  for (const other of ['zlib', 'flate', 'zstd']) expect(seconds(512, other)).toBe(seconds(512));
});
