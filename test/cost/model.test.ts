import fc from 'fast-check';
import { levers } from '../../lib/cost/advice';
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

test('the levers are sorted, each setting once, and say what the model says', () => {
  const one = charged({ source: { type: 'sqs' }, compression: 'none' });
  const workload = load({ rate: 1000, recordBytes: 500 });
  const found = levers(one, workload, US);
  const sizes = found.map(({ usd }) => Math.abs(usd));
  expect(found.some(({ usd }) => usd < 0)).toBe(true);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(found.map(({ setting }) => setting)).size).toBe(found.length);
  const gzip = found.find(({ setting }) => setting === 'compression');
  const other = estimate(charged({ source: { type: 'sqs' }, compression: 'gzip' }), workload, US);
  expect(gzip?.usd).toBeCloseTo(other.total - estimate(one, workload, US).total, 8);
});

test.each([
  ['messages in a request of the sender', { type: 'sqs' }, {}, '10', '1', { sendBatch: 1 }],
  ['messages in a request of the sender', { type: 'sqs' }, { sendBatch: 1 }, '1', '10', { sendBatch: 10 }],
  ['records in a request', { type: 'invoke' }, {}, '1000', '100', { recordsPerRequest: 100 }],
  ['days kept', { type: 'sqs' }, {}, '30', '60', { daysKept: 60 }],
  ['values of the fields in the key', { type: 'kinesis' }, { keys: 2 }, '2', '20', { keys: 20 }],
])('the lever %s of %j with %j goes from %s to %s', (setting, source, given, from, to, change) => {
  const one = charged({ source });
  const workload = load({ rate: 1000, recordBytes: 500, ...given });
  const lever = levers(one, workload, US).find((some) => some.setting === setting);
  const usd = estimate(one, { ...workload, ...change }, US).total - estimate(one, workload, US).total;
  expect(lever).toEqual({ setting, from, to, usd: expect.closeTo(usd, 8) });
});

test('deduplicate is a lever both ways, where there is a queue, and what changes nothing is none', () => {
  const of = (sink: object, rate: number) =>
    levers(charged(sink), load({ rate, recordBytes: 500 }), US).find(
      ({ setting }) => setting === 'deduplicate',
    );
  expect(of({ source: { type: 'sqs' } }, 1000)).toMatchObject({ from: 'false', to: 'true' });
  expect(of({ source: { type: 'sqs' } }, 1000)?.usd).toBeGreaterThan(3000);
  expect(of({ source: { type: 'sqs' }, deduplicate: true }, 1000)?.usd).toBeLessThan(-3000);
  expect(of({ source: { type: 'kinesis' } }, 1000)).toBe(undefined);
  // A record an hour
  expect(of({ source: { type: 'sqs' } }, 1 / 3600)).toBe(undefined);
});

test('values of a field in the key multiply the objects', () => {
  const one = charged({ source: { type: 'sqs' } });
  const objects = (keys: number) => flowOf(one, load({ rate: 1000, recordBytes: 500, keys })).objects;
  expect(objects(20)).toBeCloseTo(20 * objects(1), 1);
});

const NOTHING: { deduplicate?: boolean; template?: string } = {};

/** docs/cost.md has the runs. The model is one straight line through them. */
test.each([
  { records: 10, size: 140, compression: 'gzip', ms: 1.11 },
  { records: 100, size: 140, compression: 'gzip', ms: 2.03 },
  { records: 1000, size: 140, compression: 'gzip', ms: 7.85 },
  { records: 10_000, size: 140, compression: 'gzip', ms: 70.3 },
  { records: 1000, size: 140, compression: 'none', ms: 5.97 },
  { records: 1000, size: 140, compression: 'flate', ms: 7.61 },
  { records: 1000, size: 1024, compression: 'gzip', ms: 44.8 },
  { records: 1000, size: 1024, compression: 'none', ms: 12.7 },
  { records: 1000, size: 5000, compression: 'gzip', ms: 216 },
  { records: 1000, size: 5000, compression: 'none', ms: 41.5 },
  { records: 1000, size: 140, compression: 'gzip', deduplicate: true, ms: 475 },
  { records: 1000, size: 140, compression: 'gzip', template: '{{ .a }}', ms: 14.3 },
] as const)('$records records of $size bytes with $compression take about $ms ms of CPU', (run) => {
  const { records, size, compression, ms, deduplicate = false, template } = { ...NOTHING, ...run };
  const batch = { records, bytes: records * size, objects: 1, storedBytes: 0 };
  const modelled = cpuMs({ compression, deduplicate, template }, batch);
  expect(modelled / ms).toBeGreaterThan(0.85);
  expect(modelled / ms).toBeLessThan(1.35);
});
