import type { WireResponse } from './http';
import { Queues } from './queues';
import { blocks, texts } from './xml';

export interface StorageRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly bucket: string;
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface StoredEntry {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: string;
}

/** Where objects are kept, without any question asked: a bucket comes to be when it is first named. */
export interface Storage {
  readonly queues: Queues;
  send(request: StorageRequest): Promise<WireResponse>;
  /** Everything under a prefix, in the order of S3. */
  entries(bucket: string, prefix: string): Promise<StoredEntry[]>;
  close(): Promise<void>;
}

/** More bytes than this the store does not take in one request. */
export const LARGEST_BODY = 11 * 1024 * 1024;

/** fauxqs in this process, in memory. It is only ever reached through `send`, never over the network. */
export async function openStorage(): Promise<Storage> {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  await app.ready();
  const exchange = async ({
    method,
    bucket,
    key = '',
    query,
    headers = {},
    body,
  }: StorageRequest): Promise<WireResponse> => {
    const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
    const response = await app.inject({
      method,
      url: `/${path}${query ? `?${new URLSearchParams(query)}` : ''}`,
      headers: method === 'PUT' || method === 'POST' ? pack(headers) : { ...headers },
      payload: body,
    });
    return {
      status: response.statusCode,
      headers: unpack(response.headers, headers),
      body: response.rawPayload,
    };
  };
  const buckets = new Set<string>();
  const send = async (request: StorageRequest) => {
    if (!buckets.has(request.bucket)) await exchange({ method: 'PUT', bucket: request.bucket });
    buckets.add(request.bucket);
    return exchange(request);
  };
  return {
    queues: new Queues(app),
    send,
    entries: async (bucket, prefix) => {
      const query = { 'list-type': '2', prefix, 'max-keys': String(Number.MAX_SAFE_INTEGER) };
      const listing = (await send({ method: 'GET', bucket, query })).body.toString();
      return blocks(listing, 'Contents')
        .map((entry) => ({
          key: texts(entry, 'Key')[0] ?? '',
          size: Number(texts(entry, 'Size')[0]),
          etag: texts(entry, 'ETag')[0] ?? '',
          lastModified: texts(entry, 'LastModified')[0] ?? '',
        }))
        .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
    },
    close: () => app.close(),
  };
}

/** fauxqs keeps user metadata only, so what else S3 keeps with an object travels as metadata. */
const KEPT =
  /^(?:content-(?:type|encoding|disposition|language)|cache-control|expires|x-amz-storage-class|x-amz-checksum-.*)$/;
const PACKED = 'x-amz-meta-kept--';
/** Set, because fauxqs fails on an empty body without one, and takes some types for other protocols. */
const TRANSPORT_TYPE = { 'content-type': 'application/octet-stream' };

function pack(headers: Readonly<Record<string, string>>): Record<string, string> {
  const packed: Record<string, string> = { ...TRANSPORT_TYPE };
  for (const [name, value] of Object.entries(headers)) {
    if (KEPT.test(name)) packed[`${PACKED}${name}`] = value;
    else if (name.startsWith('x-amz-meta-') || PASSED_ON.includes(name)) packed[name] = value;
  }
  return packed;
}

const PASSED_ON = ['x-amz-copy-source', 'x-amz-metadata-directive'];
const UNWANTED = ['date', 'connection', 'x-amz-request-id', 'x-amz-id-2'];

function unpack(
  received: Readonly<Record<string, unknown>>,
  asked: Readonly<Record<string, string>>,
): Record<string, string> {
  const wantsChecksums =
    asked['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && asked.range === undefined;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(received)) {
    if (UNWANTED.includes(name)) continue;
    if (!name.startsWith(PACKED)) headers[name] ??= String(value);
  }
  for (const [name, value] of Object.entries(received)) {
    const kept = name.startsWith(PACKED) ? name.slice(PACKED.length) : undefined;
    if (kept !== undefined && (wantsChecksums || !kept.startsWith('x-amz-checksum-')))
      headers[kept] = String(value);
  }
  return headers;
}
