import { Stack } from 'aws-cdk-lib';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { letSend, ownQueue, readQueue } from './queues';
import type { SinkContext, SinkSourceConfig } from './sink-context';
import type { SnsSourceProps } from './sink-source-props';

/** SNS gives one message to a function at a time; through a queue there are batches. */
export function bindSns(props: SnsSourceProps, scope: Construct, context: SinkContext): SinkSourceConfig {
  const topic = props.topic ?? new Topic(scope, 'Topic', { enforceSSL: true });
  const queue = ownQueue(scope, context, { fifo: topic.fifo });
  letSend(queue, 'AllowTopic', 'sns.amazonaws.com', topic.topicArn);
  const { region } = topic.env;
  new Subscription(scope, 'Subscription', {
    topic,
    protocol: SubscriptionProtocol.SQS,
    endpoint: queue.queueArn,
    rawMessageDelivery: true,
    ...(region === Stack.of(scope).region ? {} : { region }),
    // Lets the topic send to it, too.
    deadLetterQueue: context.deadLetterQueue,
  });
  return { ...readQueue(scope, queue, context), topic };
}
