import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { etagOfParts } from './etag';

/**
 * The endpoint that all tools write to: as much of S3 as they ask for, and as little work as possible, so that the
 * tools are measured and not it. Bytes are hashed, as S3 does and rclone compares, and forgotten.
 */

/** An object that was written, as often as it was. */
export interface Stored {
  readonly key: string;
  readonly bytes: number;
  /** As S3 gives it, with its quotes. */
  readonly etag: string;
  /** Bytes of each part, in order; absent where it came in one PUT. */
  readonly parts?: readonly number[];
}

export interface Stats {
  /** In the order in which they came. */
  readonly objects: readonly Stored[];
  /** Connections that were opened. */
  readonly connections: number;
}

interface Part {
  readonly bytes: number;
  readonly etag: string;
}

const found = new Map<string, Stored>();
const uploads = new Map<string, Map<number, Part>>();
let objects: Stored[] = [];
let connections = 0;

const server = createServer((request, response) => {
  const hash = createHash('md5');
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  request.on('end', () => answer(request, response, { bytes, etag: `"${hash.digest('hex')}"` }));
});
server.keepAliveTimeout = 60_000;
server.on('connection', () => {
  connections++;
});

function answer(request: IncomingMessage, response: ServerResponse, body: Part): void {
  const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
  const [, , ...rest] = path.split('/');
  const key = decodeURIComponent(rest.join('/'));
  const parameters = new URLSearchParams(query);
  const upload = uploads.get(parameters.get('uploadId') ?? '');
  if (key === '') xml(response, bucketAnswer(parameters));
  else if (request.method === 'PUT') {
    if (upload === undefined) store({ key, ...body });
    else upload.set(Number(parameters.get('partNumber')), body);
    end(response, 200, { etag: body.etag });
  } else if (request.method === 'POST') xml(response, uploadAnswer(key, upload));
  else if (request.method === 'HEAD') head(response, found.get(key));
  else end(response, 204, {});
}

function store(object: Stored): Stored {
  objects.push(object);
  found.set(object.key, object);
  return object;
}

function head(response: ServerResponse, object: Stored | undefined): void {
  if (object === undefined) end(response, 404, {});
  else end(response, 200, { etag: object.etag, 'content-length': String(object.bytes) });
}

function uploadAnswer(key: string, upload: ReadonlyMap<number, Part> | undefined): string {
  if (upload === undefined) {
    const id = String(uploads.size + 1);
    uploads.set(id, new Map());
    return `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
  }
  const ordered = [...upload].sort(([a], [b]) => a - b).map(([, part]) => part);
  const parts = ordered.map(({ bytes }) => bytes);
  const { etag } = store({
    key,
    bytes: parts.reduce((sum, bytes) => sum + bytes, 0),
    etag: etagOfParts(ordered.map((part) => part.etag)),
    parts,
  });
  return `<CompleteMultipartUploadResult><Key>${key}</Key><ETag>${etag}</ETag></CompleteMultipartUploadResult>`;
}

function bucketAnswer(parameters: URLSearchParams): string {
  return parameters.has('location')
    ? '<LocationConstraint>eu-west-1</LocationConstraint>'
    : '<ListBucketResult><Name>bench</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';
}

function xml(response: ServerResponse, text: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function end(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.writeHead(status, status === 204 ? headers : { 'content-length': '0', ...headers }).end();
}

/** Asked between two runs: what came since the last time. */
process.on('message', () => {
  const stats: Stats = { objects, connections };
  process.send?.(stats);
  objects = [];
  found.clear();
  uploads.clear();
  connections = 0;
});
process.on('disconnect', () => process.exit(0));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
  process.send?.((server.address() as AddressInfo).port),
);
