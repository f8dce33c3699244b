import type { Sink } from './destination';

type Uploads = Pick<Sink, 'retries' | 'timeoutSeconds'>;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, read 2026-11-21 */
export const LONGEST_FUNCTION_SECONDS = 900;
/** For reading, formatting and answering. */
const BESIDE_UPLOADS = 30;

/** Seconds that all attempts at an upload may take together, and what is done beside them. */
export const wantedSeconds = ({ retries, timeoutSeconds }: Uploads) =>
  (retries + 1) * timeoutSeconds + BESIDE_UPLOADS;

/** The function's timeout in seconds: what it wants, as far as Lambda allows. */
export const functionSeconds = (uploads: Uploads) =>
  Math.min(wantedSeconds(uploads), LONGEST_FUNCTION_SECONDS);
