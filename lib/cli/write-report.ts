import { codeOf, explain } from '../aws/aws-error';
import { size } from '../terminal/size';
import { renderTable } from '../terminal/table';
import { ChecksumError } from '../upload/object-put';
import type { Outcome } from '../upload/run';
import { SourceFileError } from '../upload/source-file';
import type { Item } from '../upload/target';
import { counted } from './sink-report';

export interface Written {
  readonly bucket: string;
  /** The account that S3 was asked to find as the bucket's owner. */
  readonly owner?: string;
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
  const unclear = amountOf(written, 'written-or-existing').items.length;
  const rate = seconds >= 1 ? ` (${size(bytes / seconds)}/s)` : '';
  const lines = [
    `Wrote ${counted(items.length, 'file')}, ${size(bytes)}, to s3://${written.bucket} in ${duration(seconds)}${rate}.`,
  ];
  if (existing > 0)
    lines.push(`${counted(existing, 'file')} ${existing === 1 ? 'was' : 'were'} there already.`);
  if (unclear > 0)
    lines.push(
      `${counted(unclear, 'file')} ${unclear === 1 ? 'is' : 'are'} there, from this run or from before: an answer of S3 got lost.`,
    );
  return lines.join('\n');
}

/** Whether all that was asked for is in the bucket. */
export const isComplete = ({ outcomes }: Written) => outcomes.every(({ status }) => STORED.has(status));

const STORED: ReadonlySet<Outcome['status']> = new Set(['written', 'existing', 'written-or-existing']);

/** What was not done, and why: the files that share a reason stand below it. Undefined: all went well. */
export function writeProblems(written: Written): string | undefined {
  const damaged = written.outcomes.some(({ error }) => error instanceof ChecksumError);
  const lines = failures(written);
  for (const [status, text] of UNFINISHED) {
    const { length } = amountOf(written, status).items;
    if (length > 0) lines.push(`${counted(length, 'file')} ${text}.`);
  }
  const left = written.items.filter((_, index) => written.outcomes[index]?.partsLeft);
  if (left.length > 0)
    lines.push(`Parts of ${counted(left.length, 'file')} are still in the bucket:`, ...left.map(arrow));
  if (damaged) lines.push('Without --skip-existing the same command writes over what is damaged.');
  else if (!isComplete(written)) lines.push('The same command with --skip-existing writes what is missing.');
  return lines.length === 0 ? undefined : lines.join('\n');
}

const UNFINISHED = [
  ['interrupted', 'given up on the way'],
  ['not-tried', 'not tried any more'],
] as const;

function failures(written: Written): string[] {
  const reasons = new Map<string, string[]>();
  for (const [index, { error, status }] of written.outcomes.entries()) {
    if (status !== 'failed') continue;
    const item = written.items[index] as Item;
    // AWS names the object that it denies, which stands below anyway: so that those files have one reason.
    const reason = reasonOf(error, written).replaceAll(item.key, '…');
    const files = reasons.get(reason) ?? [];
    files.push(arrow(item));
    reasons.set(reason, files);
  }
  return [...reasons].flatMap(([reason, files]) => [
    `${counted(files.length, 'file')} failed: ${reason}`,
    ...files,
  ]);
}

const arrow = ({ file, key }: Item) => `  ${file} → ${key}`;

/** The same for a script; bytes, and seconds. */
export function writeJson(written: Written): string {
  const { bucket, items, outcomes, seconds } = written;
  const count = (status: Outcome['status']) => amountOf(written, status).items.length;
  const content = {
    bucket,
    written: count('written'),
    existing: count('existing'),
    writtenOrExisting: count('written-or-existing'),
    failed: count('failed'),
    interrupted: count('interrupted'),
    notTried: count('not-tried'),
    bytes: amountOf(written, 'written').bytes,
    seconds,
    files: items.map(({ file, key, size }, index) => {
      const { error, partsLeft, status } = outcomes[index] as Outcome;
      const reason = status === 'failed' ? reasonOf(error, written) : undefined;
      return { file, key, bytes: size, status, reason, partsLeft };
    }),
  };
  return JSON.stringify(content, undefined, 2);
}

/** What would be sent where; `bucket` is undefined where only a deployment knows it. */
export function planText(items: readonly Item[], bucket: string | undefined): string {
  const rows = items.map(({ file, key, size: bytes }) => [
    file,
    size(bytes),
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

function reasonOf(error: unknown, { owner }: Written): string {
  if (error instanceof SourceFileError) return error.message;
  const reason = explain(error).replace(/\.$/, '');
  // Where a policy denies, AWS says more than this.
  const bare =
    owner !== undefined && codeOf(error) === 'AccessDenied' && /^AWS denies it: Access Denied\b/.test(reason);
  return bare ? `${reason}, or the bucket does not belong to the account ${owner}` : reason;
}

/** `0.4 s`, `35 s`, `2 min 5 s`, `1 h 3 min` */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
