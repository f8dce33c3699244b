import { Duration } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Sink, SinkSource as SourceOfFile } from '../config/destination';
import { isRequest } from '../config/sink-source';
import type { SinkCompression, SinkFormat, SinkProps, TemplateNumbers } from './sink-props';
import { SinkSource } from './sink-source';

/**
 * What a destination file says, as props; what exists already is imported into `scope`. Defaults of settings that
 * have no effect are left out, because the constructs refuse such settings.
 */
export function sinkPropsOf(scope: Construct, sink: Sink): SinkProps {
  const { source, batch, format, compression, template, numbers, delimiter, header, alarms, ...others } =
    sink;
  const { fields, excludeFields, timeoutSeconds, suffix, credentials, ...same } = others;
  return {
    ...same,
    source: sourceOf(scope, source),
    format: format as SinkFormat,
    compression: compression as SinkCompression,
    fields: fields && [...fields],
    excludeFields: excludeFields && [...excludeFields],
    ...(template === undefined ? {} : { template, numbers: numbers as TemplateNumbers }),
    ...(format === 'delimited' ? { delimiter, header } : {}),
    timeout: Duration.seconds(timeoutSeconds),
    maxRecords: batch.maxRecords,
    maxBytes: batch.maxBytes,
    ...(isRequest(source) ? {} : { maxBatchingWindow: Duration.seconds(batch.maxSeconds) }),
    alarmTopic: topic(scope, 'AlarmTopic', alarms?.topicArn),
  };
}

function sourceOf(scope: Construct, source: SourceOfFile): SinkSource {
  switch (source.type) {
    case 'sqs': {
      const { queueArn, keyArn, fifo } = source;
      if (queueArn === undefined) return SinkSource.sqs({ fifo });
      return SinkSource.sqs({ queue: Queue.fromQueueAttributes(scope, 'SourceQueue', { queueArn, keyArn }) });
    }
    case 'kinesis': {
      const { streamArn, keyArn } = source;
      if (streamArn === undefined) return SinkSource.kinesis();
      const encryptionKey = keyArn === undefined ? undefined : Key.fromKeyArn(scope, 'SourceKey', keyArn);
      const stream = Stream.fromStreamAttributes(scope, 'SourceStream', { streamArn, encryptionKey });
      return SinkSource.kinesis({ stream });
    }
    case 'sns':
      return SinkSource.sns({ topic: topic(scope, 'SourceTopic', source.topicArn) });
    case 'eventbridge':
      return SinkSource.eventBridge({ pattern: patternOf(source.pattern) });
    case 'iot-rule':
      return SinkSource.iotRule({ sql: source.sql });
    case 'function-url':
      return SinkSource.functionUrl();
    case 'invoke':
      return SinkSource.invoke();
  }
}

function topic(scope: Construct, id: string, arn: string | undefined): ITopic | undefined {
  return arn === undefined ? undefined : Topic.fromTopicArn(scope, id, arn);
}

/** Files write patterns as EventBridge does; the CDK has one name of its own, and passes on what it does not know. */
function patternOf({
  'detail-type': detailType,
  ...others
}: Readonly<Record<string, unknown>>): EventPattern {
  return { ...others, ...(detailType === undefined ? {} : { detailType }) } as EventPattern;
}
