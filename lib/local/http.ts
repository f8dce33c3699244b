import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface WireRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Absent over plain HTTP. */
  readonly tlsVersion?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** `undefined` cuts the connection instead of answering. */
export type Handler = (request: WireRequest) => Promise<WireResponse | undefined>;

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1, over TLS where a certificate is given. */
export async function listen(
  handler: Handler,
  options: { readonly port?: number; readonly tls?: { readonly key: string; readonly cert: string } },
): Promise<Listener> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    void serve(handler, request, response).catch(() => request.socket.destroy());
  };
  const server = options.tls ? createHttpsServer(options.tls, answer) : createHttpServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: isAddress(address) ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const answer = await handler({
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: flatten(request),
    body: Buffer.concat(chunks),
    tlsVersion: request.socket instanceof TLSSocket ? tlsVersion(request.socket) : undefined,
  });
  if (answer === undefined) {
    request.socket.destroy();
    return;
  }
  const headers = { 'content-length': String(Buffer.byteLength(answer.body)), ...answer.headers };
  response.writeHead(answer.status, headers).end(request.method === 'HEAD' ? undefined : answer.body);
}

function flatten(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

/** As s3:TlsVersion has it: 1.3, not TLSv1.3. */
function tlsVersion(socket: TLSSocket): string {
  return socket.getProtocol()?.replace(/^TLSv/, '') ?? 'unknown';
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
