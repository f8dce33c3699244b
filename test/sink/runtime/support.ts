import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SinkSettings } from '../../../lib/sink/runtime/settings';

export const SETTINGS: SinkSettings = {
  version: 1,
  name: 'readings',
  bucket: 'acme-readings',
  prefix: 'in',
  suffix: '.jsonl',
  eventSource: 'sqs',
  source: 'sqs',
  format: 'json',
  sendPerRecord: true,
  numbers: 'friendly',
  omitIfEmpty: false,
  delimiter: ',',
  header: true,
  compression: 'none',
  key: '{yyyy}/{MM}/{dd}/{batch}',
  keyTime: 'arrival',
  timeoutSeconds: 1,
  retries: 1,
  maxBytes: 5_242_880,
  maxRecords: 1000,
};

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly body?: string;
  /** Cut the connection instead. */
  readonly reset?: boolean;
  /** Never answer. */
  readonly silent?: boolean;
}

/** An endpoint on 127.0.0.1 that says what it is told to, and remembers what it was asked. */
export class Endpoint {
  readonly seen: Seen[] = [];
  private readonly server: Server;

  private constructor(private answers: (seen: Seen, index: number) => Answer) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  static async start(answers: (seen: Seen, index: number) => Answer = () => ({})): Promise<Endpoint> {
    const endpoint = new Endpoint(answers);
    await new Promise<void>((resolve) => endpoint.server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answer(answers: (seen: Seen, index: number) => Answer): void {
    this.answers = answers;
    this.seen.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    this.seen.push(seen);
    const { status = 200, body = '', reset, silent } = this.answers(seen, this.seen.length - 1);
    if (silent) return;
    if (reset) return void request.socket.destroy();
    response.writeHead(status).end(body);
  }
}

export const error = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>-</Message></Error>`,
});

let messages = 0;

/** As SQS delivers it. */
export function sqsEvent(...bodies: readonly string[]) {
  return {
    Records: bodies.map((body) => ({
      messageId: `00000000-0000-0000-0000-${String(++messages).padStart(12, '0')}`,
      receiptHandle: 'handle',
      body,
      attributes: { SentTimestamp: String(Date.UTC(2031, 0, 2, 3, 4, 5)), ApproximateReceiveCount: '1' },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:111122223333:readings',
      awsRegion: 'eu-west-1',
    })),
  };
}

/** As Kinesis delivers it. */
export function kinesisEvent(...data: readonly string[]) {
  return {
    Records: data.map((one, index) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'p',
        sequenceNumber: String(49_590_338_271_490_256_608_559_692_538_361_571_095n + BigInt(index)),
        data: Buffer.from(one).toString('base64'),
        approximateArrivalTimestamp: Date.UTC(2031, 0, 2, 3, 4, 5) / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000006:${49_590_338_271_490_256_608_559_692_538_361_571_095n + BigInt(index)}`,
      eventName: 'aws:kinesis:record',
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:111122223333:stream/readings',
      awsRegion: 'eu-west-1',
    })),
  };
}
