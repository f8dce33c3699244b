import { codeOf } from '../aws/aws-error';

/** `If-None-Match: *` did not hold: there is an object of this key. */
export const isTaken = (error: unknown) => codeOf(error) === 'PreconditionFailed';

/** Said before a request is on its way, or by S3 of one that it turned down: nothing was done. */
const NOTHING_DONE = new Set(['EAI_AGAIN', 'ECONNREFUSED', 'ENOTFOUND', 'SlowDown']);
/** Of a proxy, or of S3 itself, in the middle of the work. 503 says "later" instead. */
const UNKNOWN_END = new Set([500, 502, 504]);

/**
 * Whether the request may have been carried out although its answer does not say so: the connection broke, or the
 * other side had a fault. Only then may a 412 or a NoSuchUpload of the next attempt tell of what this one did.
 */
export function answerLost(error: unknown): boolean {
  const code = codeOf(error);
  if (NOTHING_DONE.has(code)) return false;
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  // CompleteMultipartUpload says InternalError in a 200, of which the SDK makes a 503.
  return status === undefined || UNKNOWN_END.has(status) || code === 'InternalError';
}
