import * as zlib from 'node:zlib';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { SinkSettings } from '../../../sink/runtime/settings';

export interface StoredObject {
  readonly key: string;
  readonly bytes: Buffer;
  /** Absent where only who reads the object can tell. */
  readonly records?: number;
  /** What a reader of JSON Lines, or of a JSON array, stumbles over: its first text that is no JSON. */
  readonly noJson?: string;
}

/** Every object of the bucket. */
export async function storedObjects(
  s3: S3Client,
  Bucket: string,
  settings: SinkSettings,
): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for (const key of await storedKeys(s3, Bucket)) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const text = decompressed(bytes, settings).toString();
    const noJson = settings.format === 'json' ? noJsonIn(text, settings) : undefined;
    const records = noJson === undefined || settings.sendPerRecord ? countIn(text, settings) : undefined;
    found.push({
      key,
      bytes,
      ...(records === undefined ? {} : { records }),
      ...(noJson === undefined ? {} : { noJson }),
    });
  }
  return found;
}

export async function storedKeys(client: S3Client, Bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket }))
    keys.push(...Contents.map(({ Key = '' }) => Key));
  return keys;
}

function decompressed(bytes: Buffer, { compression }: SinkSettings): Buffer {
  switch (compression) {
    case 'none':
      return bytes;
    case 'gzip':
      return zlib.gunzipSync(bytes);
    case 'zlib':
      return zlib.inflateSync(bytes);
    case 'flate':
      return zlib.inflateRawSync(bytes);
    case 'zstd':
      return (zlib as unknown as { zstdDecompressSync(bytes: Buffer): Buffer }).zstdDecompressSync(bytes);
  }
}

function noJsonIn(text: string, { sendPerRecord }: SinkSettings): string | undefined {
  return (sendPerRecord ? text.split('\n').filter(Boolean) : [text]).find((one) => !isJson(one));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A template may write what it likes, and a raw record may have any number of lines. */
function countIn(
  text: string,
  { format, sendPerRecord, template, header }: SinkSettings,
): number | undefined {
  if (format === 'raw' || (template !== undefined && (!sendPerRecord || format !== 'json'))) return undefined;
  if (format === 'delimited') return rowsIn(text) - (header ? 1 : 0);
  return sendPerRecord ? text.split('\n').filter(Boolean).length : JSON.parse(text).length;
}

/** RFC 4180: a line end within quotes ends no row. */
function rowsIn(csv: string): number {
  return csv
    .replaceAll(/"[^"]*"/g, 'x')
    .split('\r\n')
    .filter(Boolean).length;
}
