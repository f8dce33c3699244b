import type { Construct } from 'constructs';
import { ownQueue, readQueue } from './queues';
import type { SinkContext, SinkSourceConfig } from './sink-context';
import type { SqsSourceProps } from './sink-source-props';

export function bindSqs(
  { queue, fifo, maxReceiveCount }: SqsSourceProps,
  scope: Construct,
  context: SinkContext,
): SinkSourceConfig {
  return readQueue(scope, queue ?? ownQueue(scope, context, { fifo, maxReceiveCount }), context);
}
