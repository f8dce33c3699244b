import { createHash } from 'node:crypto';
import { Agent, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, Agent as SecureAgent } from 'node:https';
import { encodeKey } from '../aws/object-path';
import { Signer, type SigningCredentials } from '../aws/sigv4';
import type { Place } from './place';

export interface ObjectPutOptions {
  readonly place: Place;
  /** The account that the bucket belongs to, where that is known. */
  readonly owner?: string;
  /** Asked before every request, because sessions end. */
  readonly credentials: () => Promise<SigningCredentials>;
  readonly connections: number;
  /** Milliseconds without a byte, until an attempt is given up. */
  readonly timeout: number;
  /** Whether S3 is asked to keep the checksum with the object: stores beside AWS may not know it. */
  readonly keepChecksum: boolean;
}

/** An answer of S3 that says no; its fields are those that the SDK's errors have. */
export class S3Refusal extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(
    override readonly name: string,
    message: string,
    status: number,
    /** The region to ask instead. */
    readonly Region?: string,
  ) {
    super(message);
    this.$metadata = { httpStatusCode: status };
  }
}

/** The answer's own checksum is another one: the object is stored, and it is not what was read. */
export class ChecksumError extends Error {
  override readonly name = 'BadDigest';
  constructor() {
    super('S3 confirmed another checksum than that of the bytes that were sent: what it stored is damaged');
  }
}

/**
 * PutObject over connections that stay open. The SHA-256 of the body is part of the signature, so that a store refuses
 * bytes that were damaged on the way; AWS keeps it with the object, too, and confirms it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export class ObjectPut {
  private readonly agent: Agent;
  private readonly signer: Signer;

  constructor(private readonly options: ObjectPutOptions) {
    const { connections: maxSockets, timeout, place } = options;
    const settings = { keepAlive: true, maxSockets, timeout, scheduling: 'lifo' } as const;
    this.agent = place.protocol === 'http:' ? new Agent(settings) : new SecureAgent(settings);
    this.signer = new Signer(place.region);
  }

  /** @throws S3Refusal; `PreconditionFailed` where `onlyNew` and the object is there */
  async send(
    key: string,
    body: Uint8Array,
    { contentType, onlyNew, signal }: { contentType: string; onlyNew: boolean; signal: AbortSignal },
  ): Promise<void> {
    const { keepChecksum, owner, place } = this.options;
    const hash = createHash('sha256').update(body).digest();
    const checksum = hash.toString('base64');
    const path = place.path + encodeKey(key);
    const headers: Record<string, string> = {
      host: place.host,
      'content-type': contentType,
      'content-length': String(body.length),
      'x-amz-content-sha256': hash.toString('hex'),
    };
    if (keepChecksum) headers['x-amz-checksum-sha256'] = checksum;
    if (onlyNew) headers['if-none-match'] = '*';
    if (owner !== undefined) headers['x-amz-expected-bucket-owner'] = owner;
    const credentials = await this.options.credentials();
    const signed = this.signer.sign({ method: 'PUT', path, headers }, credentials);
    const response = await this.exchange(path, signed, body, signal);
    const confirmed = response.headers['x-amz-checksum-sha256'];
    if (confirmed !== undefined && confirmed !== checksum) throw new ChecksumError();
  }

  close(): void {
    this.agent.destroy();
  }

  private exchange(
    path: string,
    headers: Record<string, string>,
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { place, timeout } = this.options;
    const { hostname, port, protocol } = place;
    const open = protocol === 'http:' ? overHttp : overHttps;
    return new Promise((resolve, reject) => {
      const request = open({ agent: this.agent, hostname, port, method: 'PUT', path, headers, timeout });
      const abandon = () => request.destroy(signal.reason);
      signal.addEventListener('abort', abandon, { once: true });
      const settle = (act: () => void) => {
        signal.removeEventListener('abort', abandon);
        act();
      };
      request.once('timeout', () => request.destroy(timedOut()));
      request.on('error', (error) => settle(() => reject(error)));
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (text.length < LONGEST_ERROR) text += chunk;
        });
        response.on('error', (error) => settle(() => reject(error)));
        response.once('end', () =>
          settle(() => (isGood(response) ? resolve(response) : reject(refusal(response, text)))),
        );
      });
      request.end(body);
    });
  }
}

const LONGEST_ERROR = 10_000;

const isGood = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 200 && statusCode < 300;

function refusal({ statusCode = 0, headers }: IncomingMessage, text: string): S3Refusal {
  const named = (name: string) => plain(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]);
  const redirected = statusCode === 301 || statusCode === 307 ? 'PermanentRedirect' : undefined;
  const code = named('Code') ?? redirected ?? CODES[statusCode] ?? 'UnknownError';
  const region = named('Region') ?? headers['x-amz-bucket-region'];
  return new S3Refusal(code, named('Message') ?? `HTTP ${statusCode}`, statusCode, [region].flat()[0]);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
  '#34': '"',
  '#39': "'",
};

const plain = (xml: string | undefined) =>
  xml?.replaceAll(/&(#?\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);

/** Where the answer has no document, as that of a proxy. */
const CODES: Readonly<Record<number, string>> = {
  403: 'AccessDenied',
  404: 'NotFound',
  412: 'PreconditionFailed',
  503: 'SlowDown',
};

function timedOut(): Error {
  return Object.assign(new Error('no byte came or went in time'), { name: 'TimeoutError' });
}
