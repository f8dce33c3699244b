import { AwsError, ConnectionError } from '../../../lib/sink/runtime/aws/client';
import { isTransient, OutOfTimeError, withRetries } from '../../../lib/sink/runtime/aws/retry';

const late = new AwsError(503, 'SlowDown', 'PutObject');
const timeoutError = Object.assign(new Error('too slow'), { name: 'TimeoutError' });
const broken = new ConnectionError({ code: 'ECONNRESET' });
const soon = () => Date.now() + 60_000;

test.each([
  [new AwsError(500, 'InternalError', 'PutObject'), true],
  [new AwsError(503, 'SlowDown', 'PutObject'), true],
  [new AwsError(429, 'TooManyRequests', 'PutObject'), true],
  [new AwsError(409, 'ConditionalRequestConflict', 'PutObject'), true],
  [new AwsError(400, 'RequestTimeout', 'PutObject'), true],
  [new AwsError(400, 'ThrottlingException', 'PutItem'), true],
  [timeoutError, true],
  [broken, true],
  [new AwsError(403, 'AccessDenied', 'PutObject'), false],
  [new AwsError(403, 'SignatureDoesNotMatch', 'PutObject'), false],
  [new AwsError(404, 'NoSuchBucket', 'PutObject'), false],
  [new AwsError(400, 'ExpiredToken', 'PutObject'), false],
  [new AwsError(301, 'PermanentRedirect', 'PutObject'), false],
  [new TypeError('x is not a function'), false],
  [new RangeError('a bug'), false],
])('%s: another attempt may succeed: %s', (error, expected) => {
  expect(isTransient(error)).toBe(expected);
});

/** Fails as often as there are errors, and then succeeds. */
function failing(...errors: readonly unknown[]) {
  const timeouts: number[] = [];
  const attempt = async (timeout: number) => {
    timeouts.push(timeout);
    if (timeouts.length <= errors.length) throw errors[timeouts.length - 1];
    return 'done';
  };
  return { attempt, timeouts };
}

test('tries as often as told, and tells of each', async () => {
  const { attempt, timeouts } = failing(late, timeoutError);
  const seen: unknown[] = [];
  const options = {
    retries: 2,
    timeout: 50,
    deadline: soon(),
    onRetry: (error: unknown) => seen.push(error),
  };
  await expect(withRetries(attempt, options)).resolves.toBe('done');
  expect(timeouts).toEqual([50, 50, 50]);
  expect(seen).toEqual([late, timeoutError]);
});

test('gives the last error when retries run out', async () => {
  const { attempt, timeouts } = failing(late, timeoutError, late);
  await expect(withRetries(attempt, { retries: 1, timeout: 50, deadline: soon() })).rejects.toBe(
    timeoutError,
  );
  expect(timeouts).toHaveLength(2);
});

test('a connection that breaks is forgiven once, because it may have been kept through a freeze', async () => {
  const once = failing(broken);
  await expect(withRetries(once.attempt, { retries: 0, timeout: 50, deadline: soon() })).resolves.toBe(
    'done',
  );
  const twice = failing(broken, broken);
  await expect(withRetries(twice.attempt, { retries: 0, timeout: 50, deadline: soon() })).rejects.toBe(
    broken,
  );
  expect(twice.timeouts).toHaveLength(2);
});

test('a refusal for good is not tried again', async () => {
  const refused = new AwsError(403, 'AccessDenied', 'PutObject');
  const { attempt, timeouts } = failing(refused);
  await expect(withRetries(attempt, { retries: 5, timeout: 50, deadline: soon() })).rejects.toBe(refused);
  expect(timeouts).toHaveLength(1);
});

test('an attempt has no more time than the invocation has left', async () => {
  const { attempt, timeouts } = failing();
  await withRetries(attempt, { retries: 0, timeout: 60_000, deadline: Date.now() + 5_000 });
  expect(timeouts[0]).toBeLessThanOrEqual(5_000);
});

test('without time there is no attempt, and no pause beyond the end', async () => {
  const { attempt, timeouts } = failing(broken);
  await expect(withRetries(attempt, { retries: 5, timeout: 50, deadline: Date.now() - 1 })).rejects.toThrow(
    OutOfTimeError,
  );
  expect(timeouts).toHaveLength(0);
});
