import type { Outcome } from './runs';
import type { Scenario } from './scenarios';

/** Figures side by side, as a Markdown table. */
export function table(outcomes: readonly (readonly [Scenario, Outcome])[]): string {
  const row = (
    name: string,
    figure: (outcome: Outcome, scenario: Scenario) => string | number | false | undefined,
  ) => [name, ...outcomes.map(([scenario, outcome]) => String(figure(outcome, scenario) ?? '–'))];
  const count = (name: string) => (outcome: Outcome) => outcome.counts[name];
  return markdown([
    ['', ...outcomes.map(([{ name }]) => name)],
    row('invocations', count('invocations')),
    row('records in', ({ report }) => report.recordsIn),
    row('objects', ({ report }) => report.objects),
    row('**lost**', ({ report }) => report.lost.length),
    row(
      '**doubled**',
      ({ report }, { mayDouble }) => `${report.doubled.length}${mayDouble ? ' (may be)' : ''}`,
    ),
    row('poison records', ({ report }) => report.poison),
    row('poison not accounted for', ({ report }) => report.unaccounted.length),
    row('poison twice in the DLQ', ({ report }) => report.deadLetterDoubles),
    row('good records given up', ({ report }) => report.redriven),
    row('out of order', ({ report }, { source }) => (source === 'sqs-fifo' ? report.outOfOrder : undefined)),
    row('other violations', ({ report }) => report.violations.length),
    row('functions killed', count('killed')),
    row('functions out of time', count('timeouts')),
    row('invocations that threw', count('errors')),
    row('records delivered again', count('redelivered')),
    row('spurious deliveries', count('spurious')),
    row('most receives of a message', count('mostReceives')),
    row('pollers restarted', count('restarts')),
    row('ranges split', count('splits')),
    row('claims taken over', (outcome, { deduplicate }) => deduplicate && outcome.counts.takeovers),
    row('412: there already', count('found')),
    row('409: under way', count('conflicts')),
    row('faults injected', ({ faults }) =>
      [...faults].reduce((n, [name, c]) => (name === 'none' ? n : n + c), 0),
    ),
    row('seconds', ({ seconds }) => seconds.toFixed(1)),
  ]);
}

/** What went wrong on purpose, by kind. */
export function faultTable(outcomes: readonly (readonly [Scenario, Outcome])[]): string {
  const kinds = [...new Set(outcomes.flatMap(([, { faults }]) => [...faults.keys()]))].sort();
  return markdown([
    ['requests', ...outcomes.map(([{ name }]) => name)],
    ...kinds.map((kind) => [kind, ...outcomes.map(([, { faults }]) => String(faults.get(kind) ?? 0))]),
  ]);
}

function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head = [], ...rest] = rows;
  return [line(head), rule, ...rest.map(line)].join('\n');
}
