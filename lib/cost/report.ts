import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import type { Cheapest, Lever, Settings } from './advice';
import type { Estimate } from './estimate';
import type { Flow } from './flow';
import type { Line } from './line';
import { type PriceKey, type Prices, UNITS } from './price';
import { SECONDS_OF_DAY } from './workload';

export interface Report {
  readonly title: string;
  readonly region: string;
  readonly lines: readonly Line[];
  readonly total: number;
  readonly notes: readonly string[];
  /** Of a sink. */
  readonly sink?: {
    readonly now: Settings;
    readonly estimate: Estimate;
    /** Why the settings as they are are none to recommend; else absent. */
    readonly obstacle?: string;
    readonly latency: number;
    readonly cheapest?: Cheapest;
    readonly levers: readonly Lever[];
    readonly firehose: Line;
  };
}

const SHOWN_LEVERS = 6;

export function renderReport(report: Report, prices: Prices, { colors }: Pick<Terminal, 'colors'>): string {
  const { title, lines, total, notes, sink } = report;
  const heading = ['service', 'what', 'a month', '', 'price', 'USD a month'];
  const rows = lines.map(({ service, what, quantity, unit, price, usd }) => [
    service,
    what,
    ...counted(quantity, unit),
    priceText(prices, price),
    money(usd),
  ]);
  const all = [heading, ...rows, ['total', '', '', '', '', money(total)]];
  const style = (line: string, row: number) =>
    row === 0 || row === all.length - 1 ? colors.bold(line) : line;
  return [
    title,
    '',
    renderTable(all, style),
    ...(sink === undefined ? [] : ['', ...renderSink(sink, total)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `${colors.dim('note')} ${note}`)]),
  ].join('\n');
}

function renderSink(sink: NonNullable<Report['sink']>, total: number): string[] {
  const { flow } = sink.estimate;
  const { batch, concurrency, latency, longest, objects } = flow;
  return [
    `Records in an object: ${amount(batch.records / batch.objects)}, in ${amount(batch.storedBytes / batch.objects)} bytes. Objects a day: ${amount(objects * SECONDS_OF_DAY)}.`,
    `A record is in S3 after ${afterAll({ latency, longest })}; ${amount(concurrency)} invocations of ${seconds(flow.seconds)} run at a time.`,
    '',
    ...renderCheapest(sink, total),
    '',
    'What changes it most, one setting at a time:',
    renderTable([
      ['setting', 'now', 'then', 'USD a month'],
      ...sink.levers
        .slice(0, SHOWN_LEVERS)
        .map(({ setting, from, to, usd }) => [
          setting,
          from,
          to,
          `${usd < 0 ? '-' : '+'}${money(Math.abs(usd))}`,
        ]),
    ]),
    '',
    `Amazon Data Firehose takes ${money(sink.firehose.usd)} USD for the same records, S3 not counted.`,
  ];
}

function renderCheapest(
  { now, obstacle, cheapest, latency }: NonNullable<Report['sink']>,
  total: number,
): string[] {
  if (cheapest === undefined)
    return [`No settings keep up with the records and put each into S3 within ${seconds(latency)}.`];
  const changes = (Object.keys(now) as (keyof Settings)[]).filter(
    (key) => cheapest.settings[key] !== now[key],
  );
  if (changes.length === 0) return [`No settings are cheaper where a record may take ${seconds(latency)}.`];
  const { total: least, flow } = cheapest.estimate;
  const what = changes.map((key) => `${key} ${cheapest.settings[key]} (now ${now[key]})`).join(', ');
  return [
    ...(obstacle === undefined ? [] : [`The settings as they are ${obstacle}.`]),
    `Cheapest where a record may take ${seconds(latency)}: ${what}.`,
    `That is ${money(least)} USD a month instead of ${money(total)}; a record is in S3 after ${afterAll(flow)}.`,
  ];
}

/** Batches that are full do not wait for the window. */
const afterAll = ({ latency, longest }: Pick<Flow, 'latency' | 'longest'>) =>
  longest - latency < 0.5
    ? `${seconds(longest)} at most`
    : `${seconds(latency)} at most, ${seconds(longest)} where fewer come`;

function priceText(prices: Prices, key: PriceKey): string {
  const { usd } = prices[key];
  const { per, unit } = UNITS[key];
  const first = typeof usd === 'number' ? usd : (usd[0]?.usd ?? 0);
  const name = per === 1 ? counted(1, unit)[1] : amount(per);
  return `${String(first)}${typeof usd === 'number' ? '' : ' and less'} per ${name}`;
}

export const money = (usd: number): string =>
  usd > 0 && usd < 0.005
    ? '<0.01'
    : usd.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Three digits say enough of an estimate. */
export function amount(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 3;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** A number and its unit, which is singular where the number reads as one. */
export function counted(value: number, units: string): readonly [string, string] {
  const text = amount(value);
  return [text, text === '1' ? units.replace(/(?<!-)s\b/, '') : units];
}

const seconds = (value: number): string => `${amount(value)} s`;
