import { randomUUID } from 'node:crypto';
import type { SinkSettings } from '../../../sink/runtime/settings';
import type { Fed, Feed, Handler } from './feed';

/**
 * Sources that the engine does not have: the function gets the event that they would send.
 * `undefined` where the function reads a queue.
 */
export function directFeed(
  { eventSource, format, maxRecords }: SinkSettings,
  handler: Handler,
  region: string,
): Feed | undefined {
  // Raw, a request is one record; else its body is JSON Lines.
  const perRequest = format === 'raw' ? 1 : Number.POSITIVE_INFINITY;
  switch (eventSource) {
    case 'kinesis':
      return inBatches(maxRecords, (records, first) =>
        failure(handler, { Records: records.map((one, index) => shardRecord(one, first + index, region)) }),
      );
    case 'function-url':
      return inBatches(perRequest, (records) => refusal(handler, request(records.join('\n'))));
    case 'invoke':
      return inBatches(perRequest, (records) => failure(handler, records.join('\n')));
    default:
      return undefined;
  }
}

/** `hand` gives why a batch was not taken. */
function inBatches(
  size: number,
  hand: (records: readonly string[], first: number) => Promise<string | undefined>,
): Feed {
  return {
    feed: async (records, told) => {
      const fed = { taken: records.length, left: 0, errors: [] as string[] };
      for (let first = 0; first < records.length; first += size) {
        const batch = records.slice(first, first + size);
        const error = await hand(batch, first);
        told(`${first + batch.length} of ${records.length} records handed to the function`);
        if (error === undefined) continue;
        fed.left += batch.length;
        fed.errors.push(error);
      }
      return fed satisfies Fed;
    },
  };
}

async function failure(handler: Handler, event: unknown): Promise<string | undefined> {
  return (await handler.invoke(event)).error;
}

async function refusal(handler: Handler, event: unknown): Promise<string | undefined> {
  const { answer, error } = await handler.invoke(event);
  if (error !== undefined) return error;
  const { statusCode, body } = answer as { readonly statusCode: number; readonly body: string };
  return statusCode === 200 ? undefined : `${statusCode} ${body}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function shardRecord(data: string, index: number, region: string) {
  const shard = 'shardId-000000000000';
  const sequenceNumber = String(49_590_338_271_490_256n * 10n ** 39n + BigInt(index));
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'gateway',
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: Date.now() / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shard}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    awsRegion: region,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
function request(body: string) {
  return {
    version: '2.0',
    rawPath: '/',
    headers: { 'content-type': 'application/x-ndjson' },
    requestContext: {
      requestId: randomUUID(),
      timeEpoch: Date.now(),
      http: { method: 'POST', path: '/', protocol: 'HTTP/1.1' },
    },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
