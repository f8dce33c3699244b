import type { Destination, Sink } from '../config/destination';
import { resolveSink } from '../config/resolve-sink';
import { sinkSchema } from '../config/schema';
import { hasQueue, isFifo } from '../config/sink-source';
import { cheapest, levers, obstacleOf, settingsOf } from '../cost/advice';
import { bucketLines } from '../cost/bucket-lines';
import { estimate, firehose } from '../cost/estimate';
import { totalOf } from '../cost/line';
import { gradeNotes, notesOf, storageNotes } from '../cost/notes';
import { readPrices } from '../cost/price-list';
import { largestRecord } from '../cost/record-size';
import { counted, type Report, renderReport } from '../cost/report';
import { type Charged, USUAL, type Workload } from '../cost/workload';
import { loadDestinations } from '../load';
import type { ExitCode } from '../terminal/exit';
import { InputError } from '../terminal/input-error';
import type { Terminal } from '../terminal/terminal';
import { refuseUseless } from './cost-flags';
import { DEFAULT_FILE } from './default-file';

/** As they were typed. */
export interface CostOptions {
  readonly config?: string;
  readonly source?: Sink['source']['type'];
  readonly rate: string;
  readonly recordBytes: string;
  readonly latency?: string;
  readonly memory?: string;
  readonly compression?: Sink['compression'];
  readonly compressionRatio?: string;
  readonly maxRecords?: string;
  readonly maxSeconds?: string;
  readonly daysKept?: string;
  readonly sendBatch?: string;
  readonly keys?: string;
  readonly recordsPerRequest?: string;
  readonly shards?: string;
  readonly region?: string;
  readonly prices?: string;
  readonly json: boolean;
}

type What = Pick<Destination, 'bucket'> & {
  readonly name: string;
  readonly region?: string;
  readonly sink?: Sink;
};

const USUAL_REGION = 'us-east-1';

/** What a destination costs a month: its sink, or where it has none, what the writer's objects cost in the bucket. */
export function cost(options: CostOptions, terminal: Terminal): ExitCode {
  const what = whatOf(options);
  const workload = workloadOf(options, what.sink);
  refuseUseless(options, what.sink);
  const latency = number('--latency', options.latency, { above: 0, most: 1e6 });
  const region = options.region ?? what.region ?? USUAL_REGION;
  const prices = readPrices(region, options.prices);
  const place = options.region ?? what.region;
  const at = `${counted(workload.rate, 'records').join(' ')} a second of ${counted(workload.recordBytes, 'bytes').join(' ')}`;
  const where = `prices of ${region}${place === undefined ? ', because no region was said' : ''}`;
  const report =
    what.sink === undefined
      ? ofBucket(what, workload)
      : ofSink({ sink: what.sink, bucket: what.bucket }, workload);
  if (options.json) terminal.out(JSON.stringify({ ...report, workload, prices: used(report) }, undefined, 2));
  else terminal.out(renderReport(report, prices, terminal));
  return 0;

  function used({ lines }: Report) {
    return Object.fromEntries(lines.map(({ price }) => [price, prices[price]]));
  }

  function ofBucket({ name, bucket }: What, { rate, recordBytes }: Workload): Report {
    const puts = { objects: rate, bytes: rate * recordBytes };
    const lines = bucketLines(bucket, puts, workload, prices);
    const notes = [
      'there is no sink: each record is counted as an object that the writer puts',
      ...storageNotes(bucket, workload),
      ...gradeNotes(lines, prices),
    ];
    return { title: `The bucket of ${name}: ${at}; ${where}.`, region, lines, total: totalOf(lines), notes };
  }

  function ofSink(charged: Charged, load: Workload): Report {
    const found = estimate(charged, load, prices);
    const wanted = latency ?? Math.ceil(found.flow.longest);
    return {
      title: `${what.name}, source ${charged.sink.source.type}: ${at}, ${load.memoryMb} MB; ${where}.`,
      region,
      lines: found.lines,
      total: found.total,
      notes: notesOf(charged, load, found, prices),
      sink: {
        now: settingsOf(charged, load),
        estimate: found,
        obstacle: obstacleOf(found, charged, settingsOf(charged, load), wanted),
        latency: wanted,
        cheapest: cheapest(charged, load, prices, wanted),
        levers: levers(charged, load, prices),
        firehose: firehose(load, prices),
      },
    };
  }
}

/** S3's largest object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UploadingObjects.html */
const LARGEST_OBJECT = 5e12;

