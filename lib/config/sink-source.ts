import type { SinkDraft } from './draft';

/** What the rules, the defaults and the findings ask about a source. */

type Source = SinkDraft['source'];

const QUEUED: ReadonlySet<string | undefined> = new Set(['sqs', 'sns', 'eventbridge', 'iot-rule']);

/** SNS, EventBridge and IoT rules come through a queue of the stack. */
export const hasQueue = (source: Source) => QUEUED.has(source?.type);

/** Who calls waits for the answer: the request is the batch, and nothing is gathered. */
export const isRequest = (source: Source) => source?.type === 'function-url' || source?.type === 'invoke';

/** The names of FIFO queues and topics end in `.fifo`, and no others do. A FIFO topic has a FIFO queue. */
export function isFifo(source: Source): boolean {
  if (source?.type === 'sns') return source.topicArn?.endsWith('.fifo') ?? false;
  return source?.type === 'sqs' && (source.fifo ?? source.queueArn?.endsWith('.fifo') ?? false);
}
