import type { ProvisionedQueue } from './provisioned';
import { EngineError } from './stacks';

/** What of fauxqs is used. */
export interface QueueEngine {
  inject(request: {
    readonly method: 'POST';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: string;
  }): Promise<{ readonly statusCode: number; readonly body: string }>;
}

export interface QueueAnswer {
  readonly status: number;
  readonly body: string;
}

/** Where messages are kept, without any question asked: visibility is fauxqs's, and nothing is redriven. */
export class Queues {
  /** fauxqs's own URL of a queue, by name. */
  private readonly urls = new Map<string, string>();

  constructor(private readonly engine: QueueEngine) {}

  /** Makes the queue where it is not there yet. */
  async open({ name, properties }: ProvisionedQueue): Promise<void> {
    if (this.urls.has(name)) return;
    const attributes = ['VisibilityTimeout', 'FifoQueue', 'ContentBasedDeduplication'].flatMap((key) =>
      properties[key] === undefined ? [] : [[key, String(properties[key])]],
    );
    const { status, body } = await this.send('CreateQueue', {
      QueueName: name,
      Attributes: Object.fromEntries(attributes),
    });
    if (status !== 200) throw new EngineError(`The queue ${name} cannot be made: ${body}`);
    this.urls.set(name, JSON.parse(body).QueueUrl);
  }

  async call(operation: string, name: string, input: object): Promise<QueueAnswer> {
    return this.send(operation, { ...input, QueueUrl: this.urls.get(name) });
  }

  private async send(operation: string, input: object): Promise<QueueAnswer> {
    const { statusCode, body } = await this.engine.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
      payload: JSON.stringify(input),
    });
    return { status: statusCode, body };
  }
}
