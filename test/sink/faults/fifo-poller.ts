import { type Message, QueuePoller } from './queue-poller';
import { between, draws } from './random';

interface Group {
  readonly messages: Message[];
  /** While messages of it are under way, or wait for their visibility timeout, no others are handed out. */
  blocked: boolean;
}

/** Lambda's own limit for FIFO queues. */
const MOST_IN_BATCH = 10;
/** Messages that wait: groups that are blocked must not pile up work for the end. */
const BACKLOG = 100;

/**
 * A FIFO queue and Lambda's poller: messages of a group come in order, and none while an earlier one is under way.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class FifoPoller extends QueuePoller {
  private readonly groups = new Map<string, Group>();

  protected receive(): Message[] {
    const { batches, clock, feed, seed } = this.options;
    const draw = draws(seed, 'batch', this.batch);
    const size = between(draw, 1, MOST_IN_BATCH);
    if (this.batch < batches && this.undone < BACKLOG) {
      for (let n = between(draw, 1, size); n > 0; n--) {
        const message = { sent: feed(), sentAt: clock.now(), receives: 0, deleted: false };
        this.groupOf(message).messages.push(message);
        this.undone += 1;
      }
    }
    const received: Message[] = [];
    const free = [...this.groups.values()].filter(({ blocked, messages }) => !blocked && messages.length > 0);
    while (received.length < size && free.length > 0) {
      const [group] = free.splice(Math.floor(draw() * free.length), 1) as [Group];
      group.blocked = true;
      received.push(...group.messages.slice(0, size - received.length));
    }
    for (const message of received) this.countReceive(message);
    return received;
  }

  protected settle(messages: readonly Message[], failed: ReadonlySet<string> | 'all', took: number): void {
    const { clock, visibility } = this.options;
    const taken = messages.filter(({ sent }) => failed !== 'all' && !failed.has(sent.sourceId));
    for (const message of taken) {
      message.deleted = true;
      this.undone -= 1;
    }
    for (const group of new Set(messages.map((message) => this.groupOf(message)))) {
      const left = group.messages.filter(({ deleted }) => !deleted);
      const failedHere = messages.some((message) => left.includes(message));
      group.messages.splice(0, group.messages.length, ...left);
      const unblock = () => {
        group.blocked = false;
        this.wake();
      };
      if (failedHere) clock.after(Math.max(0, visibility - took), unblock);
      else unblock();
    }
    this.wake();
  }

  private groupOf({ sent }: Message): Group {
    const group = this.groups.get(sent.partition) ?? { messages: [], blocked: false };
    this.groups.set(sent.partition, group);
    return group;
  }
}
