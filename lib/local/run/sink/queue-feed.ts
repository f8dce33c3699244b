import { randomUUID } from 'node:crypto';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ProvisionedQueue } from '../../provisioned';
import type { Fed, Feed, Handler, Told } from './feed';

export interface QueueFeedParts {
  readonly queue: ProvisionedQueue;
  readonly handler: Handler;
  readonly batchSize: number;
  /** With the function's own role. */
  readonly asFunction: SQSClient;
  readonly asSender: SQSClient;
}

/**
 * Reads a queue as Lambda's event source mapping does: receives with the function's own role, and deletes what the
 * function does not name as failed.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class QueueFeed implements Feed {
  private first: Message | undefined;

  constructor(private readonly parts: QueueFeedParts) {}

  async feed(records: readonly string[], told: Told): Promise<Fed> {
    await this.send(records, told);
    return this.drain((taken) => told(`${taken} of ${records.length} records handed to the function`));
  }

  /** Hands all that is visible to the function; what fails stays invisible, for longer than the run takes. */
  async drain(told: (taken: number) => void = () => undefined): Promise<Fed> {
    const fed = { taken: 0, left: 0, errors: [] as string[] };
    for (;;) {
      const messages = await this.receive();
      this.first ??= messages[0];
      if (messages.length === 0) return fed;
      const { failed, error } = await this.deliver(messages);
      fed.taken += messages.length;
      told(fed.taken);
      fed.left += failed;
      if (error !== undefined) fed.errors.push(error);
    }
  }

  /** The first message comes again, alone: SQS may deliver any message twice. */
  async repeat(): Promise<void> {
    if (this.first === undefined) return;
    const { handler, queue } = this.parts;
    await handler.invoke({ Records: [event(this.first, queue)] });
  }

  private async send(bodies: readonly string[], told: Told): Promise<void> {
    const { queue, asSender } = this.parts;
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({
        Id: String(index),
        MessageBody,
        ...(queue.name.endsWith('.fifo')
          ? { MessageGroupId: `gateway-${index}`, MessageDeduplicationId: `trial-${start + index}` }
          : {}),
      }));
      await asSender.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
      told(`${start + Entries.length} of ${bodies.length} records sent to the queue`);
    }
  }

  private async receive(): Promise<Message[]> {
    const { queue, asFunction, batchSize } = this.parts;
    const messages: Message[] = [];
    while (messages.length < batchSize) {
      const { Messages = [] } = await asFunction.send(
        new ReceiveMessageCommand({
          QueueUrl: queue.url,
          MaxNumberOfMessages: Math.min(10, batchSize - messages.length),
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) break;
      messages.push(...Messages);
    }
    return messages;
  }

  private async deliver(messages: readonly Message[]): Promise<{ failed: number; error?: string }> {
    const { queue, handler, asFunction } = this.parts;
    const { answer, error } = await handler.invoke({ Records: messages.map((one) => event(one, queue)) });
    if (error !== undefined) return { failed: messages.length, error };
    const { batchItemFailures = [] } = answer as {
      readonly batchItemFailures?: { itemIdentifier: string }[];
    };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    for (let start = 0; start < done.length; start += 10) {
      const Entries = done
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await asFunction.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    }
    return { failed: failed.size };
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function event(message: Message, queue: ProvisionedQueue) {
  const { MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue, DataType }]) => [
        name,
        { stringValue: StringValue, dataType: DataType },
      ]),
    ),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.arn.split(':')[3],
  };
}

/** Every message, and none is left: one group of a FIFO queue gives no more of them before these are deleted. */
export async function emptied(sqs: SQSClient, { url: QueueUrl }: ProvisionedQueue): Promise<Message[]> {
  const found: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) return found;
    found.push(...Messages);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** What `emptied` took, in its order; gives the IDs that they have now. */
export async function putBack(
  sqs: SQSClient,
  { url: QueueUrl }: ProvisionedQueue,
  messages: readonly Message[],
): Promise<ReadonlySet<string | undefined>> {
  const ids = new Set<string | undefined>();
  for (const { Body: MessageBody, MessageAttributes, Attributes: { MessageGroupId } = {} } of messages) {
    const order =
      MessageGroupId === undefined ? {} : { MessageGroupId, MessageDeduplicationId: randomUUID() };
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes, ...order }),
    );
    ids.add(MessageId);
  }
  return ids;
}
