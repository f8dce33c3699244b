import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The endpoint that all tools write to: as much of S3 as they ask for, and as little work as possible, so that the
 * tools are measured and not it. Bytes are hashed, because rclone compares the ETag with its own MD5, and forgotten.
 */

export interface Stats {
  readonly objects: number;
  readonly bytes: number;
  readonly requests: number;
  /** Connections that were opened. */
  readonly connections: number;
  /** The MD5 of each object in quotes, in the order in which they came. */
  readonly etags: readonly string[];
}

const objects = new Map<string, { readonly bytes: number; readonly etag: string }>();
interface Upload {
  bytes: number;
  parts: number;
}

const uploads = new Map<string, Upload>();
let requests = 0;
let connections = 0;

const server = createServer((request, response) => {
  requests++;
  const hash = createHash('md5');
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  request.on('end', () => answer(request, response, bytes, `"${hash.digest('hex')}"`));
});
server.keepAliveTimeout = 60_000;
server.on('connection', () => {
  connections++;
});

function answer(request: IncomingMessage, response: ServerResponse, bytes: number, etag: string): void {
  const [path = '', query = ''] = (request.url ?? '/').split('?', 2);
  const [, , ...rest] = path.split('/');
  const key = decodeURIComponent(rest.join('/'));
  const parameters = new URLSearchParams(query);
  const upload = uploads.get(parameters.get('uploadId') ?? '');
  const found = objects.get(key);
  if (key === '') xml(response, bucketAnswer(parameters));
  else if (request.method === 'PUT') {
    if (upload === undefined) objects.set(key, { bytes, etag });
    else {
      upload.bytes += bytes;
      upload.parts++;
    }
    end(response, 200, { etag });
  } else if (request.method === 'POST') xml(response, uploadAnswer(key, upload));
  else if (request.method === 'HEAD' && found === undefined) end(response, 404, {});
  else if (request.method === 'HEAD')
    end(response, 200, { etag: found?.etag ?? '', 'content-length': String(found?.bytes) });
  else end(response, 204, {});
}

function uploadAnswer(key: string, upload: Upload | undefined): string {
  if (upload === undefined) {
    const id = String(uploads.size + 1);
    uploads.set(id, { bytes: 0, parts: 0 });
    return `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
  }
  const etag = `"${'0'.repeat(32)}-${upload.parts}"`;
  objects.set(key, { bytes: upload.bytes, etag });
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
  const bytes = [...objects.values()].reduce((sum, object) => sum + object.bytes, 0);
  const etags = [...objects.values()].map(({ etag }) => etag);
  const stats: Stats = { objects: objects.size, bytes, requests, connections, etags };
  objects.clear();
  uploads.clear();
  requests = 0;
  connections = 0;
  process.send?.(stats);
});
process.on('disconnect', () => process.exit(0));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () =>
  process.send?.((server.address() as AddressInfo).port),
);
