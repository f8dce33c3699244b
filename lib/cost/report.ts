import { renderTable } from '../terminal/table';
import type { Terminal } from '../terminal/terminal';
import type { Cheapest, Lever, Settings } from './advice';
import type { Estimate } from './estimate';
import { MOST_IN_FLIGHT, shardsNeeded } from './flow';
import type { Line } from './line';
import { type PriceKey, type Prices, UNITS } from './price';
import { type Charged, daysStored, SECONDS_OF_DAY, type Workload } from './workload';

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
    amount(quantity),
    unit,
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
  const { batch, concurrency, latency, objects } = flow;
  return [
    `Records in an object: ${amount(batch.records / batch.objects)}, in ${amount(batch.storedBytes / batch.objects)} bytes. Objects a day: ${amount(objects * SECONDS_OF_DAY)}.`,
    `A record is in S3 after ${seconds(latency)} at most; ${amount(concurrency)} invocations of ${seconds(flow.seconds)} run at a time.`,
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

function renderCheapest({ now, cheapest, latency }: NonNullable<Report['sink']>, total: number): string[] {
  if (cheapest === undefined) return [`No settings put a record into S3 within ${seconds(latency)}.`];
  const changes = (Object.keys(now) as (keyof Settings)[]).filter(
    (key) => cheapest.settings[key] !== now[key],
  );
  if (changes.length === 0) return [`No settings are cheaper where a record may take ${seconds(latency)}.`];
  const { total: least, flow } = cheapest.estimate;
  const what = changes.map((key) => `${key} ${cheapest.settings[key]} (now ${now[key]})`).join(', ');
  return [
    `Cheapest where a record may take ${seconds(latency)}: ${what}.`,
    `That is ${money(least)} USD a month instead of ${money(total)}; a record is in S3 after ${seconds(flow.latency)} at most.`,
  ];
}

/** What is supposed, and what does not fit. */
export function notesOf(
  charged: Charged,
  workload: Workload,
  { flow, lines }: Estimate,
  prices: Prices,
): string[] {
  const { sink, bucket } = charged;
  const notes = [...storageNotes(bucket, workload)];
  if (flow.concurrency > flow.mostConcurrent)
    notes.push(
      `the sink falls behind: ${amount(flow.concurrency)} invocations would have to run at a time, and ${flow.mostConcurrent} can: raise batch.maxRecords, or the concurrency`,
    );
  if (flow.inFlight > MOST_IN_FLIGHT)
    notes.push(
      `${amount(flow.inFlight)} messages would be in flight, and a queue allows ${amount(MOST_IN_FLIGHT)}: lower batch.maxSeconds or batch.maxRecords, or share the records among several sinks`,
    );
  if (
    sink.source.type === 'kinesis' &&
    workload.shards !== undefined &&
    workload.shards < shardsNeeded(workload)
  )
    notes.push(
      `${workload.shards} shards are too few: one takes 1,000 records or 1 MiB a second, and this is ${shardsNeeded(workload)} shards' worth`,
    );
  if (sink.key.includes('{field:') && workload.keys === 1)
    notes.push(
      'sink.key has fields, and each value in a batch is an object of its own: say how many with --keys',
    );
  return [...notes, ...gradeNotes(lines, prices)];
}

export function storageNotes(bucket: Charged['bucket'], workload: Pick<Workload, 'daysKept'>): string[] {
  if (workload.daysKept !== undefined) return [];
  if (bucket.existing || bucket.expireObjectsAfterDays === undefined)
    return [
      `storage is that of ${daysStored(bucket, workload)} days: say how long objects are kept with --days-kept`,
    ];
  if (!bucket.versioned) return [];
  return [
    `objects are stored for ${daysStored(bucket, workload)} days: ${bucket.expireObjectsAfterDays}, and as long again as noncurrent versions`,
  ];
}

/** Which of the prices that were used nobody has confirmed. */
export function gradeNotes(lines: readonly Line[], prices: Prices): string[] {
  const unsure = lines.filter(({ price, usd }) => usd >= 0.005 && prices[price].grade === 'unconfirmed');
  if (unsure.length === 0) return [];
  const names = [...new Set(unsure.map(({ price }) => price))].join(', ');
  return [`not confirmed against AWS's price list: ${names}; --prices takes your own`];
}

function priceText(prices: Prices, key: PriceKey): string {
  const { usd } = prices[key];
  const { per, unit } = UNITS[key];
  const first = typeof usd === 'number' ? usd : (usd[0]?.usd ?? 0);
  const name = per === 1 ? unit.replace(/(?<!-)s$/, '') : `${amount(per)}`;
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

const seconds = (value: number): string => `${amount(value)} s`;
