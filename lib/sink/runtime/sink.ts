import type { Claims } from './aws/claims';
import type { DeadLetterQueue } from './aws/dead-letter-queue';
import type { ObjectStore } from './aws/object-store';
import type { RetryOptions } from './aws/retry';
import { batchName } from './batch-name';
import { compress } from './compress';
import { eventTime, memberAt } from './event-time';
import { KeyTemplate } from './key';
import { described, type Log } from './log';
import type { Metrics } from './metrics';
import { type ObjectPlan, Plan } from './plan';
import { type DeadRecord, type DecodedEvent, type SourceRecord, sizeOf } from './record';
import type { SinkSettings } from './settings';
import type { ShapedRecord, Shaper } from './shape/shaper';

export interface SinkParts {
  readonly settings: SinkSettings;
  readonly shaper: Shaper;
  readonly store: Pick<ObjectStore, 'put'>;
  /** Absent: dead records are only told of. */
  readonly deadLetters?: Pick<DeadLetterQueue, 'send'>;
  readonly claims?: Pick<Claims, 'claim' | 'finish' | 'release'>;
  readonly log: Log;
}

/** One delivery of the source. */
export interface Invocation {
  /** Of this run alone, and of no other attempt at the same event. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When everything must be over; milliseconds since 1970. */
  readonly deadline: number;
  readonly metrics: Metrics;
}

export interface Outcome {
  /** The messages that the source must deliver again, and why. */
  readonly failed: ReadonlyMap<string, string>;
  readonly dead: readonly DeadRecord[];
}

/** Objects at a time. */
const PARALLEL = 8;
/** Milliseconds kept for the dead-letter queue and the answer. */
const RESERVE = 2_000;
/** Calls to SQS and DynamoDB: small and cheap to repeat. */
const SMALL_CALLS = { retries: 6, timeout: 5_000 };

/** Takes records and answers which of them the source must deliver again. */
export class Sink {
  private readonly keyTemplate: KeyTemplate;

  constructor(private readonly parts: SinkParts) {
    this.keyTemplate = new KeyTemplate(parts.settings.key);
  }

  async deliver({ records, dead, dropped }: DecodedEvent, invocation: Invocation): Promise<Outcome> {
    const { metrics } = invocation;
    metrics.add('RecordsIn', records.length + dead.length + dropped);
    metrics.add('RecordsDropped', dropped);
    metrics.add(
      'BytesIn',
      records.reduce((sum, record) => sum + sizeOf(record), 0),
    );
    const time = records.reduce((first, { arrival }) => Math.min(first, arrival), Number.POSITIVE_INFINITY);
    const arrival = Number.isFinite(time) ? time : invocation.now;
    const run = new Run(invocation, arrival, [...dead]);
    const plans = this.plan(records, run);
    await this.writeAll(plans, run);
    await this.bury(run);
    metrics.add('RecordsFailed', run.failed.size);
    return { failed: run.failed, dead: run.dead };
  }

  /** Shapes every record and says into which object it goes. The same records give the same plan. */
  private plan(records: readonly SourceRecord[], run: Run): ObjectPlan[] {
    const { shaper, settings } = this.parts;
    const plan = new Plan(settings, this.inOrder);
    const field = settings.keyTime.slice('event:'.length);
    for (const record of records) {
      // Time that a slow template takes is missing for the uploads: what is not shaped by then comes again.
      if (Date.now() >= run.smallCalls.deadline) {
        run.failMessage(record.messageId, 'no time was left for it');
        continue;
      }
      const shaped = shaper.shape(record, run.arrival);
      if (shaped === 'dropped') run.invocation.metrics.add('RecordsDropped');
      else if ('dead' in shaped) run.dead.push({ record, reason: shaped.dead });
      else {
        const group = this.groupOf(shaped, run);
        if (group !== undefined) plan.add(group, shaped);
        else run.dead.push({ record, reason: `has no usable time in ${field}` });
      }
    }
    return plan.objects();
  }

  /** A FIFO queue: what follows a failure must not be written before it. */
  private get inOrder(): boolean {
    return this.parts.settings.eventSource === 'sqs-fifo';
  }

  private groupOf(record: ShapedRecord, run: Run): string | undefined {
    const { keyTime, source } = this.parts.settings;
    const { arrival, invocation } = run;
    const { partition } = record.source;
    let parsed: { readonly input: unknown } | undefined;
    const field = (name: string) => {
      parsed ??= { input: record.input() };
      return memberAt(parsed.input, name);
    };
    const time = keyTime.startsWith('event:')
      ? eventTime(field(keyTime.slice('event:'.length)))
      : keyTime === 'write'
        ? invocation.now
        : arrival;
    return time === undefined ? undefined : this.keyTemplate.group({ time, source, partition, field });
  }

  private async writeAll(plans: readonly ObjectPlan[], run: Run): Promise<void> {
    const { inOrder } = this;
    const queue = plans.values();
    let stopped = false;
    const worker = async () => {
      for (const plan of queue) {
        if (stopped) run.fail(plan.records, 'an earlier object of the FIFO queue failed');
        else if (!(await this.write(plan, run)) && inOrder) stopped = true;
      }
    };
    await Promise.all(Array.from({ length: inOrder ? 1 : PARALLEL }, worker));
  }

