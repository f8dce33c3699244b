import { cost } from '../../lib/cli/cost';
import { cheapest } from '../../lib/cost/advice';
import { type Estimate, estimate, firehose } from '../../lib/cost/estimate';
import { type Line, totalOf } from '../../lib/cost/line';
import { PRICE_KEYS, type Price, UNITS } from '../../lib/cost/price';
import { readPrices } from '../../lib/cost/price-list';
import { amount, counted, money } from '../../lib/cost/report';
import { SECONDS_OF_DAY } from '../../lib/cost/workload';
import { memoryTerminal } from '../cli/support';
import { charged, load, US } from './support';

/** What stands between `<!-- cost: name -->` and `<!-- /cost -->` in docs/. */
export const TABLES: Readonly<Record<string, () => string>> = {
  prices,
  example,
  scale,
  tuned,
  firehose: peers,
};

export const withTables = (text: string): string =>
  text.replace(/<!-- cost: (\w+) -->[\s\S]*?<!-- \/cost -->/g, (_, name: string) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`No table ${name}`);
    return `<!-- cost: ${name} -->\n${table()}\n<!-- /cost -->`;
  });

const markdown = (rows: readonly (readonly string[])[]): string => {
  const [heading = [], ...others] = rows.map((row) => `| ${row.join(' | ')} |`);
  return [heading, `|${rows[0]?.map(() => '---').join('|')}|`, ...others].join('\n');
};

const GRADES = { 'price-list': 'A', published: 'B', derived: 'C', unconfirmed: 'D', yours: '' } as const;

function prices(): string {
  const regions = [US, readPrices('eu-west-1')];
  const shown = ({ usd, grade, date }: Price) => {
    const tiers = typeof usd === 'number' ? [usd] : usd.map((tier) => tier.usd);
    return `${tiers.map(String).join(', ')} (${GRADES[grade]}, ${date})`;
  };
  return markdown([
    ['price', 'USD for', 'us-east-1', 'eu-west-1', 'page'],
    ...PRICE_KEYS.map((key) => {
      const { per, unit, page } = UNITS[key];
      return [
        `\`${key}\``,
        counted(per, unit).join(' '),
        ...regions.map((region) => shown(region[key])),
        page.replace('https://aws.amazon.com/', ''),
      ];
    }),
  ]);
}

function example(): string {
  const terminal = memoryTerminal();
  cost({ source: 'sqs', rate: '1000', recordBytes: '500', latency: '60', json: false }, terminal);
  return `\`\`\`\n${terminal.stdout.join('\n')}\n\`\`\``;
}

const RATES = [10, 100, 1000, 10_000, 100_000];
const BYTES = 500;
const SOURCES = ['sqs', 'kinesis'];
const OF_SOURCE = new Set(['SQS', 'Kinesis']);

const sumOf = (lines: readonly Line[], wanted: (line: Line) => boolean) =>
  money(totalOf(lines.filter(wanted)));

function costs({ lines, total }: Estimate): string[] {
  return [
    sumOf(lines, ({ service }) => OF_SOURCE.has(service)),
    sumOf(lines, ({ service }) => service === 'Lambda' || service === 'CloudWatch'),
    sumOf(lines, ({ price }) => price === 's3Puts'),
    sumOf(lines, ({ price }) => price === 's3StorageGbMonths'),
    money(total),
  ];
}

const COSTS = ['queue or stream', 'function and log', 'PUTs', 'storage', 'USD a month'];

/** Every rate through the usual settings. */
function scale(): string {
  const rows = SOURCES.flatMap((type) =>
    RATES.map((rate) => {
      const found = estimate(
        charged({ source: { type }, compression: 'gzip' }),
        load({ rate, recordBytes: BYTES }),
        US,
      );
      const { batch, objects, latency, concurrency, readers } = found.flow;
      return [
        type,
        amount(rate),
        amount(readers),
        amount(batch.records),
        amount(latency),
        amount(concurrency),
        amount(objects),
        amount(objects * SECONDS_OF_DAY),
        ...costs(found),
      ];
    }),
  );
  const heading = [
    'source',
    'records/s',
    'pollers or shards',
    'records an object',
    'latency, s',
    'concurrency',
    'PUT/s',
    'objects a day',
  ];
  return markdown([[...heading, ...COSTS], ...rows]);
}

/** The cheapest settings for a latency, with the memory that the kit gives. */
function tuned(): string {
  const rows = SOURCES.flatMap((type) =>
    RATES.flatMap((rate) =>
      [10, 60, 300].map((latency) => {
        const workload = load({ rate, recordBytes: BYTES });
        const best = cheapest(
          charged({ source: { type }, compression: 'gzip' }),
          workload,
          US,
          latency,
          [512],
        );
        if (best === undefined) return [type, amount(rate), amount(latency), 'none', '', '', '', '', ''];
        const { settings, estimate: found } = best;
        return [
          type,
          amount(rate),
          amount(latency),
          `${settings['batch.maxRecords']}`,
          `${settings['batch.maxSeconds']}`,
          settings.compression,
          amount(found.flow.batch.records),
          amount(found.flow.objects * SECONDS_OF_DAY),
          money(found.total),
        ];
      }),
    ),
  );
  const heading = [
    'source',
    'records/s',
    'wanted, s',
    '`maxRecords`',
    '`maxSeconds`',
    'compression',
    'records an object',
    'objects a day',
    'USD a month',
  ];
  return markdown([heading, ...rows]);
}

/** Without storage, which is the same for all. */
function peers(): string {
  const rows = [100, 500, 1024, 5 * 1024, 20 * 1024, 100 * 1024].map((recordBytes) => {
    const workload = load({ rate: 1000, recordBytes });
    const of = (type: string, change = {}) => {
      const { lines } = estimate(
        charged({ source: { type }, compression: 'gzip' }),
        { ...workload, ...change },
        US,
      );
      return sumOf(lines, ({ price }) => price !== 's3StorageGbMonths');
    };
    const shards = Math.max(1, Math.ceil(1.25 * Math.max(1, (1000 * recordBytes) / 2 ** 20)));
    return [
      amount(recordBytes),
      of('sqs'),
      of('sqs', { sendBatch: 1 }),
      of('kinesis'),
      `${of('kinesis', { shards })} (${shards} shards)`,
      of('invoke'),
      money(firehose(workload, US).usd),
    ];
  });
  const heading = [
    'bytes of a record',
    'SQS, ten a request',
    'SQS, one a request',
    'Kinesis on-demand',
    'Kinesis provisioned',
    'invoke, 1,000 a request',
    'Firehose',
  ];
  return markdown([heading, ...rows]);
}
