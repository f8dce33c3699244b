import type { Missing, Report, Row } from '../checks/verify/row';
import { printable } from '../terminal/printable';
import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';

const MARKS: Readonly<Record<Row['result'], string>> = {
  ok: 'ok',
  wider: 'WIDER',
  narrower: 'NARROWER',
  'wider and narrower': 'WIDER+NARROWER',
  differs: 'DIFFERS',
  'not verified': '?',
};

/** Tables of what was looked at, each difference in full, what the caller lacks, and the verdict. */
export function renderVerification({ rows, simulation, notes }: Report, terminal: Terminal): string {
  const { colors } = terminal;
  const all = [...rows, ...simulation];
  return [
    table('deployed', rows, terminal),
    ...(simulation.length === 0 ? [] : [`\n${table("by IAM's simulation", simulation, terminal)}`]),
    ...all
      .filter(({ result, diff, because }) => result !== 'ok' || diff !== undefined || because !== undefined)
      .map((row) => `\n${inFull(row, terminal)}`),
    ...missing(all),
    ...notes.map((note) => `\n${colors.yellow('note')} ${printable(note)}`),
    `\n${verdict(all, terminal)}`,
  ].join('\n');
}

function table(heading: string, rows: readonly Row[], { colors }: Terminal): string {
  const cells = rows.map(({ result, of, what, declared, actual }) => [
    MARKS[result],
    of,
    short(what),
    short(declared ?? ''),
    short(actual ?? (result === 'not verified' ? 'not verified' : '')),
  ]);
  return renderTable([['', 'of', heading, 'declared', 'actual'], ...cells], (line, index) => {
    if (index === 0) return colors.bold(line);
    const result = rows[index - 1]?.result;
    return result === 'ok' ? line : result === 'not verified' ? colors.yellow(line) : colors.red(line);
  });
}

/** Columns stay readable: the middle of a long name goes, and all of what differs stands below the table in full. */
function short(text: string): string {
  const whole = printable(text);
  return whole.length > 90 ? `${whole.slice(0, 43)}...${whole.slice(-44)}` : whole;
}

function inFull({ result, of, what, declared, actual, because, diff }: Row, { colors }: Terminal): string {
  const mark =
    result === 'ok'
      ? colors.dim('the same')
      : colors.red(result === 'not verified' ? 'not verified' : result);
  const told = [declared, actual].map((text) => printable(text ?? ''));
  const both =
    declared === undefined || actual === undefined || diff !== undefined
      ? ''
      : `: declared ${told[0]}, actual ${told[1]}`;
  return [
    `${mark} ${of}, ${printable(what)}${both}`,
    ...(because === undefined ? [] : [`  ${printable(because)}`]),
    ...(diff ?? []).map(({ sign, text }) => {
      const line = `  ${sign} ${printable(text)}`;
      return sign === '+' ? colors.green(line) : colors.red(line);
    }),
    ...(diff === undefined ? [] : [colors.dim('  + is there and not declared, - is declared and not there')]),
  ].join('\n');
}

function missing(rows: readonly Row[]): string[] {
  const wanted = new Map(rows.flatMap((row) => (row.missing ? [[keyOf(row.missing), row.missing]] : [])));
  if (wanted.size === 0) return [];
  const lines = [...wanted.values()].map(({ action, resource }) => `  ${action} on ${resource}`);
  return [
    `\nTo verify the rest, add to the caller's policy (--print-policy prints all that verify needs):\n${lines.join('\n')}`,
  ];
}

const keyOf = ({ action, resource }: Missing) => `${action} ${resource}`;

function verdict(rows: readonly Row[], { colors }: Terminal): string {
  const count = (...results: Row['result'][]) => rows.filter(({ result }) => results.includes(result)).length;
  const checks = `${rows.length} ${rows.length === 1 ? 'check' : 'checks'}`;
  const parts: [number, string][] = [
    [count('wider', 'wider and narrower'), 'wider than declared'],
    [count('narrower', 'wider and narrower'), 'narrower than declared'],
    [count('differs'), 'different'],
    [count('not verified'), 'not verified'],
  ];
  const told = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return told.length === 0
    ? `${checks}, ${colors.green('all as declared')}`
    : `${checks}, ${colors.red(told.join(', '))}`;
}
