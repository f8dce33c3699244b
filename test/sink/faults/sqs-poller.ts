import { type Message, QueuePoller, type SqsOptions } from './queue-poller';
import { between, type Draw, draws } from './random';

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
export class SqsPoller extends QueuePoller {
  private readonly ready: Message[] = [];
  private readonly timers = new Set<() => void>();
  private readonly draw: Draw;

  constructor(options: SqsOptions) {
    super(options);
    this.draw = draws(options.seed, 'queue');
  }

  override async run(): Promise<void> {
    await super.run();
    for (const callOff of this.timers) callOff();
  }

  protected receive(): Message[] {
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
    this.countReceive(message);
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
    this.wake();
  }

  protected settle(messages: readonly Message[], failed: ReadonlySet<string> | 'all'): void {
    if (failed !== 'all')
      for (const message of messages) if (!failed.has(message.sent.sourceId)) this.remove(message);
    this.wake();
  }

  private remove(message: Message): void {
    if (message.deleted) return;
    message.deleted = true;
    this.undone -= 1;
  }
}
