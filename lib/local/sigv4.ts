import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal';

export interface SignedRequest {
  readonly method: string;
  /** The request target as it came over the wire: decoding it first would change what was signed. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SigningKey {
  readonly secretAccessKey: string;
  /** With temporary credentials only. */
  readonly session?: { readonly token: string; readonly expired: boolean };
}

export interface Expectation {
  readonly service: 's3' | 'sts' | 'sqs' | 'iam' | 'dynamodb';
  /** Absent for IAM: there is one for all regions, and clients of another endpoint than AWS's sign for their own. */
  readonly region?: string;
  /** Milliseconds. */
  readonly now: number;
  keyOf(accessKeyId: string): SigningKey | undefined;
}

/** Verifies AWS Signature Version 4 in the Authorization header. Gives the access key ID; undefined for an unsigned request. */
export function verifySignature(request: SignedRequest, expectation: Expectation): string | undefined {
  const { headers } = request;
  if (/(?:^|[?&])X-Amz-(?:Signature|Algorithm)=/i.test(request.target)) {
    throw new Refusal(
      501,
      'NotImplemented',
      'The local engine verifies signatures in headers only, no presigned URLs.',
    );
  }
  if (headers.authorization === undefined) return undefined;
  const authorization = parseAuthorization(headers.authorization);
  checkScope(authorization, expectation);
  const key = expectation.keyOf(authorization.accessKeyId);
  checkToken(key, headers['x-amz-security-token']);
  const timestamp = checkTime(authorization, headers, expectation.now);
  checkSignedHeaders(authorization, headers);
  checkSignature(request, authorization, timestamp, key?.secretAccessKey ?? '');
  checkPayload(request, authorization);
  return authorization.accessKeyId;
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

interface Authorization {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const SKEW = 15 * 60 * 1000;

function malformed(message: string, details: Record<string, string> = {}): Refusal {
  return new Refusal(
    400,
    'AuthorizationHeaderMalformed',
    `The authorization header is malformed; ${message}`,
    details,
  );
}

function parseAuthorization(header: string): Authorization {
  const [algorithm = '', rest = ''] = header.split(/ (.*)/s);
  if (algorithm !== 'AWS4-HMAC-SHA256') {
    const message =
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
    throw new Refusal(400, 'InvalidRequest', message);
  }
  const fields = new Map(rest.split(',').map((field) => splitAt(field.trim(), '=')));
  const credential = fields.get('Credential')?.split('/') ?? [];
  const [accessKeyId, day, region, service, terminator] = credential;
  if (
    !accessKeyId ||
    !day ||
    !region ||
    !service ||
    terminator !== 'aws4_request' ||
    credential.length !== 5
  ) {
    throw malformed(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  const signedHeaders = fields.get('SignedHeaders')?.split(';');
  if (!signedHeaders) throw malformed('missing SignedHeaders.');
  const signature = fields.get('Signature') ?? '';
  if (!/^[0-9a-f]{64}$/.test(signature)) throw malformed('missing or invalid Signature.');
  return { accessKeyId, day, region, service, signedHeaders, signature };
}

function checkScope({ region, service }: Authorization, expectation: Expectation): void {
  if (service !== expectation.service) {
    throw malformed(`incorrect service "${service}". This endpoint belongs to "${expectation.service}".`);
  }
  if (expectation.region !== undefined && region !== expectation.region) {
    const message = `the region '${region}' is wrong; expecting '${expectation.region}'`;
    throw malformed(message, { Region: expectation.region });
  }
}

function checkToken(key: SigningKey | undefined, token: string | undefined): asserts key is SigningKey {
  if (key === undefined || (key.session && token === undefined)) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.';
    throw new Refusal(403, 'InvalidAccessKeyId', message);
  }
  if (token !== key.session?.token) {
    throw new Refusal(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  if (key.session?.expired) throw new Refusal(400, 'ExpiredToken', 'The provided token has expired.');
}

function checkTime({ day }: Authorization, headers: SignedRequest['headers'], now: number): string {
  const timestamp = headers['x-amz-date'] ?? '';
  const time = Date.parse(
    timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (Number.isNaN(time)) {
    throw new Refusal(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  if (Math.abs(time - now) > SKEW) {
    const message = 'The difference between the request time and the current time is too large.';
    throw new Refusal(403, 'RequestTimeTooSkewed', message, {
      RequestTime: timestamp,
      ServerTime: new Date(now).toISOString(),
      MaxAllowedSkewMilliseconds: String(SKEW),
    });
  }
  if (!timestamp.startsWith(day))
    throw malformed(`the date ${day} of the Credential is not that of the request.`);
  return timestamp;
}

/** What is not signed could be changed on the way: S3 wants the host and every x-amz- header under the signature. */
function checkSignedHeaders({ signedHeaders }: Authorization, headers: SignedRequest['headers']): void {
  const missing = Object.keys(headers).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  if (!signedHeaders.includes('host') || missing.length > 0) {
    throw new Refusal(
      403,
      'AccessDenied',
      'There were headers present in the request which were not signed',
      {
        HeadersNotSigned: missing.join(', ') || 'host',
      },
    );
  }
}

function checkSignature(
  request: SignedRequest,
  authorization: Authorization,
  timestamp: string,
  secret: string,
): void {
  const { day, region, service, signature } = authorization;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const canonical = sha256(canonicalRequest(request, authorization.signedHeaders));
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope, canonical].join('\n');
  const signingKey = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  if (!timingSafeEqual(hmac(signingKey, toSign), Buffer.from(signature, 'hex'))) {
    const message =
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
    throw new Refusal(403, 'SignatureDoesNotMatch', message);
  }
}

function checkPayload({ headers, body }: SignedRequest, { service }: Authorization): void {
  const declared = headers['x-amz-content-sha256'];
  if (declared === undefined && service === 's3') {
    throw new Refusal(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  if (declared !== undefined && /^[0-9a-f]{64}$/.test(declared) && declared !== sha256(body)) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new Refusal(400, 'XAmzContentSHA256Mismatch', message);
  }
}

function canonicalRequest(
  { method, target, headers, body }: SignedRequest,
  signedHeaders: readonly string[],
): string {
  const [path, query] = splitAt(target, '?');
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((parameter) => splitAt(parameter, '=').map(reencode))
    .sort(([a = '', x = ''], [b = '', y = '']) => compare(a, b) || compare(x, y))
    .map((parameter) => parameter.join('='))
    .join('&');
  return [
    method,
    path.split('/').map(reencode).join('/'),
    canonicalQuery,
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    headers['x-amz-content-sha256'] ?? sha256(body),
  ].join('\n');
}

function reencode(component: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(component)).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    throw new Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function splitAt(value: string, separator: string): [string, string] {
  const index = value.indexOf(separator);
  return index < 0 ? [value, ''] : [value.slice(0, index), value.slice(index + 1)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
