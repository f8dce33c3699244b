import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Signer, SigningCredentials } from '../../../lib/aws/sigv4';

export interface Asked {
  readonly method: string;
  /** Encoded. No client may tidy it up: `exports/../a` is a name like any other. */
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the store takes the request for one that came over TLS, to a proxy in front of it. */
  readonly tls: boolean;
}

export interface Answer {
  readonly status: number;
  /** The error's code, where the body has one. */
  readonly code: string;
  readonly body: string;
}

/** Where the simulator takes all requests to come from, too. */
const ADDRESS = '203.0.113.7';
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
export const hangUp = () => agent.destroy();

/** One request, signed by somebody or by nobody. */
export function send(
  endpoint: string,
  signer: Signer,
  { method, path, query = '', headers = {}, body = '', tls }: Asked,
  by?: SigningCredentials,
): Promise<Answer> {
  const { hostname, port, host } = new URL(endpoint);
  const plain = {
    ...headers,
    host,
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'content-length': String(Buffer.byteLength(body)),
    ...(body === '' ? {} : { 'content-md5': createHash('md5').update(body).digest('base64') }),
  };
  const own = by === undefined ? plain : signer.sign({ method, path, query, headers: plain }, by);
  const options = {
    agent,
    method,
    hostname,
    port,
    path: query === '' ? path : `${path}?${query}`,
    headers: { ...own, 'x-forwarded-for': ADDRESS, ...(tls ? { 'x-forwarded-proto': 'https' } : {}) },
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? '';
        resolve({ status: incoming.statusCode ?? 0, code, body: text });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
