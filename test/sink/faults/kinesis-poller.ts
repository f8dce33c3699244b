import type { Clock } from './clock';
import type { LambdaFunction, Result } from './function';
import { between, type Draw, draws } from './random';
import type { Sent } from './records';

/**
 * What comes after a failure.
 *
 * - `same`: the same range, until it succeeds. So it is by default, and so the construct sets it up.
 * - `bisect`: each half by itself (BisectBatchOnFunctionError).
 * - `resumed`: what a partial response, or a mapping that was changed, leads to: the range begins again at a record in
 *   its midst, or has another end.
 */
export type AfterFailure = 'same' | 'bisect' | 'resumed';

export interface KinesisOptions {
  readonly lambda: LambdaFunction;
  readonly clock: Clock;
  readonly seed: number;
  readonly batches: number;
  readonly batchSize: number;
  readonly shards: number;
  /** ParallelizationFactor: batches of one shard at a time, each of other partition keys. */
  readonly lanes: number;
  readonly afterFailure: AfterFailure;
  /** The next record of a shard; `draw` belongs to the lane. */
  readonly feed: (shard: string, lane: number, draw: Draw) => Sent;
  readonly onFed: () => void;
  readonly progress: (done: number) => void;
}

/** In a hundred batches that succeeded. */
const RESTARTS = 2;
const RESUMED = 10;
/** Milliseconds, and twice as many after each further failure. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

/**
 * Kinesis and Lambda's poller. A range that failed comes again before anything else of its lane, and Lambda waits
 * longer each time. A poller that is restarted goes back to its last checkpoint: ranges that succeeded come again.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export class KinesisPoller {
  readonly counts = { redelivered: 0, restarts: 0, splits: 0 };
  private done = 0;

  constructor(private readonly options: KinesisOptions) {}

  async run(): Promise<void> {
    const { batches, lanes, shards } = this.options;
    const all = shards * lanes;
    const tasks = Array.from({ length: all }, (_, index) => {
      const share = Math.floor(batches / all) + (index < batches % all ? 1 : 0);
      return this.lane(
        `shardId-${String(index % shards).padStart(12, '0')}`,
        Math.floor(index / shards),
        share,
      );
    });
    await Promise.all(tasks);
  }

  private async lane(shard: string, lane: number, share: number): Promise<void> {
    const { afterFailure, batchSize, feed, seed } = this.options;
    const draw = draws(seed, 'lane', shard, lane);
    const fresh = (most: number) =>
      Array.from({ length: between(draw, 1, most) }, () => feed(shard, lane, draw));
    const since: (readonly Sent[])[] = [];
    for (let n = 0; n < share; n++) {
      const range = fresh(batchSize);
      if (afterFailure === 'same') await this.untilTaken(range);
      else if (afterFailure === 'bisect') await this.bisected(range);
      else await this.resumed(range, draw, fresh);
      this.advance();
      since.push(range);
      if (since.length > 3) since.shift();
      if (afterFailure === 'same' && draw() * 100 < RESTARTS) {
        this.counts.restarts += 1;
        for (const again of since.slice(-between(draw, 1, 3))) await this.untilTaken(again);
      }
    }
  }

  private async untilTaken(range: readonly Sent[]): Promise<void> {
    for (let failures = 0; !(await this.deliver(range)); failures++) await this.pause(failures);
  }

  private async bisected(range: readonly Sent[], failures = 0): Promise<void> {
    if (await this.deliver(range)) return;
    await this.pause(failures);
    if (range.length === 1) return this.untilTaken(range);
    this.counts.splits += 1;
    const half = Math.ceil(range.length / 2);
    await this.bisected(range.slice(0, half), failures + 1);
    await this.bisected(range.slice(half), failures + 1);
  }

  private async resumed(range: readonly Sent[], draw: Draw, fresh: (most: number) => Sent[]): Promise<void> {
    let left = range;
    for (let failures = 0; !(await this.deliver(left)); failures++) {
      await this.pause(failures);
      this.counts.splits += 1;
      if (left.length > 1 && draw() < 0.5) {
        const cut = between(draw, 1, left.length - 1);
        await this.untilTaken(left.slice(0, cut));
        left = left.slice(cut);
      } else left = [...left, ...fresh(3)];
    }
    if (left.length > 1 && draw() * 100 < RESUMED) {
      this.counts.splits += 1;
      await this.untilTaken(left.slice(between(draw, 1, left.length - 1)));
    }
  }

  private readonly attempts = new Map<string, number>();

  private async deliver(range: readonly Sent[]): Promise<boolean> {
    const name = `${range[0]?.sourceId} ${range.at(-1)?.sourceId}`;
    const attempt = this.attempts.get(name) ?? 0;
    this.attempts.set(name, attempt + 1);
    if (attempt > 0) this.counts.redelivered += range.length;
    return taken(await this.options.lambda.invoke(eventOf(range), `${name} ${attempt}`));
  }

  private pause(failures: number): Promise<void> {
    return this.options.clock.sleep(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures));
  }

  private advance(): void {
    this.done += 1;
    this.options.progress(this.done);
    if (this.done === this.options.batches) this.options.onFed();
  }
}

/** Whether the checkpoint moves on. ReportBatchItemFailures is off: what the function answers is not looked at. */
function taken(result: Result): boolean {
  return result.kind === 'answer';
}

/** When the first record of a shard arrived; each further one a minute later, so that batches cross hours. */
const FIRST_ARRIVAL = Date.UTC(2026, 0, 1) / 1000;

function eventOf(range: readonly Sent[]): unknown {
  return {
    Records: range.map(({ sourceId, partition, place, bytes }) => ({
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: sourceId,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::111122223333:role/sink',
      awsRegion: 'eu-central-1',
      eventSourceARN: 'arn:aws:kinesis:eu-central-1:111122223333:stream/records',
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: `${partition}-key`,
        sequenceNumber: sourceId.split(':')[1],
        data: bytes.toString('base64'),
        approximateArrivalTimestamp: FIRST_ARRIVAL + place * 60,
      },
    })),
  };
}
