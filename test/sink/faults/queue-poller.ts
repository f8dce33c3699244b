import type { Clock } from './clock';
import type { LambdaFunction, Result } from './function';
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

/** Lambda's poller of a queue: what both kinds of queue have in common. */
export abstract class QueuePoller {
  readonly counts: SqsCounts = { redelivered: 0, spurious: 0, mostReceives: 0 };
  readonly redriven: Sent[] = [];
  /** How many batches were received. */
  protected batch = 0;
  /** Messages that were sent and are not deleted. */
  protected undone = 0;
  private waiting: (() => void)[] = [];

  constructor(protected readonly options: SqsOptions) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.options.pollers }, () => this.poll()));
  }

  /** The next batch; none where everything is under way, or waits. */
  protected abstract receive(): Message[];

  /** Deletes what the function took, and lets the rest come again; `took` is milliseconds. */
  protected abstract settle(
    messages: readonly Message[],
    failed: ReadonlySet<string> | 'all',
    took: number,
  ): void;

  protected wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  protected countReceive(message: Message): void {
    message.receives += 1;
    if (message.receives > 1) this.counts.redelivered += 1;
    this.counts.mostReceives = Math.max(this.counts.mostReceives, message.receives);
  }

  private async poll(): Promise<void> {
    const { batches, clock, lambda, onFed, progress } = this.options;
    for (;;) {
      const messages = this.receive();
      if (messages.length > 0) {
        const name = String(this.batch++);
        if (this.batch === batches) onFed();
        progress(Math.min(this.batch, batches));
        const began = clock.now();
        const result = await lambda.invoke(eventOf(messages), name);
        this.settle(messages, failedOf(messages, result), clock.now() - began);
      } else if (this.undone === 0) {
        this.wake();
        return;
      } else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

/**
 * What a partial batch response says. No list, or an empty one, means that everything was taken; an entry without an
 * identifier, or with one that is not of the batch, that nothing was.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
function failedOf(messages: readonly Message[], result: Result): ReadonlySet<string> | 'all' {
  if (result.kind !== 'answer') return 'all';
  const { batchItemFailures } = (result.value ?? {}) as {
    batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[] | null;
  };
  const known = new Set<unknown>(messages.map(({ sent }) => sent.sourceId));
  const failed = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => known.has(id)) ? new Set(failed as string[]) : 'all';
}

function eventOf(messages: readonly Message[]): unknown {
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
