import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { SqsEvent } from '../common/messages';
import { built } from '../common/places';
import type { Case } from './cases';

/** Takes an event of Lambda, and is done when the object is written. */
export type Handler = (event: SqsEvent) => unknown;

/** Each loads only what it needs itself. */
export const CONTESTANTS: Readonly<Record<string, (one: Case, url: string) => Promise<Handler>>> = {
  ours,
  powertools,
  's3-streamlogger': streamlogger,
  zlib,
  'parse + stringify': parseStringify,
  'parse + pick + stringify': parsePick,
  PUT: bareput,
};

/** The bundle, as Lambda loads it. */
async function ours(): Promise<Handler> {
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 600_000 };
  const { handler } = (await import(pathToFileURL(built('sink', 'index.mjs')).href)) as {
    handler: (event: unknown, lambda: typeof context) => Promise<unknown>;
  };
  return (event) => handler(event, context);
}

/**
 * The handler that people write: Powertools says which messages failed, zlib compresses, client-s3 puts. In its favour:
 * the processor without promises, which is the faster one, and no look at a record beyond what the case asks for.
 */
async function powertools({ fields, settings }: Case): Promise<Handler> {
  const { BatchProcessorSync, EventType, processPartialResponseSync } = await import(
    '@aws-lambda-powertools/batch'
  );
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const processor = new BatchProcessorSync(EventType.SQS);
  const client = new S3Client({ forcePathStyle: true });
  return async (event) => {
    const lines: string[] = [];
    const answer = processPartialResponseSync(
      event as never,
      ({ body }: { body: string }) => {
        const reading = JSON.parse(body) as Record<string, unknown>;
        lines.push(fields === undefined ? body : picked(reading, fields));
      },
      processor,
    );
    const text = `${lines.join('\n')}\n`;
    const Body = settings.compression === 'gzip' ? gzipSync(text) : text;
    await client.send(new PutObjectCommand({ Bucket: 'bench', Key: `readings/${randomUUID()}`, Body }));
    return answer;
  };
}

/**
 * The npm package that writes lines of a log to S3. In its favour: it does not look whether a line is JSON, knows no
 * failed message, and is told to write one object for each event, not one every 200 KB.
 */
async function streamlogger({ settings }: Case): Promise<Handler> {
  const { S3StreamLogger } = await import('s3-streamlogger');
  const never = Number.MAX_SAFE_INTEGER;
  const stream = new S3StreamLogger({
    bucket: 'bench',
    name_format: `${randomUUID()}-%s-%L`,
    compress: settings.compression === 'gzip',
    max_file_size: never,
    buffer_size: never,
    upload_every: 600_000,
    config: { forcePathStyle: true } as object,
  });
  return async ({ Records }) => {
    await new Promise<void>((resolve, reject) => {
      for (const [index, { body }] of Records.entries())
        stream.write(`${body}\n`, () => {
          if (index === Records.length - 1) stream.flushFile((error) => (error ? reject(error) : resolve()));
        });
    });
  };
}

/** The compression alone, of the bytes that the object holds. */
async function zlib({ reference }: Case): Promise<Handler> {
  let bytes: Buffer | undefined;
  return (event) => {
    bytes ??= Buffer.from(reference(event.Records.map(({ body }) => body)));
    return gzipSync(bytes);
  };
}

/** What any handler must do that reads JSON and writes JSON, and nothing else. */
async function parseStringify(): Promise<Handler> {
  return ({ Records }) =>
    Buffer.from(Records.map(({ body }) => `${JSON.stringify(JSON.parse(body))}\n`).join(''));
}

async function parsePick({ fields = [] }: Case): Promise<Handler> {
  return ({ Records }) =>
    Buffer.from(Records.map(({ body }) => `${picked(JSON.parse(body), fields)}\n`).join(''));
}

export function picked(reading: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(fields.map((name) => [name, reading[name] ?? null])));
}

/** The bytes of the object over one connection that is open, unsigned and without a hash. */
async function bareput({ reference, settings }: Case, url: string): Promise<Handler> {
  let bytes: Buffer | undefined;
  return async (event) => {
    if (bytes === undefined) {
      const text = reference(event.Records.map(({ body }) => body));
      bytes = settings.compression === 'gzip' ? gzipSync(text) : Buffer.from(text);
    }
    const body = bytes;
    await new Promise<void>((resolve, reject) => {
      const put = request(`${url}/bench/${randomUUID()}`, { method: 'PUT' }, (response) => {
        response.resume().on('end', resolve);
      });
      put.on('error', reject).end(body);
    });
  };
}
