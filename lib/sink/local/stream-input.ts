import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Batch, Gatherer, type Shape } from './batch';
import type { Casualty } from './dead-file';
import type { Deliveries } from './deliveries';
import type { Input } from './input';
import { LineCutter } from './lines';
import { pump } from './pump';

/** How long an input must be silent before a batch is written that waits for nothing; milliseconds. */
const SILENCE = 20;

/** The standard input: it comes once, and cannot be resumed. */
export class StreamInput implements Input {
  readonly name = '-';
  readonly identity = randomUUID();
  /** Batches that were taken and are not settled. */
  private readonly open = new Set<Batch>();
  private gatherer: Gatherer | undefined;

  constructor(private readonly stream: Readable) {}

  begin(batch: Batch): void {
    this.open.add(batch);
  }

  settle(batch: Batch): void {
    this.open.delete(batch);
  }

  unrepeatable(casualties: readonly Casualty[]): readonly Casualty[] {
    return casualties;
  }

  /** What would be lost if the process ended now. */
  unsettled(): Batch[] {
    const gathered = this.gatherer?.take();
    return gathered === undefined ? [...this.open] : [...this.open, gathered];
  }

  async read(deliveries: Deliveries, shape: Shape, signal: AbortSignal): Promise<void> {
    const gatherer = new Gatherer(shape, { identity: this.identity, offset: 0, line: 0 }, shape.verbatim);
    this.gatherer = gatherer;
    const cutter = new LineCutter(shape.maxBytes);
    const clock = new Clock(shape.maxSeconds, () => void hand());
    const hand = async () => {
      clock.stop();
      const batch = gatherer.take();
      if (batch === undefined) return;
      this.open.add(batch);
      await deliveries.submit(this, batch);
    };
    const add = async (line: Buffer) => {
      if (gatherer.overflows(line)) await hand();
      gatherer.add(line);
      if (gatherer.isFull) await hand();
    };
    try {
      const end = await pump(this.stream, signal, async (chunk) => {
        for (const line of cutter.cut(chunk)) await add(line);
        if (!gatherer.isEmpty) clock.start();
        await deliveries.room();
      });
      const last = end === 'ended' ? cutter.rest() : undefined;
      if (last !== undefined) await add(last);
    } finally {
      clock.stop();
      const rest = cutter.rest();
      if (rest !== undefined) await deliveries.bury(this.cutOff(rest, gatherer));
      await hand();
    }
  }

  /** What was read of a line whose end will not be: nobody knows whether it is whole. */
  private cutOff(bytes: Buffer, { offset, lineNumber }: Gatherer): Casualty {
    const record = { id: `${this.identity}@${offset}`, bytes };
    return { record, reason: 'its line was cut off', file: this.name, line: lineNumber + 1 };
  }
}

/** Says when a batch has waited long enough. */
class Clock {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly seconds: number,
    private readonly due: () => void,
  ) {}

  /** The time of the first record counts; without a time to wait, that of the last. */
  start(): void {
    if (this.seconds === 0) this.stop();
    this.timer ??= setTimeout(this.due, this.seconds === 0 ? SILENCE : this.seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
