import type { Sink } from '../config/destination';

/**
 * How long the function runs. The CPU times are measured: the bundled function on one core of an AMD EPYC virtual machine,
 * Node 20.20, medians of 2026-11-21 (docs/cost.md shows the runs). Lambda's cores are others: arm64 was not measured.
 */
const CPU_MS = {
  invocation: 1,
  record: 0.004,
  /** A template with three fields. */
  template: 0.007,
  /** Two calls of DynamoDB for each record. */
  claim: 0.47,
  megabyte: 7,
  compressed: { none: 0, gzip: 30, zlib: 30, flate: 30, zstd: 30 },
} as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: at 1,769 MB a function has one vCPU. */
const MB_OF_CORE = 1769;

/**
 * Of S3, until it answers a PUT: not measured. AWS speaks of 100 to 200 ms for small objects:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
const PUT_SECONDS = 0.1;
/** Not measured either. */
const UPLOAD_BYTES_A_SECOND = 50_000_000;
/** As `runtime/sink.ts` writes them. */
const OBJECTS_AT_A_TIME = 8;

export interface Batch {
  readonly records: number;
  /** Of the records, as they came. */
  readonly bytes: number;
  readonly objects: number;
  /** Of the objects, compressed. */
  readonly storedBytes: number;
}

/** Of one invocation, of a function that is warm. */
export function functionSeconds(sink: Sink, batch: Batch, memoryMb: number): number {
  const share = Math.min(1, memoryMb / MB_OF_CORE);
  const waits = Math.ceil(batch.objects / OBJECTS_AT_A_TIME) * PUT_SECONDS;
  return cpuMs(sink, batch) / 1000 / share + waits + batch.storedBytes / UPLOAD_BYTES_A_SECOND;
}

export function cpuMs(sink: Pick<Sink, 'compression' | 'template' | 'deduplicate'>, batch: Batch): number {
  const { record, template, claim, megabyte, compressed, invocation } = CPU_MS;
  const each = record + (sink.template === undefined ? 0 : template) + (sink.deduplicate ? claim : 0);
  // Each object is signed and put anew: half of what an invocation with one takes.
  const objects = (batch.objects - 1) * (invocation / 2);
  return (
    invocation +
    objects +
    batch.records * each +
    (batch.bytes / 1e6) * (megabyte + compressed[sink.compression])
  );
}
