import type { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { FunctionUrl, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';

/** What a source is bound to. */
export interface SinkContext {
  /** The function that writes. Its timeout is `functionTimeout`. */
  readonly handler: IFunction;

  /** Where goes what cannot be written. It is FIFO where the source is. */
  readonly deadLetterQueue: Queue;

  readonly functionTimeout: Duration;

  /** Most records of one object, and so of one batch. */
  readonly maxRecords: number;

  /** How long a batch may wait for more records. */
  readonly maxBatchingWindow: Duration;

  /**
   * How many batches may be written at once.
   *
   * @default - no limit
   */
  readonly reservedConcurrency?: number;
}

/** What `SinkSource.bind` made. */
export interface SinkSourceConfig {
  /** What the function needs to read from the source. */
  readonly statements: PolicyStatement[];

  /**
   * The queue that the function reads.
   *
   * @default - the source has none
   */
  readonly queue?: IQueue;

  /**
   * The stream that the function reads.
   *
   * @default - the source has none
   */
  readonly stream?: IStream;

  /**
   * The topic that the queue is subscribed to.
   *
   * @default - the source has none
   */
  readonly topic?: ITopic;

  /**
   * The URL that takes records.
   *
   * @default - the source has none
   */
  readonly functionUrl?: FunctionUrl;

  /**
   * How many requests were answered with an error, so that their records are not written unless they come again.
   *
   * @default - the source answers nobody
   */
  readonly failedRequests?: IMetric;

  /**
   * How long the oldest record has waited.
   *
   * @default - records do not wait in this source
   */
  readonly age?: IMetric;

  /**
   * The age, in the unit of `age`, from which on something is wrong: longer than a batch that failed once takes.
   *
   * @default - records do not wait in this source
   */
  readonly ageLimit?: number;
}
