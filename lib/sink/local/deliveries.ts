import { described } from '../runtime/log';
import type { Metrics } from '../runtime/metrics';
import type { DeadRecord } from '../runtime/record';
import type { Outcome, Sink } from '../runtime/sink';
import type { Batch } from './batch';
import type { Casualty, DeadFile } from './dead-file';
import type { Input } from './input';

/** Batches at a time; another one is gathered meanwhile. */
const PARALLEL = 2;

export interface DeliveryParts {
  readonly sink: Pick<Sink, 'deliver'>;
  readonly dead: DeadFile;
  readonly metrics: Metrics;
  readonly onDead: (casualty: Casualty) => void;
  /** After the first failure nothing is uploaded any more. */
  readonly onFailure: (reason: string) => void;
  readonly say: (text: string) => void;
}

/** Uploads batches, and settles them with their inputs. */
export class Deliveries {
  private readonly running = new Set<Promise<void>>();
  private readonly waiting: (() => void)[] = [];
  private failed: string | undefined;
  private lost = 0;

  constructor(private readonly parts: DeliveryParts) {}

  /** Why no more is uploaded. */
  get failure(): string | undefined {
    return this.failed;
  }

  /** Records of the standard input that were not uploaded, and lie among the dead. */
  get unwritten(): number {
    return this.lost;
  }

  /** Returns when the upload has begun, so that who reads does not read ahead. `again`: an earlier run began it. */
  async submit(input: Input, batch: Batch, again = false): Promise<void> {
    await this.slot();
    const work: Promise<void> = this.settled(input, batch, again).finally(() => {
      this.running.delete(work);
      this.waiting.shift()?.();
    });
    this.running.add(work);
  }

  /** Returns when no batch waits. */
  async room(): Promise<void> {
    await this.slot();
    this.waiting.shift()?.();
  }

  /** Returns when every batch has its end. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** A record that no batch can hold. */
  async bury(one: Casualty): Promise<void> {
    await this.parts.dead.append([one]);
    this.parts.onDead(one);
  }

  private async slot(): Promise<void> {
    while (this.running.size >= PARALLEL) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async settled(input: Input, batch: Batch, again: boolean): Promise<void> {
    const { dead, metrics, sink, onDead } = this.parts;
    if (this.failed !== undefined) return this.abandon(input, batch, `not written: ${this.failed}`);
    let outcome: Outcome | undefined;
    try {
      input.begin(batch);
      outcome = await sink.deliver(
        { records: batch.records, dead: [], dropped: 0 },
        { id: `${batch.start}`, now: batch.time, deadline: Number.MAX_SAFE_INTEGER, metrics },
      );
      const failure = [...outcome.failed.values()][0];
      if (failure === undefined) {
        const casualties = outcome.dead.map((one) => casualty(input, batch, one));
        if (again) await dead.appendMissing(casualties);
        else await dead.append(casualties);
        input.settle(batch);
        for (const one of casualties) onDead(one);
        return;
      }
      this.fail(failure);
    } catch (error) {
      this.fail(described(error));
    }
    await this.abandon(input, batch, `not written: ${this.failed}`, outcome);
  }

  private fail(reason: string): void {
    if (this.failed !== undefined) return;
    this.failed = reason;
    this.parts.onFailure(reason);
  }

  /** What nobody can read again is kept. */
  private async abandon(input: Input, batch: Batch, reason: string, outcome?: Outcome): Promise<void> {
    const { dead, say, onDead } = this.parts;
    const ended = (outcome?.dead ?? []).map((one) => casualty(input, batch, one));
    const unwritten = batch.records.filter(({ id }) => outcome?.failed.has(id) ?? true);
    const kept = input.unrepeatable([
      ...ended,
      ...unwritten.map((record) => casualty(input, batch, { record, reason })),
    ]);
    if (kept.length === 0) return;
    this.lost += unwritten.length;
    try {
      await dead.append(kept);
      input.settle(batch);
      for (const one of ended) onDead(one);
    } catch (error) {
      say(`${kept.length} records are lost, because ${dead.file} cannot be written: ${described(error)}.`);
    }
  }
}

function casualty({ name }: Input, { lines }: Batch, { record, reason }: DeadRecord): Casualty {
  return { record, reason, file: name, line: lines.get(record.id) };
}
