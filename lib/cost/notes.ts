import { hasQueue, isFifo, isRequest } from '../config/sink-source';
import { functionSeconds as timeoutSeconds } from '../config/sink-timeout';
import type { Estimate } from './estimate';
import { type Flow, MOST_IN_FLIGHT, shardsNeeded } from './flow';
import type { Line } from './line';
import type { Prices } from './price';
import { settingFor } from './record-size';
import { amount, counted } from './report';
import { type Charged, daysStored, type Workload } from './workload';

/** Of one action, without high throughput: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const FIFO_REQUESTS_A_SECOND = 300;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
const PUTS_A_SECOND = 3500;

/** What is supposed, and what does not fit. */
export function notesOf(
  charged: Charged,
  workload: Workload,
  { flow, lines }: Estimate,
  prices: Prices,
): string[] {
  const { sink, bucket } = charged;
  const fields =
    sink.key.includes('{field:') && workload.keys === 1
      ? 'sink.key has fields, and each value in a batch is an object of its own: say how many with --keys'
      : undefined;
  return [
    ...storageNotes(bucket, workload),
    ...[...sourceNotes(charged, workload, flow), ...flowNotes(charged, flow), fields].filter(
      (note) => note !== undefined,
    ),
    ...gradeNotes(lines, prices),
  ];
}

type Note = string | undefined;

function sourceNotes({ sink }: Charged, workload: Workload, flow: Flow): Note[] {
  const { source } = sink;
  const { rate, recordBytes, recordsPerRequest, sendBatch, shards } = workload;
  const requests = rate / Math.min(flow.received, source.type === 'sqs' ? sendBatch : 1);
  const setting = settingFor(sink, recordBytes);
  const needed = shardsNeeded(workload);
  return [
    setting === undefined
      ? undefined
      : `records of ${amount(recordBytes)} bytes come through only where the ${setting} says so`,
    isRequest(source) && flow.batch.records < recordsPerRequest
      ? `a request holds 6 MB: ${counted(flow.batch.records, 'records').join(' ')}, not ${amount(recordsPerRequest)}`
      : undefined,
    source.type === 'kinesis' && shards !== undefined && shards < needed
      ? `--shards ${shards} is too few: one takes 1,000 records or 1 MiB a second, and this wants ${needed}`
      : undefined,
    hasQueue(source) && isFifo(source) && requests > FIFO_REQUESTS_A_SECOND
      ? `a FIFO queue takes ${FIFO_REQUESTS_A_SECOND} requests of a kind a second, and these are ${amount(requests)}: it needs high throughput, and many message groups`
      : undefined,
  ];
}

function flowNotes({ sink }: Charged, flow: Flow): Note[] {
  const { concurrency, inFlight, mostConcurrent, objects, seconds } = flow;
  const timeout = timeoutSeconds(sink);
  return [
    concurrency > mostConcurrent
      ? `the sink falls behind: ${amount(concurrency)} invocations would have to run at a time, and ${amount(mostConcurrent)} can: raise batch.maxRecords, or the concurrency`
      : undefined,
    inFlight > MOST_IN_FLIGHT
      ? `${amount(inFlight)} messages would be in flight, and a queue allows ${amount(MOST_IN_FLIGHT)}: lower batch.maxSeconds or batch.maxRecords, or share the records among several sinks`
      : undefined,
    seconds > timeout
      ? `an invocation would take ${amount(seconds)} s, and the function is stopped after ${timeout} s: lower batch.maxRecords, or raise memorySize`
      : undefined,
    objects > PUTS_A_SECOND
      ? `these are ${amount(objects)} PUTs a second, and S3 takes ${amount(PUTS_A_SECOND)} for each partition of the keys: let what differs most stand first in sink.key, or make fewer objects`
      : undefined,
  ];
}

export function storageNotes(bucket: Charged['bucket'], workload: Pick<Workload, 'daysKept'>): string[] {
  if (workload.daysKept !== undefined) return [];
  const days = counted(daysStored(bucket, workload), 'days').join(' ');
  if (bucket.existing || bucket.expireObjectsAfterDays === undefined)
    return [`storage is that of ${days}: say how long objects are kept with --days-kept`];
  if (!bucket.versioned) return [];
  return [
    `objects are stored for ${days}: ${bucket.expireObjectsAfterDays}, and as long again as noncurrent versions`,
  ];
}

/** Which of the prices that were used nobody has confirmed. */
export function gradeNotes(lines: readonly Line[], prices: Prices): string[] {
  const unsure = lines.filter(({ price, usd }) => usd >= 0.005 && prices[price].grade === 'unconfirmed');
  if (unsure.length === 0) return [];
  const names = [...new Set(unsure.map(({ price }) => price))].join(', ');
  return [`not confirmed against AWS's price list: ${names}; --prices takes your own`];
}
