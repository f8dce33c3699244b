import { gzipSync } from 'node:zlib';
import { urlSuffixOf } from '../../../config/partition';
import { described, type Log } from '../log';
import type { DeadRecord } from '../record';
import type { AwsClient } from './client';
import { AwsError } from './client';
import { type RetryOptions, withRetries } from './retry';

export interface DeadLetterQueueOptions {
  readonly client: AwsClient;
  readonly queueUrl: string;
  /** The word for the attribute `Source`. */
  readonly source: string;
  /** `AWS_ENDPOINT_URL_SQS`. */
  readonly endpoint?: string;
  readonly log: Log;
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageAttributes: Readonly<Record<string, { DataType: 'String'; StringValue: string }>>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html */
interface Refusal {
  readonly Id: string;
  /** A word such as `InvalidMessageContents`; the `Message` beside it may quote the record. */
  readonly Code?: string;
}

/** A message and all messages of a request hold 1 MiB together; attributes count. */
const MAX_BODY = 1_000_000;
const MAX_ENTRIES = 10;

/**
 * Where records go that can never be written: the body as it came, and why in the attribute `Reason`.
 * A body that SQS would not take (bytes that are no text, control characters) travels in base64, a large one in
 * gzip and base64, in several messages if it must: `Encoding` and `Part` say so.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export class DeadLetterQueue {
  private readonly endpoint: string;

  constructor(private readonly options: DeadLetterQueueOptions) {
    const { region } = options.client;
    this.endpoint = options.endpoint ?? `https://sqs.${region}.${urlSuffixOf(region)}/`;
  }

  /** Gives those back that could not be sent. */
  async send(dead: readonly DeadRecord[], retry: RetryOptions): Promise<readonly DeadRecord[]> {
    const failed = new Set<DeadRecord>();
    for (const request of requests(dead.map((one) => ({ one, entries: this.entries(one) })))) {
      for (const one of await this.sendRequest(request, retry)) failed.add(one);
    }
    return [...failed];
  }

  /** What was not taken, after retries: SQS takes or refuses each entry of a request by itself. */
  private async sendRequest(
    request: readonly (readonly [DeadRecord, Entry])[],
    retry: RetryOptions,
  ): Promise<readonly DeadRecord[]> {
    let left = request;
    try {
      await withRetries(async (timeout) => {
        const { Failed = [] } = await this.options.client.call<{ Failed?: Refusal[] }>(
          'sqs',
          'AmazonSQS.SendMessageBatch',
          this.endpoint,
          { QueueUrl: this.options.queueUrl, Entries: left.map(([, entry]) => entry) },
          timeout,
        );
        left = left.filter(([, { Id }]) => Failed.some((one) => one.Id === Id));
        if (left.length > 0) throw new AwsError(503, codesOf(Failed), 'SendMessageBatch');
      }, retry);
      return [];
    } catch (error) {
      const reason = described(error);
      this.options.log({
        level: 'error',
        message: 'The dead-letter queue refused messages.',
        messages: left.length,
        reason,
      });
      return left.map(([one]) => one);
    }
  }

  private entries({ record, reason }: DeadRecord): Entry[] {
    const { body, encoding } = encode(record.bytes);
    const parts = Array.from({ length: Math.max(1, Math.ceil(body.length / MAX_BODY)) }, (_, index) =>
      body.slice(index * MAX_BODY, (index + 1) * MAX_BODY),
    );
    return parts.map((part, index) => {
      const attributes = {
        Reason: reason.slice(0, 500),
        RecordId: record.id,
        Source: this.options.source,
        ...(encoding === undefined ? {} : { Encoding: encoding }),
        ...(parts.length > 1 ? { Part: `${index + 1}/${parts.length}` } : {}),
      };
      return {
        Id: '',
        // SQS takes no empty body.
        MessageBody: part === '' ? ' ' : part,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: 'String' as const, StringValue: printable(value) },
          ]),
        ),
        ...(this.options.queueUrl.endsWith('.fifo')
          ? {
              MessageGroupId: record.partition || 'dead',
              MessageDeduplicationId: `${record.id}.${index}`.slice(-128),
            }
          : {}),
      };
    });
  }
}

function codesOf(refusals: readonly Refusal[]): string {
  return [...new Set(refusals.map(({ Code = 'UnknownError' }) => Code))].join(', ');
}

/** As few requests as hold them. */
function* requests(
  dead: readonly { readonly one: DeadRecord; readonly entries: readonly Entry[] }[],
): Generator<(readonly [DeadRecord, Entry])[]> {
  let request: (readonly [DeadRecord, Entry])[] = [];
  let bytes = 0;
  for (const { one, entries } of dead) {
    for (const entry of entries) {
      const size = Buffer.byteLength(JSON.stringify([entry.MessageBody, entry.MessageAttributes]));
      if (request.length === MAX_ENTRIES || (request.length > 0 && bytes + size > MAX_BODY)) {
        yield request;
        request = [];
        bytes = 0;
      }
      request.push([one, { ...entry, Id: String(request.length) }]);
      bytes += size;
    }
  }
  if (request.length > 0) yield request;
}

function encode(bytes: Uint8Array): { readonly body: string; readonly encoding?: string } {
  if (bytes.length <= MAX_BODY) {
    try {
      const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      if (printable(body) === body) return { body };
    } catch {
      // No text.
    }
    const body = Buffer.from(bytes).toString('base64');
    if (body.length <= MAX_BODY) return { body, encoding: 'base64' };
  }
  return { body: gzipSync(bytes).toString('base64'), encoding: 'gzip+base64' };
}

/** The characters that SQS takes are those of XML 1.0. */
const printable = (text: string) =>
  text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
