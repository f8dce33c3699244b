import type { Sink } from '../config/destination';
import { hasQueue, isFifo, isRequest } from '../config/sink-source';
import { type Estimate, estimate } from './estimate';
import { keepsUp } from './flow';
import type { Prices } from './price';
import { type Charged, daysStored, type Workload } from './workload';

/** Settings, in the words of the destination file. */
export interface Settings {
  readonly 'batch.maxRecords': number;
  readonly 'batch.maxSeconds': number;
  readonly compression: Sink['compression'];
  readonly memorySize: number;
}

export interface Cheapest {
  readonly settings: Settings;
  readonly estimate: Estimate;
}

export interface Lever {
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  /** US dollars a month that it adds; negative where it saves. */
  readonly usd: number;
}

const RECORDS = [10, 100, 500, 1000, 2000, 5000, 10_000];
const SECONDS = [0, 1, 2, 5, 10, 20, 30, 60, 120, 300];
const SPARE = [0, 1, 2, 3];
const MEMORY = [256, 512, 1024, 1769];

/** What is there already stays where another saves less: the model is not that exact. */
const WORTH = { usd: 0.05, share: 0.002 } as const;

/**
 * A call holds the event, its records and what is made of them; beside it Node itself. How much was not measured in
 * Lambda, so that it is counted generously: less than 512 MB only for small batches.
 */
const NODE_MB = 150;
const COPIES = 8;

export function settingsOf({ sink }: Charged, { memoryMb }: Workload): Settings {
  const { maxRecords, maxSeconds } = sink.batch;
  return {
    'batch.maxRecords': maxRecords,
    'batch.maxSeconds': maxSeconds,
    compression: sink.compression,
    memorySize: memoryMb,
  };
}

/**
 * The cheapest of the settings that are tried, among those that keep the latency however few records come and keep up
 * with as many as are said; undefined where none does.
 */
export function cheapest(
  charged: Charged,
  workload: Workload,
  prices: Prices,
  latency: number,
  memory: readonly number[] = MEMORY,
): Cheapest | undefined {
  let best: Cheapest | undefined;
  for (const settings of candidates(charged, workload, memory, latency)) {
    const found = withSettings(charged, workload, prices, settings);
    const { total } = found;
    if (obstacleOf(found, charged, settings, latency) !== undefined) continue;
    const saving = best === undefined ? Number.POSITIVE_INFINITY : best.estimate.total - total;
    if (saving > Math.max(WORTH.usd, WORTH.share * total)) best = { settings, estimate: found };
  }
  return best;
}

/** Why settings are none to recommend, as the end of a sentence about them. */
export function obstacleOf(
  { flow }: Estimate,
  { sink }: Charged,
  { memorySize }: Pick<Settings, 'memorySize'>,
  latency: number,
): string | undefined {
  if (flow.longest > latency) return `take longer than ${latency} s where few records come`;
  if (!keepsUp(flow, sink)) return 'do not keep up with the records';
  const needed = NODE_MB + (COPIES * flow.batch.bytes) / 2 ** 20;
  return needed > memorySize ? `may not fit into ${memorySize} MB` : undefined;
}

function* candidates(
  charged: Charged,
  workload: Workload,
  memories: readonly number[],
  latency: number,
): Generator<Settings> {
  const { sink } = charged;
  const now = settingsOf(charged, workload);
  // A window that leaves some seconds for the function.
  const windows = [...SECONDS, ...SPARE.map((spare) => Math.floor(latency) - spare)].filter(
    (seconds) => seconds >= 0 && seconds <= Math.min(300, latency),
  );
  // As many as one object takes.
  const whole = Math.min(Math.max(1, Math.floor(sink.batch.maxBytes / workload.recordBytes)), 10_000);
  const fixed = isRequest(sink.source) || isFifo(sink.source);
  const queued = hasQueue(sink.source);
  // What is there comes first, since it stays where others save next to nothing.
  const also = <T>(values: readonly T[], value: T) => [...new Set([value, ...values])];
  for (const memorySize of also(memories, now.memorySize)) {
    for (const compression of also(['none', 'gzip'] as const, now.compression)) {
      for (const maxRecords of fixed
        ? [now['batch.maxRecords']]
        : also([...RECORDS, whole], now['batch.maxRecords'])) {
        for (const maxSeconds of fixed ? [now['batch.maxSeconds']] : also(windows, now['batch.maxSeconds'])) {
          if (queued && !fixed && maxSeconds === 0 && maxRecords > 10) continue;
          yield { 'batch.maxRecords': maxRecords, 'batch.maxSeconds': maxSeconds, compression, memorySize };
        }
      }
    }
  }
}

function withSettings(charged: Charged, workload: Workload, prices: Prices, settings: Settings): Estimate {
  const { sink, bucket } = charged;
  const batch = {
    ...sink.batch,
    maxRecords: settings['batch.maxRecords'],
    maxSeconds: settings['batch.maxSeconds'],
  };
  const changed = { ...sink, batch, compression: settings.compression };
  return estimate({ sink: changed, bucket }, { ...workload, memoryMb: settings.memorySize }, prices);
}

/** What one setting changes, with all others as they are; the greatest change first, one for each setting. */
export function levers(charged: Charged, workload: Workload, prices: Prices): Lever[] {
  const { sink } = charged;
  const now = settingsOf(charged, workload);
  const { total } = estimate(charged, workload, prices);
  const found: Lever[] = [];
  const add = (setting: string, from: string | number, to: string | number, other: Estimate) =>
    found.push({ setting, from: String(from), to: String(to), usd: other.total - total });
  const set = <K extends keyof Settings>(key: K, values: readonly Settings[K][]) => {
    for (const value of values.filter((one) => one !== now[key]))
      add(key, now[key], value, withSettings(charged, workload, prices, { ...now, [key]: value }));
  };
  const work = (name: string, from: string | number, to: string | number, change: Partial<Workload>) =>
    add(name, from, to, estimate(charged, { ...workload, ...change }, prices));

  set('compression', ['none', 'gzip']);
  set('memorySize', [256, 1024]);
  if (!isRequest(sink.source) && !isFifo(sink.source)) {
    set('batch.maxRecords', [100, 10_000]);
    set('batch.maxSeconds', [5, 300]);
  }
  if (hasQueue(sink.source)) {
    const deduplicate = !sink.deduplicate;
    add(
      'deduplicate',
      `${sink.deduplicate}`,
      `${deduplicate}`,
      estimate({ ...charged, sink: { ...sink, deduplicate } }, workload, prices),
    );
  }
  if (sink.source.type === 'sqs') {
    const other = workload.sendBatch === 1 ? 10 : 1;
    work('messages in a request of the sender', workload.sendBatch, other, { sendBatch: other });
  }
  if (isRequest(sink.source)) {
    const { recordsPerRequest } = workload;
    const fewer = Math.max(1, Math.round(recordsPerRequest / 10));
    work('records in a request', recordsPerRequest, fewer, { recordsPerRequest: fewer });
  }
  const days = daysStored(charged.bucket, workload);
  work('days kept', days, days * 2, { daysKept: days * 2 });
  work('values of the fields in the key', workload.keys, workload.keys * 10, { keys: workload.keys * 10 });
  const seen = found.filter(({ usd }) => Math.abs(usd) >= 0.005);
  const sorted = seen.sort((a, b) => Math.abs(b.usd) - Math.abs(a.usd));
  return sorted.filter((one, index) => sorted.findIndex(({ setting }) => setting === one.setting) === index);
}
