import { AwsError, ConnectionError } from './client';

export interface RetryOptions {
  /** Attempts after the first that failed. */
  readonly retries: number;
  /** Milliseconds of one attempt. */
  readonly timeout: number;
  /** When everything must be over; milliseconds since 1970. */
  readonly deadline: number;
  readonly onRetry?: (error: unknown) => void;
}

/** Milliseconds: full jitter between nothing and a bound that doubles. */
const FIRST_BOUND = 200;
const LAST_BOUND = 20_000;

/**
 * Tries again what can succeed another time, within the time that is left.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function withRetries<T>(
  attempt: (timeout: number) => Promise<T>,
  { retries, timeout, deadline, onRetry }: RetryOptions,
): Promise<T> {
  let fresh = false;
  for (let failed = 0; ; failed++) {
    const left = deadline - Date.now();
    if (left <= 0) throw new OutOfTimeError();
    try {
      return await attempt(Math.min(timeout, left));
    } catch (error) {
      // A connection that was kept while the function was frozen breaks at its first use: that says nothing of S3.
      if (!fresh && isBroken(error) && Date.now() < deadline) {
        fresh = true;
        failed -= 1;
        onRetry?.(error);
        continue;
      }
      const pause = Math.random() * Math.min(LAST_BOUND, FIRST_BOUND * 2 ** failed);
      if (failed >= retries || !isTransient(error) || Date.now() + pause >= deadline) throw error;
      onRetry?.(error);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** A connection that was there and ended without an answer. */
function isBroken(error: unknown): boolean {
  if (!(error instanceof ConnectionError)) return false;
  const { code } = error.cause as { readonly code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** The invocation ends before another attempt could. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  constructor() {
    super('no time was left for an attempt');
  }
}

const TRANSIENT_CODES = new Set([
  'RequestTimeout',
  'ConditionalRequestConflict',
  'OperationAborted',
  'SlowDown',
  'ThrottlingException',
  'RequestThrottled',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/** Timeouts, connections that break, and answers that say "later". Everything else stays as it is: a denied action, a wrong name. */
export function isTransient(error: unknown): boolean {
  if (error instanceof AwsError)
    return (
      error.status >= 500 || error.status === 429 || error.status === 409 || TRANSIENT_CODES.has(error.code)
    );
  return error instanceof ConnectionError || (error as Error).name === 'TimeoutError';
}
