import { createHash } from 'node:crypto';
import { Refusal } from '../../lib/local/refusal';
import { type SignedRequest, verifySignature } from '../../lib/local/sigv4';

// The examples of "Signature Calculations for the Authorization Header" in the API reference of Amazon S3.
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const NOW = Date.parse('2013-05-24T00:00:00Z');

interface Example {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signature: string;
}

const LIST: Example = {
  target: '/?max-keys=2&prefix=J',
  signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
};

function signed({ method = 'GET', target, headers = {}, body = '', signature }: Example): SignedRequest {
  const all: Record<string, string> = {
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    'x-amz-date': '20130524T000000Z',
    ...headers,
  };
  const names = Object.keys(all).sort().join(';');
  const credential = `${KEY}/20130524/us-east-1/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names},Signature=${signature}`;
  return { method, target, headers: { ...all, authorization }, body: Buffer.from(body) };
}

function verify(request: SignedRequest, now = NOW): string | undefined {
  return verifySignature(request, {
    service: 's3',
    region: 'us-east-1',
    now,
    keyOf: (id) => (id === KEY ? { secretAccessKey: SECRET } : undefined),
  });
}

function codeOf(request: SignedRequest, now = NOW): string {
  try {
    return verify(request, now) ?? 'unsigned';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('what AWS publishes as an example of a signature is accepted', () => {
  test.each<[string, Example]>([
    [
      'to get an object',
      {
        target: '/test.txt',
        headers: { range: 'bytes=0-9' },
        signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      },
    ],
    [
      'to put an object',
      {
        method: 'PUT',
        target: '/test%24file.text',
        headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        body: 'Welcome to Amazon S3.',
        signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      },
    ],
    [
      'to get the lifecycle of a bucket',
      {
        target: '/?lifecycle',
        signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
      },
    ],
    ['to list objects', LIST],
  ])('%s', (_what, example) => {
    expect(verify(signed(example))).toBe(KEY);
  });
});

describe('a request that was changed after it was signed is refused', () => {
  const request = signed(LIST);
  const with_ = (headers: Record<string, string>) => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });
  const authorization = request.headers.authorization ?? '';
  const empty = createHash('sha256').digest('hex');

  test.each<[string, SignedRequest, string]>([
    ['in its method', { ...request, method: 'PUT' }, 'SignatureDoesNotMatch'],
    ['in its path', { ...request, target: '/other?max-keys=2&prefix=J' }, 'SignatureDoesNotMatch'],
    ['in its query', { ...request, target: '/?max-keys=2&prefix=K' }, 'SignatureDoesNotMatch'],
    ['in its host', with_({ host: 'other.s3.amazonaws.com' }), 'SignatureDoesNotMatch'],
    ['in its digest', with_({ 'x-amz-content-sha256': empty.replace('e', 'f') }), 'SignatureDoesNotMatch'],
    ['in its body', { ...request, body: Buffer.from('x') }, 'XAmzContentSHA256Mismatch'],
    ['by a header of AWS more', with_({ 'x-amz-acl': 'public-read' }), 'AccessDenied'],
    [
      'in its region',
      with_({ authorization: authorization.replace('us-east-1', 'us-east-2') }),
      'AuthorizationHeaderMalformed',
    ],
    [
      'in its service',
      with_({ authorization: authorization.replace('/s3/', '/sts/') }),
      'AuthorizationHeaderMalformed',
    ],
    ['in its key', with_({ authorization: authorization.replace(KEY, 'AKIAOTHER') }), 'InvalidAccessKeyId'],
    [
      'by a host that is not signed',
      with_({ authorization: authorization.replace('host;', '') }),
      'AccessDenied',
    ],
    ['into another day', with_({ 'x-amz-date': '20130525T000000Z' }), 'RequestTimeTooSkewed'],
    ['into no date', with_({ 'x-amz-date': 'yesterday' }), 'AccessDenied'],
    ['into an older mechanism', with_({ authorization: `AWS ${KEY}:abc` }), 'InvalidRequest'],
    [
      'into half a header',
      with_({ authorization: `AWS4-HMAC-SHA256 Credential=${KEY}` }),
      'AuthorizationHeaderMalformed',
    ],
  ])('%s', (_what, changed, code) => {
    expect(codeOf(request)).toBe(KEY);
    expect(codeOf(changed)).toBe(code);
  });
});

test.each([
  [14 * 60_000, KEY],
  [-14 * 60_000, KEY],
  [16 * 60_000, 'RequestTimeTooSkewed'],
  [-16 * 60_000, 'RequestTimeTooSkewed'],
])('a clock that is %d ms ahead: %s', (ahead, expected) => {
  expect(codeOf(signed(LIST), NOW + ahead)).toBe(expected);
});

test('a parameter in another order is the same request', () => {
  expect(verify({ ...signed(LIST), target: '/?prefix=J&max-keys=2' })).toBe(KEY);
});
