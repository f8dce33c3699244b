import fc from 'fast-check';
import { cheapest } from '../../lib/cost/advice';
import { type Estimate, estimate } from '../../lib/cost/estimate';
import type { Charged, Workload } from '../../lib/cost/workload';
import { charged, load, US } from './support';

interface Tried {
  readonly maxRecords: number;
  readonly maxSeconds: number;
  readonly compression: 'none' | 'gzip';
  readonly memoryMb: number;
}

/** Undefined: it does not keep the latency, does not keep up, or may not fit into the memory. */
function tried(one: Charged, workload: Workload, latency: number, settings: Tried): Estimate | undefined {
  const { maxRecords, maxSeconds, compression, memoryMb } = settings;
  // A queue hands over ten messages where it does not gather.
  if (one.sink.source.type === 'sqs' && maxSeconds === 0 && maxRecords > 10) return undefined;
  const sink = { ...one.sink, compression, batch: { ...one.sink.batch, maxRecords, maxSeconds } };
  const found = estimate({ ...one, sink }, { ...workload, memoryMb }, US);
  const { flow } = found;
  const looks = one.sink.source.type === 'kinesis' ? 1 + Math.max(1, maxSeconds) : maxSeconds;
  const fits =
    looks + flow.seconds <= latency &&
    flow.concurrency <= flow.mostConcurrent &&
    flow.inFlight <= 120_000 &&
    // Of two attempts of 60 seconds, and 30 more.
    flow.seconds <= 150 &&
    150 + (8 * flow.batch.bytes) / 2 ** 20 <= memoryMb;
  return fits ? found : undefined;
}

const CASES = [
  { type: 'sqs', rate: 10, recordBytes: 200, latency: 4 },
  { type: 'sqs', rate: 80, recordBytes: 90_000, latency: 200 },
  { type: 'sqs', rate: 1000, recordBytes: 500, latency: 60 },
  { type: 'sqs', rate: 100_000, recordBytes: 20_000, latency: 10 },
  { type: 'kinesis', rate: 10, recordBytes: 200, latency: 4 },
  { type: 'kinesis', rate: 5000, recordBytes: 1000, latency: 300 },
];

const prepared = CASES.map((one) => {
  const sink = charged({ source: { type: one.type } });
  const workload = load(one);
  const best = cheapest(sink, workload, US, one.latency);
  if (best === undefined) throw new Error('nothing was found');
  return { ...one, sink, workload, best };
});

test.each(prepared)(
  '$type, $rate records a second of $recordBytes bytes within $latency s: nothing is cheaper',
  (one) => {
    const { sink, workload, latency, best } = one;
    const { settings, estimate: found } = best;
    const again = tried(sink, workload, latency, {
      maxRecords: settings['batch.maxRecords'],
      maxSeconds: settings['batch.maxSeconds'],
      compression: settings.compression as Tried['compression'],
      memoryMb: settings.memorySize,
    });
    expect(again?.total).toBe(found.total);

    // What docs/cost.md says is tried.
    let least = Number.POSITIVE_INFINITY;
    for (const memoryMb of [256, 512, 1024, 1769])
      for (const compression of ['none', 'gzip'] as const)
        for (const maxRecords of [10, 100, 500, 1000, 2000, 5000, 10_000])
          for (const maxSeconds of [0, 1, 2, 5, 10, 20, 30, 60, 120, 300, latency - 1, latency - 2]) {
            const other = tried(sink, workload, latency, { maxRecords, maxSeconds, compression, memoryMb });
            const total = other?.total ?? Number.POSITIVE_INFINITY;
            least = Math.min(least, total + Math.max(0.05, 0.002 * total));
          }
    expect(found.total).toBeLessThanOrEqual(least);
  },
);

test('of settings that are not tried, none is cheaper by more than 2 %', () => {
  const settings = fc.record({
    maxRecords: fc.integer({ min: 1, max: 10_000 }),
    window: fc.double({ min: 0, max: 1, noNaN: true }),
    compression: fc.constantFrom<Tried['compression']>('none', 'gzip'),
    memoryMb: fc.constantFrom(192, 256, 320, 384, 512, 768, 1024, 1280, 1769, 2048),
  });
  fc.assert(
    fc.property(fc.constantFrom(...prepared), settings, ({ sink, workload, latency, best }, other) => {
      const maxSeconds = Math.floor(other.window * latency);
      const total = tried(sink, workload, latency, { ...other, maxSeconds })?.total;
      if (total !== undefined) expect(best.estimate.total).toBeLessThanOrEqual(total * 1.02);
    }),
    // The model is made of steps: other seeds may find a few cents between them.
    { numRuns: 1500, seed: 20261121 },
  );
});

test('what is there stays where another saves next to nothing', () => {
  const workload = load({ rate: 10, recordBytes: 500, memoryMb: 256 });
  const now = charged({
    source: { type: 'sqs' },
    batch: { maxRecords: 999, maxSeconds: 59 },
    compression: 'gzip',
  });
  expect(cheapest(now, workload, US, 60)?.settings['batch.maxRecords']).toBe(999);
});

test('a full batch is no promise: the window is within the latency', () => {
  const best = cheapest(
    charged({ source: { type: 'sqs' } }),
    load({ rate: 10_000, recordBytes: 500 }),
    US,
    10,
  );
  expect(best?.settings['batch.maxSeconds']).toBeLessThan(10);
  expect(best?.estimate.flow.longest).toBeLessThanOrEqual(10);
});

test('no settings are quicker than S3', () => {
  const sqs = charged({ source: { type: 'sqs' } });
  expect(cheapest(sqs, load({ rate: 10, recordBytes: 500 }), US, 0.05)).toBe(undefined);
});

test('nothing runs into the timeout of the function, nor out of its memory', () => {
  const workload = load({ rate: 2000, recordBytes: 500 });
  const once = charged({ source: { type: 'sqs' }, deduplicate: true, timeoutSeconds: 1, retries: 0 });
  const best = cheapest(once, workload, US, 300, [256]);
  expect(best?.estimate.flow.seconds).toBeLessThanOrEqual(31);
  const large = cheapest(
    charged({ source: { type: 'sqs' } }),
    load({ rate: 2000, recordBytes: 5000 }),
    US,
    300,
    [128],
  );
  expect(large?.settings.memorySize).toBe(512);
});

test('150 MB, and eight times the batch, are within the memory', () => {
  const sqs = charged({ source: { type: 'sqs' } });
  // Eight of a record are one MB; forty fill an object.
  const workload = load({ rate: 1000, recordBytes: 2 ** 17, memoryMb: 128 });
  const records = (memory: number) => cheapest(sqs, workload, US, 60, [memory])?.estimate.flow.batch.records;
  expect(records(189)).toBeLessThanOrEqual(39);
  expect(records(190)).toBe(40);
});

test('without a window a queue hands over ten messages, and no settings say otherwise', () => {
  const best = cheapest(charged({ source: { type: 'sqs' } }), load({ rate: 100, recordBytes: 500 }), US, 0.9);
  expect(best?.settings).toMatchObject({ 'batch.maxSeconds': 0, 'batch.maxRecords': 10 });
});

test('a FIFO queue keeps its ten messages, and requests their size', () => {
  for (const source of [{ type: 'sqs', fifo: true }, { type: 'invoke' }]) {
    const one = charged({ source });
    const best = cheapest(one, load({ rate: 100, recordBytes: 500 }), US, 60);
    expect(best?.settings['batch.maxRecords']).toBe(one.sink.batch.maxRecords);
  }
});
