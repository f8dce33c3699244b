import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import { codeOf } from '../aws/aws-error';

export interface RetryOptions {
  /** All attempts, the first included. */
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/** Milliseconds: full jitter between nothing and a bound that doubles. */
const FIRST_BOUND = 200;
const LAST_BOUND = 10_000;

/**
 * Tries again what may succeed another time; `attempt` learns how those before it failed, the first of them first.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function withRetries<T>(
  { attempts, signal }: RetryOptions,
  attempt: (before: readonly unknown[]) => Promise<T>,
): Promise<T> {
  const before: unknown[] = [];
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt(before);
    } catch (error) {
      if (before.length + 1 >= attempts || signal.aborted || !isTransient(error)) throw error;
      const bound = Math.min(LAST_BOUND, FIRST_BOUND * 2 ** before.length);
      before.push(error);
      await sleep(Math.random() * bound, undefined, { signal });
    }
  }
}

const TRANSIENT = new Set([
  'BadDigest',
  'ConditionalRequestConflict',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'OperationAborted',
  'RequestTimeout',
  'SlowDown',
  'ThrottlingException',
  'TimeoutError',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
]);

/** Connections that break, bytes that arrived damaged, and answers that say "later". */
export function isTransient(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  const { name, code, $metadata } = error as Error & {
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode ?? 0;
  const known = [name, code ?? '', codeOf(error)].some((one) => TRANSIENT.has(one));
  return known || status === 429 || (status >= 500 && status !== 501);
}
