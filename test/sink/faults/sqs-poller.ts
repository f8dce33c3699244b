import type { Clock } from './clock';
import type { LambdaFunction, Result } from './function';
import { between, type Draw, draws } from './random';
import type { Sent } from './records';

export interface Message {
  readonly sent: Sent;
  readonly sentAt: number;
  receives: number;
  deleted: boolean;
}

export interface SqsOptions {
  readonly lambda: LambdaFunction;
  readonly clock: Clock;
  readonly seed: number;
  /** At least so many invocations; the queue is fed until then. */
  readonly batches: number;
  readonly batchSize: number;
  /** Pollers at a time. */
  readonly pollers: number;
  /** In milliseconds. */
  readonly visibility: number;
  readonly maxReceiveCount: number;
  readonly feed: () => Sent;
  /** Every message was sent. */
  readonly onFed: () => void;
  readonly progress: (done: number) => void;
}

export interface SqsCounts {
  redelivered: number;
  /** Messages that were handed out although they were under way, or deleted. */
  spurious: number;
  mostReceives: number;
}

/** In a hundred messages. */
const UNDER_WAY = 1.5;
const DELETED = 0.7;

/**
 * A standard queue and Lambda's poller: messages come in any order and in other company each time, at least once, and
 * sometimes while another function has them, or after they were deleted. What is not deleted comes again after the
 * visibility timeout, and goes to the dead-letter queue after `maxReceiveCount` receives.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class SqsPoller {
  readonly counts: SqsCounts = { redelivered: 0, spurious: 0, mostReceives: 0 };
  readonly redriven: Sent[] = [];
  private readonly ready: Message[] = [];
  private readonly timers = new Set<() => void>();
  private undone = 0;
  private batch = 0;
  private wake = () => {};

  private readonly draw: Draw;

  constructor(private readonly options: SqsOptions) {
    this.draw = draws(options.seed, 'queue');
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.options.pollers }, () => this.poll()));
    for (const callOff of this.timers) callOff();
  }

  private async poll(): Promise<void> {
    for (;;) {
      const messages = this.receive();
      if (messages.length > 0) {
        const name = String(this.batch++);
        if (this.batch === this.options.batches) this.options.onFed();
        this.options.progress(Math.min(this.batch, this.options.batches));
        this.settle(messages, await this.options.lambda.invoke(eventOf(messages), name));
      } else if (this.undone === 0) {
        this.wake();
        return;
      } else {
        await new Promise<void>((resolve) => {
          const before = this.wake;
          this.wake = () => {
            before();
            resolve();
          };
        });
      }
    }
  }

  private receive(): Message[] {
    const { batches, batchSize, clock, feed, seed } = this.options;
    // Of the batch, not of the moment, so that every run sends the same.
    const draw = draws(seed, 'batch', this.batch);
    const size = between(draw, 1, batchSize);
    if (this.batch < batches) {
      for (let n = between(draw, 1, size); n > 0; n--) {
        this.ready.push({ sent: feed(), sentAt: clock.now(), receives: 0, deleted: false });
        this.undone += 1;
      }
    }
    const received = new Set<Message>();
    while (received.size < size && this.ready.length > 0) {
      const message = this.takeAny();
      if (message.deleted) this.counts.spurious += 1;
      if (this.count(message)) received.add(message);
    }
    if (received.size > 0) this.hide([...received]);
    return [...received];
  }

  private takeAny(): Message {
    const at = Math.floor(this.draw() * this.ready.length);
    const message = this.ready[at] as Message;
    const last = this.ready.pop() as Message;
    if (last !== message) this.ready[at] = last;
    return message;
  }

  /** Whether it may be handed out once more. */
  private count(message: Message): boolean {
    message.receives += 1;
    if (message.receives > 1) this.counts.redelivered += 1;
    this.counts.mostReceives = Math.max(this.counts.mostReceives, message.receives);
    if (message.receives <= this.options.maxReceiveCount) return true;
    if (!message.deleted) this.redriven.push(message.sent);
    this.remove(message);
    return false;
  }

  private hide(messages: readonly Message[]): void {
    const { visibility } = this.options;
    const { draw } = this;
    this.after(visibility, () => this.show(messages.filter(({ deleted }) => !deleted)));
    for (const message of messages) {
      const chance = draw() * 100;
      if (chance < UNDER_WAY) {
        this.counts.spurious += 1;
        this.after(visibility * 0.02 * draw(), () => this.show([message]));
      } else if (chance < UNDER_WAY + DELETED) {
        this.after(visibility * draw(), () => this.show([message]));
      }
    }
  }

  private after(ms: number, work: () => void): void {
    const callOff = this.options.clock.after(ms, () => {
      this.timers.delete(callOff);
      work();
    });
    this.timers.add(callOff);
  }

  private show(messages: readonly Message[]): void {
    for (const message of messages) if (!this.ready.includes(message)) this.ready.push(message);
    this.wakeAll();
  }

  private wakeAll(): void {
    const { wake } = this;
    this.wake = () => {};
    wake();
  }

  /** Deletes what the function took. */
  private settle(messages: readonly Message[], result: Result): void {
    const failed = failedOf(messages, result);
    if (failed !== 'all')
      for (const message of messages) if (!failed.has(message.sent.sourceId)) this.remove(message);
    this.wakeAll();
  }

  private remove(message: Message): void {
    if (message.deleted) return;
    message.deleted = true;
    this.undone -= 1;
  }
}

/**
 * What a partial batch response says. No list, or an empty one, means that everything was taken; an entry without an
 * identifier, or with one that is not of the batch, that nothing was.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedOf(messages: readonly Message[], result: Result): ReadonlySet<string> | 'all' {
  if (result.kind !== 'answer') return 'all';
  const { batchItemFailures } = (result.value ?? {}) as {
    batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[] | null;
  };
  const known = new Set<unknown>(messages.map(({ sent }) => sent.sourceId));
  const failed = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => known.has(id)) ? new Set(failed as string[]) : 'all';
}

export function eventOf(messages: readonly Message[]): unknown {
  return {
    Records: messages.map(({ sent, sentAt, receives }) => ({
      messageId: sent.sourceId,
      receiptHandle: `${sent.sourceId}-${receives}`,
      body: sent.text,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(sentAt),
        ...(sent.partition === '' ? {} : { MessageGroupId: sent.partition }),
      },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:records',
      awsRegion: 'eu-central-1',
    })),
  };
}
