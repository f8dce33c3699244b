import { type Destination, type Objects, type Sink, stackNameOf } from '../config/destination';
import { loadDestinations } from '../load';
import { type Finding, findings } from '../policy/findings';
import { type Cell, type PermissionMatrix, permissionMatrix } from '../policy/matrix';
import { scopeUris } from '../policy/scope';
import { templateFindings } from '../policy/template-findings';
import type { ExitCode } from '../terminal/exit';
import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import { readPreset } from '../vendors/preset';

interface Report {
  readonly file: string;
  readonly stack: string;
  /** What the sink reads and the keys that it writes. */
  readonly sink?: string;
  readonly matrix: PermissionMatrix;
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Validates destination files and shows who may do what. Findings are warnings: the exit code stays 0. */
export function check(
  files: readonly string[],
  { json }: { readonly json: boolean },
  terminal: Terminal,
): ExitCode {
  const now = new Date();
  const reports = loadDestinations(files, now).map((destination) => report(destination, now));
  if (json) terminal.out(JSON.stringify(reports, undefined, 2));
  else terminal.out(reports.map((one) => render(one, terminal)).join('\n\n'));
  return 0;
}

function report(destination: Destination, now: Date): Report {
  const { file, bucket, objects, vendor, access, sink } = destination;
  const bucketName = bucket.name ?? '<bucket>';
  const preset = vendor === undefined ? undefined : readPreset(vendor);
  const notes =
    preset?.notes.filter((note) => note.access === undefined || note.access === access.type) ?? [];
  return {
    file,
    stack: stackNameOf(destination),
    ...(sink === undefined ? {} : { sink: `${sink.source.type} to ${keyUri(bucketName, objects, sink)}` }),
    matrix: permissionMatrix(destination, scopeUris(bucketName, objects), now),
    findings: [...findings(destination, now), ...templateFindings(destination)],
    notes: notes.map(({ text }) => text),
  };
}

/** `s3://acme-orders/exports/{yyyy}/{MM}/{dd}/{batch}.jsonl` */
function keyUri(bucketName: string, objects: Objects, { key, suffix }: Sink): string {
  return scopeUris(bucketName, { ...objects, pattern: key + suffix }).join('');
}

function render({ file, stack, sink, matrix, findings, notes }: Report, { colors }: Terminal): string {
  const rows = matrix.rows.map((row) => [row.who, cell(row.objects), cell(row.beside), cell(row.bucket)]);
  const heading = ['', 'objects in scope', 'objects beside it', 'the bucket'];
  const lines = [
    `${colors.green('valid')} ${colors.bold(file)}, the stack ${stack}`,
    `objects in scope: ${matrix.scope.join(', ')}`,
    `writer: ${matrix.identity}`,
    ...(sink === undefined ? [] : [`sink: ${sink}`]),
    '',
    renderTable([heading, ...rows], (line, row) => (row === 0 ? colors.bold(line) : line)),
  ];
  if (findings.length + notes.length > 0) lines.push('');
  lines.push(...findings.map(({ path, message }) => `${colors.yellow('warning')} ${path}: ${message}`));
  lines.push(...notes.map((note) => `${colors.dim('note')} ${note}`));
  return lines.join('\n');
}

function cell({ may, mayNot }: Cell): string {
  return [...may.map((what) => `yes  ${what}`), ...mayNot.map((what) => `no   ${what}`)].join('\n');
}
