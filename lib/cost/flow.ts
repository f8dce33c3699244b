import { hasQueue, isFifo, isRequest } from '../config/sink-source';
import { functionSeconds as timeoutSeconds } from '../config/sink-timeout';
import { type Batch, functionSeconds } from './duration';
import { fits, PAYLOAD } from './record-size';
import { type Charged, ratioOf, type Workload } from './workload';

/** How records go through the sink: everything that is charged for is counted from this. */
export interface Flow {
  /** What one invocation gets, on average. */
  readonly batch: Batch;
  /** A second. */
  readonly invocations: number;
  readonly objects: number;
  /** Of one invocation. */
  readonly seconds: number;
  /** Invocations at a time, on average. */
  readonly concurrency: number;
  /** As many as there can be, for the limits of the source. */
  readonly mostConcurrent: number;
  /** From a record's arrival at the source until it is in S3, for the first of a batch, under the steady load. */
  readonly latency: number;
  /** The same, however few records come: the whole window. */
  readonly longest: number;
  /** Records in one answer of SQS; 0 without a queue. */
  readonly received: number;
  /** Messages that pollers and functions hold; 0 without a queue. */
  readonly inFlight: number;
  /** Pollers of a queue, shards of a stream. */
  readonly readers: number;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: five batches at a time to begin with, up to 300
 * more a minute, 1,250 at most; with a maximum concurrency 1,000.
 */
const POLLERS = { first: 5, most: 1250, mostReserved: 1000 } as const;
/**
 * Messages in an answer of SQS are ten at most. How many they are with few messages is not documented: an answer is
 * supposed to take a tenth of a second, during which each poller finds its share.
 */
const RECEIVED_MOST = 10;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MOST_IN_FLIGHT = 120_000;
const ANSWERS_A_SECOND = 10;

/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html: of a shard, and of a new on-demand stream. */
const SHARD = { records: 1000, bytes: 2 ** 20 } as const;
const FIRST_SHARDS = 4;
/** Lambda looks into each shard once a second, window or not: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
const LOOK_SECONDS = 1;

/** Whether the limits of the source and the function's timeout let it through. */
export const keepsUp = (
  { concurrency, mostConcurrent, inFlight, seconds }: Flow,
  sink: Charged['sink'],
): boolean => concurrency <= mostConcurrent && inFlight <= MOST_IN_FLIGHT && seconds <= timeoutSeconds(sink);

export function flowOf(charged: Charged, workload: Workload): Flow {
  const { source } = charged.sink;
  if (isRequest(source)) return ofRequests(charged, workload);
  return hasQueue(source) ? ofQueue(charged, workload) : ofStream(charged, workload);
}

function ofQueue(charged: Charged, workload: Workload): Flow {
  const { sink } = charged;
  const { rate } = workload;
  const windowed = !isFifo(sink.source) && sink.batch.maxSeconds > 0;
  const window = windowed ? sink.batch.maxSeconds : 0;
  const received = clamp(rate / (POLLERS.first * ANSWERS_A_SECOND), 1, RECEIVED_MOST);
  const most = Math.min(sink.batch.maxRecords, fits('sqs', workload.recordBytes));
  const gather = (pollers: number) => clamp(windowed ? (rate * window) / pollers : received, 1, most);
  let pollers: number = POLLERS.first;
  let batch = batchOf(charged, workload, gather(pollers));
  // More pollers share the messages, and make smaller batches, until both fit.
  for (let round = 0; round < 8; round++) {
    const busy = (rate / batch.records) * functionSeconds(sink, batch, workload.memoryMb);
    pollers = clamp(Math.ceil(busy), POLLERS.first, POLLERS.most);
    batch = batchOf(charged, workload, gather(pollers));
  }
  const wait = Math.min(window, (batch.records * pollers) / rate);
  const reserved = sink.reservedConcurrency;
  const mostConcurrent = reserved === undefined ? POLLERS.most : Math.min(POLLERS.mostReserved, reserved);
  return finish(charged, workload, batch, { wait, window, received, readers: pollers, mostConcurrent });
}

function ofStream(charged: Charged, workload: Workload): Flow {
  const { sink } = charged;
  const shards = shardsOf(workload);
  const window = Math.max(LOOK_SECONDS, sink.batch.maxSeconds);
  const most = Math.min(sink.batch.maxRecords, fits('kinesis', workload.recordBytes));
  const batch = batchOf(charged, workload, clamp((workload.rate * window) / shards, 1, most));
  const wait = Math.min(window, (batch.records * shards) / workload.rate) + LOOK_SECONDS;
  const mostConcurrent = Math.min(shards, sink.reservedConcurrency ?? shards);
  return finish(charged, workload, batch, {
    wait,
    window: window + LOOK_SECONDS,
    received: 0,
    readers: shards,
    mostConcurrent,
  });
}

/**
 * An on-demand stream holds twice the highest rate of 30 days.
 * https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export function shardsOf({ rate, recordBytes, shards }: Workload): number {
  const needed = Math.max(rate / SHARD.records, (rate * recordBytes) / SHARD.bytes);
  return shards ?? Math.max(FIRST_SHARDS, Math.ceil(2 * needed));
}

/** What the shards of a provisioned stream take; an on-demand stream takes more by itself. */
export const shardsNeeded = ({ rate, recordBytes }: Workload): number =>
  Math.ceil(Math.max(rate / SHARD.records, (rate * recordBytes) / SHARD.bytes));

function ofRequests(charged: Charged, workload: Workload): Flow {
  const records = Math.max(
    1,
    Math.min(workload.recordsPerRequest, Math.floor(PAYLOAD / workload.recordBytes)),
  );
  const batch = batchOf(charged, workload, records);
  const { reservedConcurrency } = charged.sink;
  // The account's own limit is 1,000 unless AWS has raised it.
  const mostConcurrent = Math.min(1000, reservedConcurrency ?? 1000);
  return finish(charged, workload, batch, { wait: 0, window: 0, received: 0, readers: 0, mostConcurrent });
}

interface Rest extends Pick<Flow, 'received' | 'readers' | 'mostConcurrent'> {
  /** Seconds until a batch is full, or the window over. */
  readonly wait: number;
  /** Seconds until it is over. */
  readonly window: number;
}

function finish(
  { sink }: Charged,
  { rate, memoryMb }: Workload,
  batch: Batch,
  { wait, window, ...rest }: Rest,
): Flow {
  const seconds = functionSeconds(sink, batch, memoryMb);
  const invocations = rate / batch.records;
  return {
    batch,
    invocations,
    objects: invocations * batch.objects,
    seconds,
    concurrency: invocations * seconds,
    latency: wait + seconds,
    longest: window + seconds,
    inFlight: rest.received > 0 ? rate * (wait + seconds) : 0,
    ...rest,
  };
}

function batchOf({ sink }: Charged, workload: Workload, records: number): Batch {
  const { recordBytes, keys } = workload;
  const bytes = records * recordBytes;
  const groups = Math.min(keys, records);
  const { maxRecords, maxBytes } = sink.batch;
  const parts = Math.max(1, Math.ceil(records / groups / maxRecords), Math.ceil(bytes / groups / maxBytes));
  // A record gets a newline.
  const storedBytes = (bytes + records) * ratioOf(sink, workload);
  return { records, bytes, objects: groups * parts, storedBytes };
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
