import { Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { letSend, ownQueue, readQueue } from './queues';
import type { SinkContext, SinkSourceConfig } from './sink-context';
import type { EventBridgeSourceProps } from './sink-source-props';

const SERVICE = 'events.amazonaws.com';

export function bindEventBridge(
  { pattern, eventBus }: EventBridgeSourceProps,
  scope: Construct,
  context: SinkContext,
): SinkSourceConfig {
  const queue = ownQueue(scope, context);
  const { deadLetterQueue } = context;
  const rule = new Rule(scope, 'Rule', { eventPattern: pattern, eventBus });
  rule.addTarget({
    bind: () => ({
      arn: queue.queueArn,
      deadLetterConfig: { arn: deadLetterQueue.queueArn },
      targetResource: queue,
    }),
  });
  letSend(queue, 'AllowRule', SERVICE, rule.ruleArn);
  letSend(deadLetterQueue, 'AllowRule', SERVICE, rule.ruleArn);
  return readQueue(scope, queue, context);
}
