import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { explain, isAwsError, isLocalMistake } from '../../lib/aws/aws-error';
import { callerConfig } from '../../lib/aws/caller';
import { report } from '../../lib/terminal/exit';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../aws-fakes/server';
import { memoryTerminal } from '../cli/support';

let aws: FakeAws;
let environment: ReturnType<typeof cleanAwsEnvironment>;

beforeAll(async () => {
  environment = cleanAwsEnvironment();
  aws = await startFakeAws();
  signInAs(aws.admin);
});
afterAll(async () => {
  environment.restore();
  await aws.stop();
});

async function failure(endpointUrl = aws.endpoint): Promise<unknown> {
  const config = { ...callerConfig({ endpointUrl }, memoryTerminal()), maxAttempts: 1 };
  const sent = new IAMClient(config).send(new ListAccessKeysCommand({ UserName: 'admin' }));
  return sent.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test.each([
  ['ExpiredToken', 403, '', 'The credentials have expired: sign in again'],
  [
    'SignatureDoesNotMatch',
    403,
    "Credential should be scoped to correct service: 's3'. ",
    "The endpoint is one of another service or region (correct service: 's3'",
  ],
  ['NotImplemented', 501, '', 'What answered does not offer the operation (NotImplemented, HTTP 501)'],
  ['InvalidClientTokenId', 403, '', 'AWS does not know the access key'],
  [
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match',
    'The secret access key does not belong',
  ],
  [
    'SignatureDoesNotMatch',
    403,
    'Signature expired: 20261121T000000Z is now earlier than',
    'The clock of this machine differs',
  ],
  ['RequestTimeTooSkewed', 403, '', 'The clock of this machine differs from that of AWS'],
  [
    'AccessDenied',
    403,
    'User: arn:aws:iam::1:user/me is not authorized',
    'AWS denies it: User: arn:aws:iam::1:user/me is not authorized (AccessDenied)',
  ],
  ['Throttling', 400, 'Rate exceeded', 'AWS wants fewer requests (Throttling)'],
  ['ServiceFailure', 500, '', 'AWS has a fault of its own (ServiceFailure'],
  ['LimitExceeded', 409, 'Cannot exceed quota', 'Cannot exceed quota (LimitExceeded'],
  ['PermanentRedirect', 301, '', 'The bucket is in another region: write --region'],
])('%s with HTTP %i and "%s"', async (code, status, message, expected) => {
  aws.fault({ operation: 'ListAccessKeys', code, status, message });
  const error = await failure();
  expect(explain(error)).toMatch(expected);
  expect(isAwsError(error)).toBe(true);
  const lines: string[] = [];
  expect(report(error, (line) => void lines.push(line))).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
});

test.each([
  ['nothing listens', 'http://127.0.0.1:1', 'Nothing listens at the endpoint: check --endpoint-url'],
  ['no such name', 'http://nowhere.invalid', 'The name of the endpoint cannot be resolved'],
])('%s', async (_what, endpoint, expected) => {
  const error = await failure(endpoint);
  expect(explain(error)).toMatch(expected);
  expect(isAwsError(error)).toBe(true);
});

test('TLS to a port that speaks none', async () => {
  expect(explain(await failure(aws.endpoint.replace('http:', 'https:')))).toMatch('does not speak TLS');
});

test('a connection that is cut', async () => {
  aws.fault({ operation: 'ListAccessKeys', reset: true });
  expect(explain(await failure())).toMatch('The connection was cut');
});

test('a proxy in the environment is named, because the SDK does not use it', async () => {
  const error = await failure('http://127.0.0.1:1');
  expect(explain(error, { HTTPS_PROXY: 'http://proxy' })).toMatch(
    '; HTTPS_PROXY is set, and the AWS SDK for JavaScript does not use it',
  );
});

test('an error that is none of AWS stays a bug with its stack', () => {
  const error = new TypeError('x is undefined');
  expect([isAwsError(error), isLocalMistake(error)]).toEqual([false, false]);
  const lines: string[] = [];
  expect(report(error, (line) => void lines.push(line))).toBe(1);
  expect(lines[0]).toMatch('at ');
  expect(explain(error)).toBe('x is undefined (TypeError)');
  expect(explain('text')).toBe('text');
});

test('a missing region is an error of input', async () => {
  const client = new IAMClient(callerConfig({}, memoryTerminal()));
  const error: unknown = await client.config.region().catch((thrown: unknown) => thrown);
  expect(explain(error)).toMatch('The region is not known: write --region');
  expect(isLocalMistake(error)).toBe(true);
});
