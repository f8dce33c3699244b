import type { Report } from '../checks/connection/connection-test';
import type { Remnant } from '../checks/connection/left-behind';
import type { Row } from '../checks/connection/run';
import { printable } from '../terminal/printable';
import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';

const MARKS = { ok: 'ok', differs: 'DIFFERS', 'not tested': '-' } as const;

/** The table, then what differs with cause and remedy, then what is still in the bucket. */
export function renderReport({ rows, leftBehind, notes }: Report, { colors }: Terminal): string {
  const cells = rows.map((row) => [
    MARKS[row.result],
    row.by,
    row.what,
    row.expected,
    row.result === 'not tested' ? 'not tested' : printable(row.actual).slice(0, 90),
  ]);
  const table = renderTable([['', 'by', 'what', 'expected', 'actual'], ...cells], (line, index) => {
    if (index === 0) return colors.bold(line);
    if (line.startsWith('DIFFERS')) return colors.red(line);
    return line.startsWith('- ') ? colors.dim(line) : line;
  });
  return [
    table,
    ...differences(rows).map(({ what, row }) =>
      [
        `\n${colors.red('differs')} ${what.join('\n        ')}`,
        `cause   ${short(row.diagnosis?.cause)}`,
        `remedy  ${short(row.diagnosis?.remedy)}`,
        ...(row.diagnosis?.said === undefined ? [] : [colors.dim(`said    ${short(row.diagnosis.said)}`)]),
      ].join('\n'),
    ),
    ...notes.map((note) => `\n${colors.yellow('note')} ${printable(note)}`),
    ...(leftBehind.length === 0 ? [] : [`\n${renderRemnants(leftBehind)}`]),
    `\n${verdict(rows, colors)}`,
  ].join('\n');
}

/** One paragraph for each cause, however many requests it spoiled. */
function differences(rows: readonly Row[]): { what: string[]; row: Row }[] {
  const found = new Map<string, { what: string[]; row: Row }>();
  for (const row of rows) {
    if (row.diagnosis === undefined) continue;
    const key = `${row.diagnosis.cause}\n${row.diagnosis.remedy}`;
    const known = found.get(key);
    if (known) known.what.push(row.what);
    else found.set(key, { what: [row.what], row });
  }
  return [...found.values()];
}

export function renderRemnants(remnants: readonly Remnant[]): string {
  return [
    'Left behind by the test; to remove it, with credentials that may:',
    ...remnants.map(
      ({ key, what, perhaps, remove }) =>
        `  ${perhaps ? 'perhaps ' : ''}${article(what)} ${printable(key)}\n    ${printable(remove)}`,
    ),
  ].join('\n');
}

function article(what: Remnant['what']): string {
  const words = what === 'object' ? 'empty object' : what;
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}:`;
}

function verdict(rows: readonly Row[], { green, red }: Terminal['colors']): string {
  const count = (result: Row['result']) => rows.filter((row) => row.result === result).length;
  const [differing, untested] = [count('differs'), count('not tested')];
  const checks = `${rows.length} ${rows.length === 1 ? 'check' : 'checks'}`;
  if (differing + untested === 0) return `${checks}, ${green('all as declared')}`;
  const parts = [
    ...(differing === 0 ? [] : [`${differing} ${differing === 1 ? 'differs' : 'differ'}`]),
    ...(untested === 0 ? [] : [`${untested} not tested`]),
  ];
  return `${checks}, ${red(parts.join(', '))}`;
}

/** A cause may quote a remote party: no flood. */
const short = (text = '') => printable(text).slice(0, 900);
