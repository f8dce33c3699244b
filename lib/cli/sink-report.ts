import type { Report } from '../sink/local/run';
import type { LogEntry } from '../sink/runtime/log';
import type { Metrics } from '../sink/runtime/metrics';
import { size } from '../terminal/size';

export interface Result {
  readonly report: Report;
  readonly metrics: Metrics;
  readonly seconds: number;
  readonly stoppedBy: string | undefined;
  readonly deadFile: string;
}

/** What a run did, for a person. */
export function summary({ report, metrics, seconds, stoppedBy, deadFile }: Result): string {
  const { failure, dead, unwritten, files } = report;
  const there = metrics.of('ObjectsThere');
  const leftOut = metrics.of('RecordsDropped');
  const objects = counted(metrics.of('Objects') + there, 'object');
  const written = counted(metrics.of('RecordsOut'), 'record');
  const lines = [
    `Wrote ${written} in ${objects}, ${size(metrics.of('BytesOut'))}, in ${seconds.toFixed(1)} s.`,
  ];
  if (there > 0)
    lines.push(`${counted(there, 'object')} of an earlier run ${there === 1 ? 'was' : 'were'} there.`);
  if (leftOut > 0) lines.push(`${counted(leftOut, 'empty record')} left out.`);
  if (dead > 0) lines.push(`${counted(dead, 'record')} can never be written, kept in ${deadFile}.`);
  if (failure !== undefined) lines.push(`Stopped, because of this: ${failure}${hint(failure)}.`);
  if (unwritten > 0)
    lines.push(`${counted(unwritten, 'record')} of the standard input not written, kept in ${deadFile}.`);
  if (failure !== undefined || stoppedBy !== undefined) {
    for (const { file, offset, line } of files)
      lines.push(`The next run goes on with ${file} at byte ${offset}, behind line ${line}.`);
  }
  return lines.join('\n');
}

/** The same for a script; bytes, and seconds. */
export function summaryJson({ report, metrics, seconds, stoppedBy, deadFile }: Result): string {
  const { failure, dead, unwritten, files } = report;
  const content = {
    records: metrics.of('RecordsIn'),
    written: metrics.of('RecordsOut'),
    leftOut: metrics.of('RecordsDropped'),
    dead,
    unwritten,
    objects: metrics.of('Objects'),
    objectsThere: metrics.of('ObjectsThere'),
    bytesIn: metrics.of('BytesIn'),
    bytesOut: metrics.of('BytesOut'),
    retries: metrics.of('Retries'),
    seconds,
    stoppedBy,
    failure,
    deadFile: dead + unwritten > 0 ? deadFile : undefined,
    files,
  };
  return JSON.stringify(content, undefined, 2);
}

/** A line of the sink's log as a sentence. Dead records are named by their line instead. */
export function logLine({ message, record, records, reason }: LogEntry): string | undefined {
  if (record !== undefined) return undefined;
  const what = message.replace('An object was', `An object with ${counted(Number(records), 'record')} was`);
  return reason === undefined ? what : `${what.replace(/\.$/, '')}: ${reason}.`;
}

const HINTS: readonly [RegExp, string][] = [
  [
    /PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocation/,
    'the bucket is in another region, which --region names',
  ],
  [/NoSuchBucket/, 'deploy the destination first, or name another bucket with --bucket'],
  [/InvalidAccessKeyId|SignatureDoesNotMatch/, 'the access key is not valid there'],
  [/ExpiredToken/, 'the session has ended: log in again'],
  [/AccessDenied/, 'these credentials may not write there: s3-destination policy prints what they need'],
  [/ENOTFOUND|ECONNREFUSED/, 'the endpoint does not answer'],
];

function hint(failure: string): string {
  const found = HINTS.find(([pattern]) => pattern.test(failure))?.[1];
  return found === undefined ? '' : ` (${found})`;
}

export function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`;
}
