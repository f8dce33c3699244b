import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LocalFunction } from '../function';
import type { ProvisionedQueue } from '../provisioned';

/** What became of the messages of one invocation. */
export interface Delivered {
  readonly messages: number;
  /** Those that the function left in the queue. */
  readonly failed: number;
  readonly error?: string;
}

/**
 * Reads a queue as Lambda's event source mapping does: receives with the function's own role, and deletes what the
 * function does not name as failed.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function deliverOnce(
  sqs: SQSClient,
  queue: ProvisionedQueue,
  handler: LocalFunction,
  batchSize: number,
): Promise<Delivered> {
  const messages = await receive(sqs, queue, batchSize);
  if (messages.length === 0) return { messages: 0, failed: 0 };
  const { answer, error } = await handler.invoke({ Records: messages.map((one) => record(one, queue)) });
  if (error !== undefined) return { messages: messages.length, failed: messages.length, error };
  const { batchItemFailures = [] } = answer as { readonly batchItemFailures?: { itemIdentifier: string }[] };
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
  for (let start = 0; start < done.length; start += 10) {
    const Entries = done
      .slice(start, start + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
  return { messages: messages.length, failed: failed.size };
}

async function receive(sqs: SQSClient, queue: ProvisionedQueue, batchSize: number): Promise<Message[]> {
  const messages: Message[] = [];
  while (messages.length < batchSize) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(10, batchSize - messages.length),
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    messages.push(...Messages);
  }
  return messages;
}

function record({ MessageId, ReceiptHandle, Body, Attributes }: Message, queue: ProvisionedQueue) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes ?? {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.arn.split(':')[3],
  };
}
