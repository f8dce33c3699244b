import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { decryptThrough } from './decrypt';
import { toDeadLetters } from './queues';
import type { SinkContext, SinkSourceConfig } from './sink-context';
import type { KinesisSourceProps } from './sink-source-props';

/** Lambda's own limit. */
const MOST_IN_BATCH = 10_000;
/** A record that expires is lost: the dead-letter queue learns only its sequence number. A week outlasts a weekend. */
const STREAM_RETENTION = Duration.days(7);
/** A batch waits five minutes at most, and takes fifteen at most. */
const AGE_LIMIT = Duration.hours(1);

export function bindKinesis(
  props: KinesisSourceProps,
  scope: Construct,
  { handler, deadLetterQueue, maxRecords, maxBatchingWindow }: SinkContext,
): SinkSourceConfig {
  const { startingPosition = StartingPosition.TRIM_HORIZON, startingPositionTimestamp } = props;
  const stream = props.stream ?? ownStream(scope);
  new EventSourceMapping(scope, 'Mapping', {
    target: handler,
    eventSourceArn: stream.streamArn,
    startingPosition,
    startingPositionTimestamp,
    parallelizationFactor: props.parallelizationFactor,
    batchSize: Math.min(maxRecords, MOST_IN_BATCH),
    maxBatchingWindow,
    // A key is made of the batch's own range. Half a batch, or what a partial response left of it, would be another
    // key for records that may be stored already. Tries end only when the record expires.
    onFailure: toDeadLetters(deadLetterQueue),
  });
  return {
    stream,
    statements: [
      new PolicyStatement({
        sid: 'ReadStream',
        actions: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        resources: [stream.streamArn],
      }),
      ...decryptThrough(scope, 'kinesis', stream.encryptionKey),
    ],
    age: handler.metric('IteratorAge', { period: Duration.minutes(5), statistic: 'Maximum' }),
    ageLimit: AGE_LIMIT.toMilliseconds(),
  };
}

function ownStream(scope: Construct): Stream {
  return new Stream(scope, 'Stream', {
    streamMode: StreamMode.ON_DEMAND,
    encryption: StreamEncryption.MANAGED,
    retentionPeriod: STREAM_RETENTION,
    // Like the queues: what it holds is on its way, and nobody reads it without the sink.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
