import { AwsV4Signer } from 'aws4fetch';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsRequest {
  readonly service: 's3' | 'sqs' | 'dynamodb';
  readonly method: 'PUT' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Milliseconds until the attempt is given up. */
  readonly timeout: number;
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

/** Signs requests and sends them. */
export class AwsClient {
  constructor(
    readonly region: string,
    /** Asked before every request, because keys may expire. */
    private readonly credentials: () => Credentials | Promise<Credentials>,
  ) {}

  async send({ service, timeout, ...request }: AwsRequest): Promise<Response> {
    const signer = new AwsV4Signer({
      ...request,
      headers: { ...request.headers },
      body: request.body as RequestInit['body'],
      service,
      region: this.region,
      ...(await this.credentials()),
    });
    const { method, url, headers, body } = await signer.sign();
    return fetch(url, { method, headers, body, signal: AbortSignal.timeout(timeout), redirect: 'manual' });
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
      body: JSON.stringify(input),
      timeout,
    });
    const text = await response.text();
    const output = parsed(text);
    if (response.ok) return output as T;
    const code =
      String(output.__type ?? '')
        .split('#')
        .pop() || 'UnknownError';
    throw new AwsError(response.status, code, target, output);
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
