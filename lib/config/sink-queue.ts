/** What a queue must know of the function that reads it. */

/**
 * How often a queue of ours hands out a message before it gives it up: SQS's own most. What can never be written is
 * buried by the function at once, so that all that counts here is an outage. A message comes again after the visibility
 * timeout, which is at least 6 × 31 = 186 s and usually 960 s: 1000 times are two days at the least, and usually eleven.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export const MAX_RECEIVE_COUNT = 1000;

/**
 * Six times the function's timeout and the batching window, so that throttled batches come again in time.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilitySeconds = (functionSeconds: number, windowSeconds: number) =>
  6 * functionSeconds + windowSeconds;

/** A call that is still running must not lose its claims. */
const LEASE_MARGIN_SECONDS = 60;

/** How long a claim of `deduplicate` holds. */
export const leaseSeconds = (functionSeconds: number) => functionSeconds + LEASE_MARGIN_SECONDS;
