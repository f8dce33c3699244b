import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { MAX_RECEIVE_COUNT, visibilitySeconds } from '../config/sink-queue';
import { decryptThrough } from './decrypt';
import type { SinkContext, SinkSourceConfig } from './sink-context';

/** The longest that SQS keeps a message. */
export const QUEUE_RETENTION = Duration.days(14);
/** Lambda's own limits: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const MOST_IN_BATCH = 10_000;
const MOST_WITHOUT_WINDOW = 10;
const MOST_CONCURRENT = 1000;

export interface OwnQueueProps {
  readonly fifo?: boolean;
  readonly maxReceiveCount?: number;
}

export function deadLetterQueue(scope: Construct, id: string, fifo: boolean): Queue {
  return new Queue(scope, id, { ...SAFE, ...(fifo ? { fifo } : {}) });
}

export function ownQueue(
  scope: Construct,
  context: SinkContext,
  { fifo = false, maxReceiveCount = MAX_RECEIVE_COUNT }: OwnQueueProps = {},
): Queue {
  return new Queue(scope, 'Queue', {
    ...SAFE,
    ...(fifo ? { fifo } : {}),
    visibilityTimeout: Duration.seconds(visibilityOf(context)),
    deadLetterQueue: { queue: context.deadLetterQueue, maxReceiveCount },
  });
}

/** Lets the function read the queue. */
export function readQueue(scope: Construct, queue: IQueue, context: SinkContext): SinkSourceConfig {
  const { handler, maxRecords, reservedConcurrency } = context;
  // A FIFO queue knows no window, and a batch without a window holds ten at most.
  const windowed = !queue.fifo && context.maxBatchingWindow.toSeconds() > 0;
  new EventSourceMapping(scope, 'Mapping', {
    target: handler,
    eventSourceArn: queue.queueArn,
    batchSize: Math.min(maxRecords, windowed ? MOST_IN_BATCH : MOST_WITHOUT_WINDOW),
    ...(windowed ? { maxBatchingWindow: context.maxBatchingWindow } : {}),
    ...maxConcurrency(reservedConcurrency),
    reportBatchItemFailures: true,
  });
  return {
    queue,
    statements: [
      new PolicyStatement({
        sid: 'ReadQueue',
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resources: [queue.queueArn],
      }),
      ...decryptThrough(scope, 'sqs', queue.encryptionMasterKey),
    ],
    age: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
    // What failed once is handed out again after the visibility timeout.
    ageLimit: 2 * visibilityOf(context),
  };
}

/** A service may send on behalf of one resource. TLS is asked for by the queue's other statement. */
export function letSend(queue: Queue, sid: string, service: string, sourceArn: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid,
      principals: [new ServicePrincipal(service)],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    }),
  );
}

/** As an on-failure destination. What the role needs for it stands in the sink's policy already. */
export function toDeadLetters(queue: IQueue): IEventSourceDlq {
  return { bind: () => ({ destination: queue.queueArn }) };
}

function visibilityOf({ functionTimeout, maxBatchingWindow }: SinkContext): number {
  return visibilitySeconds(functionTimeout.toSeconds(), maxBatchingWindow.toSeconds());
}

/** Without it, throttled batches would count as received, and wait for the visibility timeout. Two is Lambda's least. */
function maxConcurrency(reserved: number | undefined): { readonly maxConcurrency?: number } {
  return reserved === undefined || reserved < 2
    ? {}
    : { maxConcurrency: Math.min(reserved, MOST_CONCURRENT) };
}

const SAFE = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: QUEUE_RETENTION,
} as const;
