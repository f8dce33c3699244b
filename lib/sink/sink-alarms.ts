import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { SinkSourceConfig } from './sink-context';

export interface SinkAlarmsProps {
  readonly handler: IFunction;
  readonly deadLetterQueue: IQueue;
  readonly source: SinkSourceConfig;
  readonly topic?: ITopic;
}

const PERIOD = Duration.minutes(5);

export function makeAlarms(
  scope: Construct,
  { handler, deadLetterQueue, source, topic }: SinkAlarmsProps,
): Alarm[] {
  const alarm = (id: string, props: Pick<AlarmProps, 'alarmDescription' | 'metric' | 'threshold'>) => {
    const made = new Alarm(scope, id, {
      ...props,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      // Nothing comes in, nothing is wrong.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic) made.addAlarmAction(new SnsAction(topic));
    return made;
  };
  const { age, ageLimit = 0, failedRequests } = source;
  return [
    alarm('DeadLettersAlarm', {
      alarmDescription: 'Records that could not be written are in the dead-letter queue',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      threshold: 0,
    }),
    alarm('ErrorsAlarm', {
      alarmDescription: 'The function of the S3 sink failed',
      metric: handler.metricErrors({ period: PERIOD }),
      threshold: 0,
    }),
    ...(failedRequests
      ? [
          alarm('RequestsAlarm', {
            alarmDescription: 'Requests were answered with an error, and their records are not written',
            metric: failedRequests,
            threshold: 0,
          }),
        ]
      : []),
    ...(age
      ? [
          alarm('AgeAlarm', {
            alarmDescription: 'Records wait longer than a batch that failed once takes',
            metric: age,
            threshold: ageLimit,
          }),
        ]
      : []),
  ];
}
