import { createHash } from 'node:crypto';
import { Signer } from '../../../aws/sigv4';
import type { Connections } from './connections';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** In the parts that it was made in: to join them would take as much memory again. */
export type Body = readonly (Uint8Array | string)[];

type Service = 's3' | 'sqs' | 'dynamodb';

export interface AwsRequest {
  readonly service: Service;
  readonly method: 'PUT' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** SHA-256 of the body in hexadecimal digits, where it is known already. */
  readonly bodyHash?: string;
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
}

/** An answer, read to its end. */
export interface AwsResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly text: string;
}

/** An answer that says no. Its message names what was asked for, never what was sent. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  constructor(
    readonly status: number,
    readonly code: string,
    operation: string,
    /** What a JSON protocol says besides. */
    readonly output?: Readonly<Record<string, unknown>>,
  ) {
    super(`${operation} was refused: ${status} ${code}`);
  }
}

/** The connection broke, or there never was one: nothing is known of what the request did. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** `cause` is the system's error, which has a code. */
  constructor(cause: unknown) {
    super('no answer came', { cause });
  }
}

/** Signs requests and sends them over connections that stay open. */
export class AwsClient {
  private readonly signers = new Map<Service, Signer>();
  private connections: Promise<Connections> | undefined;

  constructor(
    readonly region: string,
    /** Asked before every request, because keys may expire. */
    private readonly credentials: () => Credentials | Promise<Credentials>,
  ) {}

  async send({
    service,
    method,
    url,
    body,
    bodyHash,
    timeout,
    ...request
  }: AwsRequest): Promise<AwsResponse> {
    const { host, pathname: path } = new URL(url);
    const headers = {
      host,
      ...request.headers,
      'x-amz-content-sha256': bodyHash ?? hashed(body).toString('hex'),
    };
    const signed = this.signer(service).sign({ method, path, headers }, await this.credentials());
    // The network is not loaded before it is needed.
    this.connections ??= import('./connections.js').then(({ Connections }) => new Connections());
    return (await this.connections).exchange(method, url, signed, body, timeout);
  }

  private signer(service: Service): Signer {
    const signer = this.signers.get(service) ?? new Signer(this.region, service);
    this.signers.set(service, signer);
    return signer;
  }

  /** A call of the JSON protocols (SQS, DynamoDB). */
  async call<T>(
    service: 'sqs' | 'dynamodb',
    target: string,
    endpoint: string,
    input: object,
    timeout: number,
  ): Promise<T> {
    const response = await this.send({
      service,
      method: 'POST',
      url: endpoint,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
      body: [JSON.stringify(input)],
      timeout,
    });
    const output = parsed(response.text);
    if (response.ok) return output as T;
    const code =
      String(output.__type ?? '')
        .split('#')
        .pop() || 'UnknownError';
    throw new AwsError(response.status, code, target, output);
  }
}

/** SHA-256. */
export function hashed(body: Body = []): Buffer {
  const hash = createHash('sha256');
  for (const part of body) hash.update(part);
  return hash.digest();
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
