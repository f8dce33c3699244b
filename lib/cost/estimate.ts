import { bucketLines } from './bucket-lines';
import { type Flow, flowOf } from './flow';
import { claimLines, functionLines, watchLines } from './function-lines';
import { type Line, linesOf, totalOf } from './line';
import type { Prices } from './price';
import { sourceLines } from './source-lines';
import { type Charged, GB, SECONDS_OF_MONTH, type Workload } from './workload';

export interface Estimate {
  readonly flow: Flow;
  readonly lines: readonly Line[];
  /** US dollars a month. */
  readonly total: number;
}

/** What a sink costs a month, under a steady load, without AWS's free tiers. */
export function estimate(charged: Charged, workload: Workload, prices: Prices): Estimate {
  const flow = flowOf(charged, workload);
  const puts = { objects: flow.objects, bytes: flow.invocations * flow.batch.storedBytes };
  const lines = [
    ...sourceLines(charged, workload, flow, prices),
    ...functionLines(flow, workload, prices),
    ...claimLines(charged, workload, prices),
    ...bucketLines(charged.bucket, puts, workload, prices),
    ...watchLines(charged, flow, prices),
  ];
  return { flow, lines, total: totalOf(lines) };
}

/** https://aws.amazon.com/firehose/pricing/: each record is rounded to 5 KB. */
const FIREHOSE_ROUNDS = 5 * 1024;

/** What Amazon Data Firehose takes for the same records, written to it directly, without partitioning or conversion. */
export function firehose(
  { rate, recordBytes }: Pick<Workload, 'rate' | 'recordBytes'>,
  prices: Prices,
): Line {
  const bytes = rate * SECONDS_OF_MONTH * Math.ceil(recordBytes / FIREHOSE_ROUNDS) * FIREHOSE_ROUNDS;
  return linesOf(prices, 'Firehose')('data in, records rounded to 5 KB', 'firehoseGb', bytes / GB);
}
