import { Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ownQueue, readQueue } from './queues';
import type { SinkContext, SinkSourceConfig } from './sink-context';
import type { IotRuleSourceProps } from './sink-source-props';

export function bindIotRule(
  { sql }: IotRuleSourceProps,
  scope: Construct,
  context: SinkContext,
): SinkSourceConfig {
  const queue = ownQueue(scope, context);
  const { deadLetterQueue } = context;
  // The rule names the role, so that the role cannot name the rule: it names the account.
  const role = new Role(scope, 'RuleRole', {
    description: 'Lets the IoT rule of the S3 sink send to its queue',
    assumedBy: new ServicePrincipal('iot.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  const policy = new Policy(scope, 'RulePolicy', {
    roles: [role],
    statements: [
      new PolicyStatement({
        sid: 'SendToQueues',
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn, deadLetterQueue.queueArn],
      }),
    ],
  });
  const send = ({ queueUrl }: IQueue) => ({ sqs: { queueUrl, roleArn: role.roleArn, useBase64: false } });
  const rule = new CfnTopicRule(scope, 'Rule', {
    topicRulePayload: {
      sql,
      awsIotSqlVersion: '2016-03-23',
      actions: [send(queue)],
      // What could not be sent is lost otherwise: IoT logs it at most.
      errorAction: send(deadLetterQueue),
    },
  });
  rule.node.addDependency(policy);
  return readQueue(scope, queue, context);
}
