import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SinkSettings } from '../../../lib/sink/runtime/settings';
import { Clock } from './clock';
import { Endpoint } from './endpoint';
import { FaultPlan } from './fault-plan';
import { FifoPoller } from './fifo-poller';
import { LambdaFunction } from './function';
import { KinesisPoller } from './kinesis-poller';
import { audit, type Report } from './ledger';
import { draws } from './random';
import { makeRecord, type Sent } from './records';
import {
  BATCH_SIZE,
  FUNCTION_TIMEOUT,
  KEYS,
  MAX_BYTES,
  MAX_RECEIVES,
  poisonsOf,
  type Scenario,
  settingsOf,
  TIMEOUT_SECONDS,
  VISIBILITY,
} from './scenarios';
import { SqsPoller } from './sqs-poller';

export interface RunOptions {
  readonly batches: number;
  readonly seed: number;
  /** Of the clock. */
  readonly speed?: number;
  readonly instances?: number;
  /** Nothing fails any more once every record was sent, so that the rest goes fast. */
  readonly calmAtEnd?: boolean;
  /** In place of the bundle. */
  readonly handlerFile?: string;
  readonly progress?: (done: number) => void;
}

export interface Outcome {
  readonly report: Report;
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: ReadonlyMap<string, number>;
  /** As they were stored. */
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly settings: SinkSettings;
  /** What must not be, in words; empty where every promise was kept. */
  readonly broken: readonly string[];
  readonly seconds: number;
}

export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Outcome> {
  const { batches, seed, speed = 30, instances = 6, calmAtEnd = false } = options;
  const bundle = options.handlerFile === undefined ? copyOfBundle() : undefined;
  const began = Date.now();
  const clock = new Clock(speed);
  const plan = new FaultPlan(seed);
  const endpoint = new Endpoint(plan, clock, TIMEOUT_SECONDS * 1000);
  await endpoint.listen();
  const settings = settingsOf(scenario);
  const lambda = new LambdaFunction({
    endpoint,
    clock,
    seed,
    handlerFile: options.handlerFile ?? join(bundle as string, 'index.mjs'),
    settings,
    timeout: FUNCTION_TIMEOUT,
    instances,
    requests: scenario.deduplicate ? 12 : 4,
  });
  const sent: Sent[] = [];
  try {
    const common = {
      lambda,
      clock,
      seed,
      batches,
      batchSize: BATCH_SIZE,
      onFed: () => {
        plan.calm = calmAtEnd;
        lambda.calm = calmAtEnd;
      },
      progress: options.progress ?? (() => {}),
    };
    const { counts, redriven } = await (scenario.source === 'kinesis'
      ? runKinesis(scenario, common, sent)
      : runQueue(scenario, common, sent));
    // Requests of functions that died may still be under way.
    await clock.sleep(2 * TIMEOUT_SECONDS * 1000);
    const report = audit({
      sent,
      objects: endpoint.bucket.objects,
      deadLetters: endpoint.deadLetters.letters,
      redriven,
      prefix: settings.prefix,
      suffix: settings.suffix,
      compression: scenario.compression,
      keyOf: KEYS[scenario.source].pattern,
      inOrder: scenario.source === 'sqs-fifo',
    });
    const { found, conflicts } = endpoint.bucket;
    const all = { ...lambda.counts, ...counts, found, conflicts, takeovers: endpoint.table.replaced };
    return {
      report,
      counts: all,
      faults: plan.injected,
      objects: endpoint.bucket.objects,
      settings,
      broken: brokenPromises(scenario, report, lambda, endpoint.invalid),
      seconds: (Date.now() - began) / 1000,
    };
  } finally {
    await lambda.close();
    await endpoint.close();
    clock.stop();
    if (bundle !== undefined) rmSync(bundle, { recursive: true, force: true });
  }
}

type Common = Omit<
  ConstructorParameters<typeof SqsPoller>[0],
  'feed' | 'pollers' | 'visibility' | 'maxReceiveCount'
>;
interface Polled {
  readonly counts: object;
  readonly redriven: readonly Sent[];
}

async function runQueue(scenario: Scenario, common: Common, sent: Sent[]): Promise<Polled> {
  const fifo = scenario.source === 'sqs-fifo';
  const feed = () => {
    const draw = draws(common.seed, 'record', sent.length);
    const one = makeRecord(draw, {
      number: sent.length,
      sourceId: `00000000-0000-4000-8000-${String(sent.length).padStart(12, '0')}`,
      partition: fifo ? `device-${Math.floor(draw() * 20)}` : '',
      place: sent.length,
      poisons: poisonsOf(scenario),
      maxBytes: MAX_BYTES,
    });
    sent.push(one);
    return one;
  };
  const poller = new (fifo ? FifoPoller : SqsPoller)({
    ...common,
    feed,
    pollers: 8,
    visibility: VISIBILITY,
    maxReceiveCount: MAX_RECEIVES,
  });
  await poller.run();
  return poller;
}

async function runKinesis(scenario: Scenario, common: Common, sent: Sent[]): Promise<Polled> {
  const lanes = 2;
  const places = new Map<string, number>();
  const feed = (shard: string, lane: number) => {
    const name = `${shard} ${lane}`;
    const place = places.get(name) ?? 0;
    places.set(name, place + 1);
    // The lanes of a shard take turns in it.
    const sequence = `4966${String(place * lanes + lane).padStart(52, '0')}`;
    const one = makeRecord(draws(common.seed, 'record', name, place), {
      number: (Number(shard.slice(-2)) * lanes + lane) * 1_000_000 + place,
      sourceId: `${shard}:${sequence}`,
      partition: shard,
      place: place * lanes + lane,
      poisons: poisonsOf(scenario),
      maxBytes: MAX_BYTES,
    });
    sent.push(one);
    return one;
  };
  const poller = new KinesisPoller({
    ...common,
    feed,
    shards: 4,
    lanes,
    afterFailure: scenario.afterFailure ?? 'same',
  });
  await poller.run();
  return { counts: poller.counts, redriven: [] };
}

function brokenPromises(
  { mayDouble }: Scenario,
  report: Report,
  { counts, refusals }: LambdaFunction,
  invalid: readonly string[],
): string[] {
  const some = (ids: readonly string[]) => `${ids.length} (${ids.slice(0, 5).join(', ')})`;
  return [
    ...(report.lost.length > 0 ? [`lost: ${some(report.lost)}`] : []),
    ...(report.doubled.length > 0 && !mayDouble ? [`doubled: ${some(report.doubled)}`] : []),
    ...(report.unaccounted.length > 0 ? [`poison not accounted for: ${some(report.unaccounted)}`] : []),
    ...(report.outOfOrder > 0 ? [`out of order: ${report.outOfOrder}`] : []),
    ...(report.redriven > 0 ? [`given up after ${MAX_RECEIVES} receives: ${report.redriven}`] : []),
    ...(counts.leaks > 0 ? [`lines of the log with content of records: ${counts.leaks}`] : []),
    ...new Set([...report.violations, ...invalid].slice(0, 20)),
    ...[...refusals].map(([problem, count]) => `${count} times the function failed with ${problem}`),
  ];
}

/** A build that is made meanwhile must not change the function under our feet. */
function copyOfBundle(): string {
  const to = mkdtempSync(join(tmpdir(), 'sink-bundle-'));
  cpSync(join(__dirname, '../../../dist/sink'), to, { recursive: true });
  return to;
}
