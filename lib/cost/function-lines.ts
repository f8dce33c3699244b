import { Metrics } from '../sink/runtime/metrics';
import type { Flow } from './flow';
import { type Line, linesOf } from './line';
import type { Prices } from './price';
import { type Charged, GB, SECONDS_OF_DAY, SECONDS_OF_MONTH, type Workload } from './workload';

/** What Lambda writes beside the function's line: START, END and REPORT, counted from AWS's own examples. */
const LAMBDA_LINES = { bytes: 330, lines: 3 } as const;
/** https://aws.amazon.com/cloudwatch/pricing/: stored logs are compressed, as AWS counts to 0.15; 26 bytes a line. */
const LOG_STORED = { ratio: 0.15, lineBytes: 26 } as const;
/** The log's retention, three months (`sink-function.ts`). */
const LOG_MONTHS = 3;

/** Of `runtime/aws/claims.ts`: what a claim takes in the table, with the 100 bytes that DynamoDB adds to an item. */
const CLAIM_BYTES = 250;
const CLAIM_DAYS = 15;
/** One to claim, one to finish. */
const WRITES_OF_RECORD = 2;

export function functionLines(flow: Flow, { memoryMb }: Workload, prices: Prices): Line[] {
  const line = linesOf(prices, 'Lambda');
  const invocations = flow.invocations * SECONDS_OF_MONTH;
  // Each invocation is rounded to the next millisecond.
  const milliseconds = Math.ceil(flow.seconds * 1000 - 1e-9);
  return [
    line('requests', 'lambdaRequests', invocations),
    line('compute, arm64', 'lambdaGbSeconds', (invocations * milliseconds * memoryMb) / 1000 / 1024),
  ];
}

export function claimLines({ sink }: Charged, { rate }: Workload, prices: Prices): Line[] {
  if (!sink.deduplicate) return [];
  const line = linesOf(prices, 'DynamoDB');
  return [
    line('writes of deduplicate', 'dynamoWrites', rate * SECONDS_OF_MONTH * WRITES_OF_RECORD),
    line(
      'claims of 15 days',
      'dynamoStorageGbMonths',
      (rate * SECONDS_OF_DAY * CLAIM_DAYS * CLAIM_BYTES) / GB,
    ),
  ];
}

/** The function's log, the metrics that are read out of it, and the alarms. */
export function watchLines({ sink }: Charged, flow: Flow, prices: Prices): Line[] {
  const line = linesOf(prices, 'CloudWatch');
  const invocations = flow.invocations * SECONDS_OF_MONTH;
  const own = logLine(sink.source.type, flow);
  const bytes = Buffer.byteLength(own) + 1 + LAMBDA_LINES.bytes;
  const stored = bytes * LOG_STORED.ratio + (LAMBDA_LINES.lines + 1) * LOG_STORED.lineBytes;
  const directives = JSON.parse(own)._aws.CloudWatchMetrics as readonly {
    readonly Metrics: readonly unknown[];
  }[];
  const metrics = directives.reduce((sum, { Metrics: names }) => sum + names.length, 0);
  return [
    line('log', 'logGb', (invocations * bytes) / GB),
    line('log of three months', 'logStorageGbMonths', (invocations * stored * LOG_MONTHS) / GB),
    line('metrics', 'metrics', metrics),
    line('alarms', 'alarms', sink.source.type === 'invoke' ? 2 : 3),
  ];
}

/** The function's own line for a batch of this size. */
export function logLine(source: Charged['sink']['source']['type'], { batch, seconds }: Flow): string {
  const metrics = new Metrics();
  const { records, bytes, objects, storedBytes } = batch;
  metrics.add('RecordsIn', Math.round(records));
  metrics.add('RecordsOut', Math.round(records));
  metrics.add('BytesIn', Math.round(bytes));
  metrics.add('BytesOut', Math.round(storedBytes));
  metrics.add('Objects', objects);
  for (let object = 0; object < objects; object++) metrics.putTook(seconds * 1000);
  return metrics.line({ name: 'destination', source }, 1_700_000_000_000);
}
