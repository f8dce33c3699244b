import fc from 'fast-check';
import { cheapest, levers } from '../../lib/cost/advice';
import { cpuMs } from '../../lib/cost/duration';
import { estimate } from '../../lib/cost/estimate';
import { flowOf } from '../../lib/cost/flow';
import { totalOf } from '../../lib/cost/line';
import { charged, load, SOURCES, US } from './support';

const workloads = fc
  .record({
    rate: fc.double({ min: 0.01, max: 200_000, noNaN: true }),
    recordBytes: fc.integer({ min: 1, max: 200_000 }),
  })
  .map(load);
const sources = fc.constantFrom(...SOURCES);

test('records are neither lost nor made: batches times invocations are the rate', () => {
  fc.assert(
    fc.property(sources, workloads, (source, workload) => {
      const { batch, invocations, latency } = flowOf(charged({ source }), workload);
      expect(batch.records * invocations).toBeCloseTo(workload.rate, 3);
      expect(batch.records).toBeGreaterThanOrEqual(1);
      expect(latency).toBeGreaterThan(0);
    }),
  );
});

test('a batch fits into 6 MB, and into the settings', () => {
  fc.assert(
    fc.property(sources, workloads, (source, workload) => {
      const one = charged({ source });
      const { batch } = flowOf(one, workload);
      if (batch.records > 1) expect(batch.bytes).toBeLessThanOrEqual(6 * 2 ** 20);
      if (source.type === 'sqs' || source.type === 'kinesis')
        expect(batch.records).toBeLessThanOrEqual(one.sink.batch.maxRecords);
    }),
  );
});

test('the total is the sum of lines, none of which is negative or unknown', () => {
  fc.assert(
    fc.property(sources, workloads, fc.boolean(), (source, workload, kms) => {
      const { lines, total } = estimate(charged({ source }, kms ? { encryption: 'kms' } : {}), workload, US);
      expect(total).toBe(totalOf(lines));
      for (const { usd, quantity } of lines) {
        expect(Number.isFinite(usd) && usd >= 0).toBe(true);
        expect(quantity).toBeGreaterThan(0);
      }
    }),
  );
});

test('more records cost more', () => {
  fc.assert(
    fc.property(sources, workloads, (source, workload) => {
      const one = charged({ source });
      const more = estimate(one, { ...workload, rate: workload.rate * 2 }, US);
      expect(more.total).toBeGreaterThan(estimate(one, workload, US).total - 0.005);
    }),
  );
});

test.each([
  [10, 60],
  [1000, 60],
  [1000, 3],
  [100_000, 60],
])('at %d records a second the cheapest settings keep %d s, and are not dearer', (rate, latency) => {
  for (const type of ['sqs', 'kinesis']) {
    const one = charged({ source: { type } });
    const workload = load({ rate, recordBytes: 500 });
    const best = cheapest(one, workload, US, latency);
    expect(best?.estimate.flow.latency).toBeLessThanOrEqual(latency);
    const now = estimate(one, workload, US);
    if (now.flow.latency <= latency) expect(best?.estimate.total).toBeLessThanOrEqual(now.total);
    expect(best?.estimate.flow.concurrency).toBeLessThanOrEqual(best?.estimate.flow.mostConcurrent ?? 0);
  }
});

test('no settings are quicker than S3', () => {
  expect(cheapest(charged({ source: { type: 'sqs' } }), load({ rate: 10, recordBytes: 500 }), US, 0.05)).toBe(
    undefined,
  );
});

test('a FIFO queue keeps its ten messages, and requests their size', () => {
  for (const source of [{ type: 'sqs', fifo: true }, { type: 'invoke' }]) {
    const one = charged({ source });
    const best = cheapest(one, load({ rate: 100, recordBytes: 500 }), US, 60);
    expect(best?.settings['batch.maxRecords']).toBe(one.sink.batch.maxRecords);
  }
});

test('the levers are sorted, each setting once, and say what the model says', () => {
  const one = charged({ source: { type: 'sqs' }, compression: 'none' });
  const workload = load({ rate: 1000, recordBytes: 500 });
  const found = levers(one, workload, US);
  const sizes = found.map(({ usd }) => Math.abs(usd));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(found.map(({ setting }) => setting)).size).toBe(found.length);
  const gzip = found.find(({ setting }) => setting === 'compression');
  const other = estimate(charged({ source: { type: 'sqs' }, compression: 'gzip' }), workload, US);
  expect(gzip?.usd).toBeCloseTo(other.total - estimate(one, workload, US).total, 8);
});

test('values of a field in the key multiply the objects', () => {
  const one = charged({ source: { type: 'sqs' } });
  const objects = (keys: number) => flowOf(one, load({ rate: 1000, recordBytes: 500, keys })).objects;
  expect(objects(20)).toBeCloseTo(20 * objects(1), 1);
});

/** docs/cost.md has the runs. The model is one straight line through them. */
test.each([
  { records: 10, size: 140, compression: 'gzip', ms: 2.98 },
  { records: 100, size: 140, compression: 'gzip', ms: 4.99 },
  { records: 1000, size: 140, compression: 'gzip', ms: 25.5 },
  { records: 10_000, size: 140, compression: 'gzip', ms: 248 },
  { records: 1000, size: 140, compression: 'none', ms: 14.5 },
  { records: 1000, size: 1024, compression: 'gzip', ms: 59.5 },
  { records: 1000, size: 1024, compression: 'none', ms: 24.3 },
  { records: 1000, size: 5000, compression: 'gzip', ms: 235 },
  { records: 1000, size: 5000, compression: 'none', ms: 59.1 },
] as const)('$records records of $size bytes with $compression take about $ms ms of CPU', (run) => {
  const { records, size, compression, ms } = run;
  const batch = { records, bytes: records * size, objects: 1, storedBytes: 0 };
  const modelled = cpuMs({ compression, deduplicate: false }, batch);
  expect(modelled / ms).toBeGreaterThan(0.8);
  expect(modelled / ms).toBeLessThan(1.36);
});
