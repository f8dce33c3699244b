import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { SqsEvent } from '../common/messages';
import { built } from '../common/places';
import type { Case } from './cases';
import { compactOf, compressed, lines, picked } from './records';

/** Takes an event of Lambda, and is done when the object is written; who writes none gives its bytes back. */
export type Handler = (event: SqsEvent) => unknown;

export interface Contestant {
  /** Loads only what it needs itself. */
  readonly make: (one: Case, url: string) => Promise<Handler>;
  /** Only does a part of the work, and gives these bytes back. Absent: it writes the case's object. */
  readonly gives?: (one: Case) => Buffer;
}

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  ours: { make: ours },
  powertools: { make: powertools },
  's3-streamlogger': { make: streamlogger },
  zlib: { make: zlib, gives: objectOf },
  'parse + stringify': {
    make: parseStringify,
    gives: (one) => compressed(one.settings, lines(compactOf(one))),
  },
  'parse + pick + stringify': { make: parsePick, gives: objectOf },
  PUT: { make: bareput },
};

/** The object that a case's writers write. */
export function objectOf(one: Case): Buffer {
  return compressed(one.settings, one.reference(compactOf(one)));
}

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
    const written: string[] = [];
    const answer = processPartialResponseSync(
      event as never,
      ({ body }: { body: string }) => {
        const reading = JSON.parse(body) as Record<string, unknown>;
        written.push(fields === undefined ? body : picked(reading, fields));
      },
      processor,
    );
    const Body = compressed(settings, `${written.join('\n')}\n`);
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
async function zlib({ reference, ...one }: Case): Promise<Handler> {
  const bytes = Buffer.from(reference(compactOf(one)));
  return () => gzipSync(bytes);
}

/** What any handler must do that reads JSON and writes JSON, and nothing else. */
async function parseStringify({ settings }: Case): Promise<Handler> {
  return ({ Records }) =>
    compressed(settings, Records.map(({ body }) => `${JSON.stringify(JSON.parse(body))}\n`).join(''));
}

async function parsePick({ settings, fields = [] }: Case): Promise<Handler> {
  return ({ Records }) =>
    compressed(settings, Records.map(({ body }) => `${picked(JSON.parse(body), fields)}\n`).join(''));
}

/** The bytes of the object over one connection that is open, unsigned and without a hash. */
async function bareput(one: Case, url: string): Promise<Handler> {
  const body = objectOf(one);
  return () =>
    new Promise<void>((resolve, reject) => {
      const put = request(`${url}/bench/${randomUUID()}`, { method: 'PUT' }, (response) => {
        response.resume().on('end', resolve);
      });
      put.on('error', reject).end(body);
    });
}
