import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { FunctionUrl, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionSeconds } from '../config/sink-timeout';
import { ObjectScope } from '../destination/object-scope';
import { toPolicyStatement } from '../destination/policy-statement';
import { required } from '../destination/props-error';
import { targetOf } from '../destination/writer-grant';
import { sinkStatements } from '../policy/sink';
import { checkedSettings } from './checked-settings';
import { claimsSettings, claimsStatement, claimsTable } from './claims';
import { environmentOf, runtimeSettings } from './environment';
import { metricName } from './metric-name';
import { deadLetterQueue } from './queues';
import { makeAlarms } from './sink-alarms';
import { makeFunction } from './sink-function';
import type { LambdaSinkProps } from './sink-props';

/**
 * Writes records to S3: a function with a role that may put objects into the scope and nothing else of the bucket,
 * what brings it records, a dead-letter queue and alarms. Queues and streams that it makes go with it.
 */
export class LambdaSink extends Construct {
  readonly bucket: IBucket;
  readonly objects: ObjectScope;
  readonly function: IFunction;
  /** What could not be written. It keeps messages for 14 days. */
  readonly deadLetterQueue: IQueue;
  /** The queue that the function reads; absent with a stream, a URL and invocations. */
  readonly queue?: IQueue;
  /** The stream, with `SinkSource.kinesis`. */
  readonly stream?: IStream;
  /** The topic, with `SinkSource.sns`. */
  readonly topic?: ITopic;
  /** The URL, with `SinkSource.functionUrl`. */
  readonly functionUrl?: FunctionUrl;
  /** Which message went into which object, with `deduplicate`. */
  readonly claimsTable?: ITable;
  /** Dead letters, errors, failed requests of a URL, and the age of the oldest record where records wait. */
  readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: LambdaSinkProps) {
    super(scope, id);
    const {
      bucket,
      objects = ObjectScope.wholeBucket(),
      source,
      reservedConcurrency,
    } = required('LambdaSink', props, {
      bucket: 'the bucket to write into',
      source: 'where the records come from, for example SinkSource.sqs()',
    });
    const settings = checkedSettings(this, props, objects._toObjects());
    const timeout = Duration.seconds(functionSeconds(settings));
    const deadLetters = deadLetterQueue(this, 'DeadLetters', source._eventSource === 'sqs-fifo');
    const claims = settings.deduplicate ? claimsTable(this) : undefined;
    const { handler, policy } = makeFunction(this, {
      timeout,
      memorySize: settings.memorySize,
      reservedConcurrency,
      logRetention: props.logRetention,
      environment: environmentOf(
        this,
        runtimeSettings(settings, {
          name: props.name ?? metricName(this.node),
          bucketName: bucket.bucketName,
          objects: objects._toObjects(),
          eventSource: source._eventSource,
          deadLetterQueue: deadLetters,
          claims: claims && claimsSettings(claims, timeout),
        }),
      ),
      statements: [
        ...sinkStatements(objects._toObjects(), targetOf(this, 'LambdaSink', bucket), settings).map(
          toPolicyStatement,
        ),
        new PolicyStatement({
          sid: 'SendDeadLetters',
          actions: ['sqs:SendMessage'],
          resources: [deadLetters.queueArn],
        }),
        ...(claims ? [claimsStatement(claims)] : []),
      ],
    });
    const bound = source.bind(this, {
      handler,
      deadLetterQueue: deadLetters,
      functionTimeout: timeout,
      maxRecords: settings.batch.maxRecords,
      maxBatchingWindow: Duration.seconds(settings.batch.maxSeconds),
      reservedConcurrency,
    });
    policy.addStatements(...bound.statements);
    this.bucket = bucket;
    this.objects = objects;
    this.function = handler;
    this.deadLetterQueue = deadLetters;
    this.queue = bound.queue;
    this.stream = bound.stream;
    this.topic = bound.topic;
    this.functionUrl = bound.functionUrl;
    this.claimsTable = claims;
    const alarmsProps = { handler, deadLetterQueue: deadLetters, source: bound, topic: props.alarmTopic };
    this.alarms = props.alarms === false ? [] : makeAlarms(this, alarmsProps);
  }
}
