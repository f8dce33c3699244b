import { type Certificate, selfSignedCertificate } from '../../../lib/local/certificate';
import { listen, type WireRequest, type WireResponse } from '../../../lib/local/http';

/** A request as the tests look at it. */
export interface Seen {
  /** As the API names it: PutObject, AssumeRole. */
  readonly operation: string;
  readonly key?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of STS. */
  readonly parameters: URLSearchParams;
}

/** `undefined`: as a store that enforces the policy; `cut`: no answer; `never`: none for a long time. */
export type Answer = WireResponse | 'cut' | 'never' | undefined;
export type Answers = (request: Seen) => Answer;

export interface FakeStore {
  readonly endpoint: string;
  readonly certificate: string;
  readonly log: Seen[];
  close(): Promise<void>;
}

export const WRITER = 'arn:aws:iam::111122223333:user/strm-writer';
export const BUCKET = 'acme-strm-events';

let certificate: Promise<Certificate> | undefined;

/** S3 and STS of one bucket on 127.0.0.1, in the words of AWS; no signature is verified. */
export async function startFakeStore(answers: Answers, { tls = true } = {}): Promise<FakeStore> {
  certificate ??= selfSignedCertificate();
  const own = await certificate;
  const log: Seen[] = [];
  const sleepers: NodeJS.Timeout[] = [];
  const listener = await listen(
    async (wire) => {
      const seen = read(wire);
      log.push(seen);
      const answer = answers(seen) ?? asDeclared(seen);
      if (answer === 'cut') return undefined;
      if (answer !== 'never') return answer;
      return new Promise<undefined>((resolve) => {
        sleepers.push(setTimeout(() => resolve(undefined), 60_000));
      });
    },
    tls ? { tls: own } : {},
  );
  return {
    endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${listener.port}`,
    certificate: own.cert,
    log,
    close: async () => {
      for (const sleeper of sleepers) clearTimeout(sleeper);
      await listener.close();
    },
  };
}

/** An error of S3: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function s3Error(
  status: number,
  code: string,
  message: string,
  more: Readonly<Record<string, string>> = {},
): WireResponse {
  const details = Object.entries({ Code: code, Message: message, ...more }).map(([name, text]) =>
    tag(name, text),
  );
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': '4442587FB7D0A2F9' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${details.join('')}<RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>`,
  };
}

/** An error of STS: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export function stsError(status: number, code: string, message: string): WireResponse {
  const error = tag('Type', 'Sender') + tag('Code', code) + tag('Message', message);
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>${error}</Error><RequestId>1fd1964b</RequestId></ErrorResponse>`,
  };
}

export function denied(action: string, resource: string, because: string, who = WRITER): WireResponse {
  return s3Error(
    403,
    'AccessDenied',
    `User: ${who} is not authorized to perform: ${action} on resource: "${resource}" ${because}`,
  );
}

/** What is neither S3 nor STS. */
export const html = (status: number, text: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`,
});

const ok = (body = '', headers: Record<string, string> = {}): WireResponse => ({
  status: 200,
  headers,
  body,
});

export const stored = () => ok('', { etag: '"d41d8cd98f00b204e9800998ecf8427e"' });

/** As the policy of the example strm-privacy: put `exports/*.jsonl`, and the location. */
function asDeclared({ operation, key = '', headers, parameters }: Seen): WireResponse {
  const refuse = (action: string, resource = `arn:aws:s3:::${BUCKET}/${key}`) =>
    denied(action, resource, `because no identity-based policy allows the ${action} action`);
  switch (operation) {
    case 'GetCallerIdentity':
      return ok(
        result(operation, tag('Arn', WRITER) + tag('UserId', 'AIDA') + tag('Account', '111122223333')),
      );
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity':
      return operation === 'AssumeRole' && parameters.get('ExternalId') !== 'acme-4711'
        ? stsError(403, 'AccessDenied', `User: ${WRITER} is not authorized to perform: sts:AssumeRole`)
        : ok(result(operation, session()));
    case 'GetBucketLocation':
      return ok(
        '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-central-1</LocationConstraint>',
      );
    case 'PutObject':
      if (headers['x-amz-acl'] !== undefined) return refuse('s3:PutObjectAcl');
      return /^exports\/.*\.jsonl$/.test(key) ? stored() : refuse('s3:PutObject');
    case 'CreateMultipartUpload':
      return refuse('s3:PutObject');
    case 'GetObject':
      return refuse('s3:GetObject');
    case 'DeleteObject':
      return refuse('s3:DeleteObject');
    default:
      return refuse(`s3:${operation}`, `arn:aws:s3:::${BUCKET}`);
  }
}

export function uploadBegun(key: string): WireResponse {
  return ok(
    `<InitiateMultipartUploadResult>${tag('Key', key)}${tag('UploadId', 'upload-1')}</InitiateMultipartUploadResult>`,
  );
}

export const CANARY_SESSION = 'CANARY/session';

function session(): string {
  const credentials =
    tag('AccessKeyId', 'ASIAFAKE') +
    tag('SecretAccessKey', CANARY_SESSION) +
    tag('SessionToken', `${CANARY_SESSION}Token`) +
    tag('Expiration', '2099-01-01T00:00:00Z');
  const arn = 'arn:aws:sts::111122223333:assumed-role/writer/s3-destination-test';
  return `<Credentials>${credentials}</Credentials><AssumedRoleUser>${tag('Arn', arn)}</AssumedRoleUser>`;
}

const result = (operation: string, text: string) =>
  `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${text}</${operation}Result></${operation}Response>`;

const tag = (name: string, text: string) =>
  `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;

function read({ method, target, headers, body }: WireRequest): Seen {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const parameters = new URLSearchParams(body.toString());
    return { operation: parameters.get('Action') ?? '', headers, parameters };
  }
  const url = new URL(`http://fake/${target.replace(/^\//, '')}`);
  const [path = '', query = ''] = target.split('?');
  const key = decodeURIComponent(path.replace(/^\/[^/]*\/?/, ''));
  const parameters = new URLSearchParams(query);
  return { operation: operationOf(method, key, url.searchParams), key, headers, parameters };
}

function operationOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '') {
    if (query.has('location')) return 'GetBucketLocation';
    return query.has('policy') ? 'GetBucketPolicy' : 'ListBucket';
  }
  if (query.has('uploads')) return 'CreateMultipartUpload';
  if (query.has('uploadId')) return 'AbortMultipartUpload';
  return { PUT: 'PutObject', DELETE: 'DeleteObject', GET: 'GetObject' }[method] ?? method;
}