function recordBytesOf({ recordBytes: typed }: CostOptions, sink: Sink | undefined): number {
  const bytes = needed('--record-bytes', typed, { least: 1, most: LARGEST_OBJECT });
  const largest = sink && largestRecord(sink);
  if (largest === undefined || bytes <= largest.bytes) return bytes;
  throw new InputError(
    `--record-bytes ${JSON.stringify(typed)}: does not fit into ${largest.what}: write ${largest.bytes.toLocaleString('en-GB')} at most`,
  );
}

function workloadOf(options: CostOptions, sink: Sink | undefined): Workload {
  return {
    rate: needed('--rate', options.rate, { above: 0, most: 1e8 }),
    recordBytes: recordBytesOf(options, sink),
    memoryMb:
      number('--memory', options.memory, { least: 128, most: 10_240, whole: true }) ??
      sink?.memorySize ??
      512,
    compressionRatio: number('--compression-ratio', options.compressionRatio, { above: 0, most: 1 }),
    daysKept: number('--days-kept', options.daysKept, { above: 0, most: 36_500 }),
    sendBatch:
      number('--send-batch', options.sendBatch, { least: 1, most: 10, whole: true }) ?? USUAL.sendBatch,
    keys: number('--keys', options.keys, { least: 1, most: 1e6, whole: true }) ?? USUAL.keys,
    recordsPerRequest:
      number('--records-per-request', options.recordsPerRequest, { least: 1, most: 1e6, whole: true }) ??
      USUAL.recordsPerRequest,
    shards: number('--shards', options.shards, { least: 1, most: 100_000, whole: true }),
  };
}

/** The destination file, or without one a sink with the usual settings. */
function whatOf(options: CostOptions): What {
  if (options.source !== undefined && options.config !== undefined)
    throw new InputError('--source and --config: the file has a source already; leave one of them out');
  if (options.source !== undefined) {
    const sink = changed(usualSink(options.source), options);
    return {
      name: 'A sink with the usual settings',
      bucket: { existing: false, versioned: true, encryption: 's3-managed', retain: true },
      sink,
    };
  }
  const file = options.config ?? DEFAULT_FILE;
  const [{ bucket, environment, sink }] = loadDestinations([file]) as [Destination];
  return {
    name: sink === undefined ? file : `The sink of ${file}`,
    bucket,
    region: environment.region,
    ...(sink === undefined ? {} : { sink: changed(sink, options) }),
  };
}

/** What a source cannot be without; it changes no price. */
const ALSO: Readonly<Partial<Record<Sink['source']['type'], object>>> = {
  eventbridge: { pattern: { source: ['acme'] } },
  'iot-rule': { sql: "SELECT * FROM 'acme/#'" },
};

function usualSink(type: Sink['source']['type']): Sink {
  return resolveSink(sinkSchema.parse({ source: { type, ...ALSO[type] } }), { pattern: '*' });
}

/** What would be if the file said otherwise. */
function changed(sink: Sink, options: CostOptions): Sink {
  const { source, batch } = sink;
  const maxRecords =
    number('--max-records', options.maxRecords, {
      least: 1,
      most: isFifo(source) ? 10 : 10_000,
      whole: true,
    }) ?? batch.maxRecords;
  const maxSeconds =
    number('--max-seconds', options.maxSeconds, { least: 0, most: isFifo(source) ? 0 : 300, whole: true }) ??
    batch.maxSeconds;
  if (hasQueue(source) && maxSeconds === 0 && maxRecords > 10)
    throw new InputError(
      '--max-seconds: 0 is too short for batches of more than 10 messages: add --max-records 10',
    );
  return {
    ...sink,
    compression: options.compression ?? sink.compression,
    batch: { ...batch, maxRecords, maxSeconds },
  };
}

interface Bounds {
  readonly least?: number;
  readonly above?: number;
  readonly most: number;
  readonly whole?: boolean;
}

function needed(name: string, typed: string, bounds: Bounds): number {
  return number(name, typed, bounds) as number;
}

function number(
  name: string,
  typed: string | undefined,
  { least, above, most, whole }: Bounds,
): number | undefined {
  if (typed === undefined) return undefined;
  const value = /^\d+(\.\d+)?(e\d+)?$/i.test(typed.trim()) ? Number(typed) : Number.NaN;
  const fits =
    value <= most && value >= (least ?? 0) && value > (above ?? -1) && !(whole && !Number.isInteger(value));
  if (fits) return value;
  const from = least === undefined ? `greater than ${above}` : `from ${least} on`;
  throw new InputError(
    `${name} ${JSON.stringify(typed)}: write a ${whole ? 'whole ' : ''}number ${from}, ${most.toLocaleString('en-GB')} at most`,
  );
}
