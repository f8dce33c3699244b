import type { EventPattern, IEventBus } from 'aws-cdk-lib/aws-events';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

export interface SqsSourceProps {
  /**
   * A queue that is there already. It is left alone, its own redrive policy too; its visibility timeout must be at
   * least the function's timeout, and should be six times it; with `deduplicate` more than a minute above it. A
   * `maxReceiveCount` below 1000 makes short outages of S3 move good messages to its dead-letter queue. With a KMS key
   * the queue must know it (`encryptionMasterKey`), so that the sink may decrypt.
   *
   * @default - a queue is made, with a dead-letter queue
   */
  readonly queue?: IQueue;

  /**
   * Whether the new queue is FIFO. Objects are then written in the order of each message group, ten messages at most
   * in one, and each message needs a deduplication ID.
   *
   * @default false
   */
  readonly fifo?: boolean;

  /**
   * How often the new queue hands out a message before it goes to the dead-letter queue, 1 to 1000. Every time that S3
   * could not be reached counts, and what can never be written goes there at once, whatever stands here. A message comes
   * again after the visibility timeout: six times the function's timeout and the batching window.
   *
   * @default 1000 - an outage of 11 days with the default timeouts (1000 × 960 s), and of two days with the shortest
   */
  readonly maxReceiveCount?: number;
}

export interface KinesisSourceProps {
  /**
   * A stream that is there already. With a KMS key the stream must know it (`encryptionKey`), so that the sink may
   * decrypt.
   *
   * @default - an on-demand stream is made, encrypted, which keeps records for seven days
   */
  readonly stream?: IStream;

  /**
   * Where in the stream the sink begins.
   *
   * @default StartingPosition.TRIM_HORIZON - all that the stream still holds
   */
  readonly startingPosition?: StartingPosition;

  /**
   * From when on, in seconds since 1970, with `StartingPosition.AT_TIMESTAMP`.
   *
   * @default - none
   */
  readonly startingPositionTimestamp?: number;

  /**
   * How many batches of one shard are written at once, 1 to 10.
   *
   * @default 1
   */
  readonly parallelizationFactor?: number;
}

export interface SnsSourceProps {
  /**
   * A topic that is there already. It is only subscribed to. A FIFO topic gets a FIFO queue.
   *
   * @default - a topic is made, which takes messages over TLS only
   */
  readonly topic?: ITopic;
}

export interface EventBridgeSourceProps {
  /** Which events are written. */
  readonly pattern: EventPattern;

  /**
   * The bus that the events come from.
   *
   * @default - the account's default bus
   */
  readonly eventBus?: IEventBus;
}

export interface IotRuleSourceProps {
  /** The rule's statement, in SQL of version 2016-03-23, for example `SELECT * FROM 'plant-1/+/readings'`. */
  readonly sql: string;
}