  /** Whether every record of it is settled. */
  private async write({ group, records }: ObjectPlan, run: Run): Promise<boolean> {
    const { settings, shaper, store, claims, log } = this.parts;
    const { invocation } = run;
    const { metrics } = invocation;
    const assembled = shaper.assemble(records, run.arrival);
    run.dead.push(...assembled.dead);
    let { written, chunks } = assembled;
    if (written.length === 0) return true;
    const batch = batchName(
      written.map(({ source }) => source),
      claims === undefined ? '' : invocation.id,
    );
    const key = KeyTemplate.key(settings.prefix, group, batch, settings.suffix);
    try {
      let settled = true;
      if (claims !== undefined) {
        const ours = await this.claim(claims, written, key, run);
        settled = ours.settled;
        if (ours.records.length === 0) return settled;
        if (ours.records.length < written.length) {
          const again = shaper.assemble(ours.records, run.arrival);
          run.dead.push(...again.dead);
          // Their claims name an object that they will not be in.
          if (again.dead.length > 0)
            await claims.release(
              again.dead.map(({ record }) => record.id),
              run.smallCalls,
            );
          ({ written, chunks } = again);
          // A template over the list may give nothing for some of what it gave something for.
          if (written.length === 0) return settled;
        }
      }
      const body = await compress(chunks, settings.compression);
      const began = performance.now();
      const result = await store.put(key, body, {
        retries: settings.retries,
        timeout: settings.timeoutSeconds * 1000,
        deadline: invocation.deadline - RESERVE,
        onRetry: (error) => {
          metrics.add('Retries');
          log({ level: 'warn', message: 'The upload is tried again.', batch, reason: described(error) });
        },
      });
      metrics.putTook(performance.now() - began);
      metrics.add(result === 'written' ? 'Objects' : 'ObjectsThere');
      metrics.add('RecordsOut', written.length);
      if (result === 'written')
        metrics.add(
          'BytesOut',
          body.reduce((sum, part) => sum + part.byteLength, 0),
        );
      if (claims !== undefined) await this.finish(claims, written, key, run);
      return settled;
    } catch (error) {
      const reason = described(error);
      log({ level: 'error', message: 'An object was not written.', batch, records: written.length, reason });
      run.fail(written, reason);
      return false;
    }
  }

  private async claim(
    claims: NonNullable<SinkParts['claims']>,
    records: readonly ShapedRecord[],
    key: string,
    run: Run,
  ): Promise<{ readonly records: readonly ShapedRecord[]; readonly settled: boolean }> {
    const said = await claims.claim(
      records.map(({ source }) => source.id),
      key,
      run.smallCalls,
    );
    const which = (claim: string, among = records) =>
      among.filter(({ source }) => said.get(source.id) === claim);
    const busy = which('busy');
    run.fail(busy, 'another invocation is writing it');
    run.invocation.metrics.add('RecordsDropped', which('written').length);
    const first = busy[0];
    if (!this.inOrder || first === undefined) return { records: which('ours'), settled: first === undefined };
    const before = records.slice(0, records.indexOf(first));
    run.fail(
      which('ours', records.slice(before.length)),
      'an earlier message of the FIFO queue is being written',
    );
    return { records: which('ours', before), settled: false };
  }

  /** The object is there: that a claim could not be finished is no failure, since the object itself settles it. */
  private async finish(
    claims: NonNullable<SinkParts['claims']>,
    written: readonly ShapedRecord[],
    key: string,
    run: Run,
  ): Promise<void> {
    try {
      await claims.finish(
        written.map(({ source }) => source.id),
        key,
        run.smallCalls,
      );
    } catch (error) {
      this.parts.log({ level: 'warn', message: 'Claims were not finished.', reason: described(error) });
    }
  }

  /**
   * Dead records go to the dead-letter queue last, and only those that do not come again: a message that fails for
   * another reason, or a batch that its source delivers as a whole, would bring them twice.
   */
  private async bury(run: Run): Promise<void> {
    const { deadLetters, log, settings } = this.parts;
    const { failed, invocation } = run;
    const byMessage = settings.eventSource === 'sqs' || settings.eventSource === 'sqs-fifo';
    if (!byMessage && failed.size > 0) return;
    const dead = run.dead.filter(({ record }) => !failed.has(record.messageId));
    if (dead.length === 0) return;
    const unsent = (await deadLetters?.send(dead, { ...SMALL_CALLS, deadline: invocation.deadline })) ?? [];
    for (const { record } of unsent)
      run.failMessage(record.messageId, 'the dead-letter queue did not take it');
    invocation.metrics.add('RecordsDead', dead.length - unsent.length);
    for (const { record, reason } of dead)
      log({ level: 'warn', message: 'A record can never be written.', record: record.id, reason });
  }
}

/** What becomes of the records of one invocation. */
class Run {
  readonly failed = new Map<string, string>();
  readonly smallCalls: RetryOptions;

  constructor(
    readonly invocation: Invocation,
    /** Of the earliest record; milliseconds since 1970. */
    readonly arrival: number,
    readonly dead: DeadRecord[],
  ) {
    this.smallCalls = { ...SMALL_CALLS, deadline: invocation.deadline - RESERVE };
  }

  fail(records: readonly ShapedRecord[], reason: string): void {
    for (const { source } of records) this.failMessage(source.messageId, reason);
  }

  failMessage(messageId: string, reason: string): void {
    if (!this.failed.has(messageId)) this.failed.set(messageId, reason);
  }
}
