import { explain } from '../aws/aws-error';
import { renderTable } from '../terminal/table';
import { leavesParts } from '../upload/object-parts';
import type { Outcome } from '../upload/run';
import type { Item } from '../upload/target';
import { counted, megabytes } from './sink-report';

export interface Written {
  readonly bucket: string;
  readonly items: readonly Item[];
  /** In the order of the items. */
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
}

/** What was done, for a person. */
export function writeSummary(written: Written): string {
  const { seconds } = written;
  const { bytes, items } = amountOf(written, 'written');
  const existing = amountOf(written, 'existing').items.length;
  const rate = seconds >= 1 ? ` (${inMegabytes(bytes / seconds)}/s)` : '';
  const lines = [
    `Wrote ${counted(items.length, 'file')}, ${inMegabytes(bytes)}, to s3://${written.bucket} in ${duration(seconds)}${rate}.`,
  ];
  if (existing > 0)
    lines.push(`${counted(existing, 'file')} ${existing === 1 ? 'was' : 'were'} there already.`);
  return lines.join('\n');
}

/** What was not done, and why: the files that share a reason stand below it. Undefined: all went well. */
export function writeFailures(written: Written): string | undefined {
  const reasons = new Map<string, string[]>();
  for (const [index, outcome] of written.outcomes.entries()) {
    if (outcome.status !== 'failed') continue;
    const { file, key } = written.items[index] as Item;
    // AWS names the object that it denies, which stands below anyway: so that those files have one reason.
    const reason = reasonOf(outcome.error).replaceAll(key, '…');
    const files = reasons.get(reason) ?? [];
    files.push(`  ${file} → ${key}`);
    reasons.set(reason, files);
  }
  const untried = amountOf(written, 'not-tried').items.length;
  if (reasons.size === 0 && untried === 0) return undefined;
  const lines = [...reasons].flatMap(([reason, files]) => [
    `${counted(files.length, 'file')} failed: ${reason}`,
    ...files,
  ]);
  if (untried > 0) lines.push(`${counted(untried, 'file')} not tried any more.`);
  lines.push('The same command with --skip-existing writes what is missing.');
  return lines.join('\n');
}

/** The same for a script; bytes, and seconds. */
export function writeJson(written: Written): string {
  const { bucket, items, outcomes, seconds } = written;
  const count = (status: Outcome['status']) => amountOf(written, status).items.length;
  const content = {
    bucket,
    written: count('written'),
    existing: count('existing'),
    failed: count('failed'),
    notTried: count('not-tried'),
    bytes: amountOf(written, 'written').bytes,
    seconds,
    files: items.map(({ file, key, size }, index) => {
      const outcome = outcomes[index];
      const reason = outcome?.status === 'failed' ? reasonOf(outcome.error) : undefined;
      return { file, key, bytes: size, status: outcome?.status, reason };
    }),
  };
  return JSON.stringify(content, undefined, 2);
}

/** What would be sent where; `bucket` is undefined where only a deployment knows it. */
export function planText(items: readonly Item[], bucket: string | undefined): string {
  const rows = items.map(({ file, key, size }) => [
    file,
    megabytes(size),
    `s3://${bucket ?? '<bucket>'}/${key}`,
  ]);
  return renderTable([['file', 'size', 'object'], ...rows]);
}

export function planJson(items: readonly Item[], bucket: string | undefined): string {
  const files = items.map(({ file, key, size }) => ({ file, key, bytes: size, status: 'planned' }));
  return JSON.stringify({ bucket, files }, undefined, 2);
}

function amountOf({ items, outcomes }: Written, status: Outcome['status']) {
  const found = items.filter((_, index) => outcomes[index]?.status === status);
  return { items: found, bytes: found.reduce((sum, { size }) => sum + size, 0) };
}

function reasonOf(error: unknown): string {
  const reason = explain(error).replace(/\.$/, '');
  return leavesParts(error) ? `${reason}; the parts that were sent are still in the bucket` : reason;
}

/** Of a GiB: 1,073.7 MB. */
export const inMegabytes = (bytes: number) =>
  `${(bytes / 1e6).toLocaleString('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;

/** `0.4 s`, `35 s`, `2 min 5 s`, `1 h 3 min` */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
