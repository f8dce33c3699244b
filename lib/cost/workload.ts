import type { Destination, Sink } from '../config/destination';

/** What is asked for; everything else follows from the sink's settings. */
export interface Workload {
  /** Records a second, day and night. */
  readonly rate: number;
  /** Of one record as it comes, in bytes. */
  readonly recordBytes: number;
  /** Of the function. */
  readonly memoryMb: number;
  /** Bytes after compression by bytes before it; absent: what was measured. */
  readonly compressionRatio?: number;
  /** How long S3 stores a byte; absent: what the bucket's lifecycle says, else 30. */
  readonly daysKept?: number;
  /** Messages in one request of who sends to the queue, 1 to 10. */
  readonly sendBatch: number;
  /** Values of the fields in the object key: a batch becomes so many objects. */
  readonly keys: number;
  /** In one request to a function URL, or in one invocation. */
  readonly recordsPerRequest: number;
  /** Of a provisioned stream; absent: the stream is on-demand. */
  readonly shards?: number;
}

export const USUAL = { sendBatch: 10, keys: 1, recordsPerRequest: 1000 } as const;

/** What of a destination is charged for. */
export interface Charged {
  readonly sink: Sink;
  readonly bucket: Destination['bucket'];
}

export const SECONDS_OF_DAY = 86_400;
/** AWS's own calculator has months of 730 hours. */
export const HOURS_OF_MONTH = 730;
export const SECONDS_OF_MONTH = HOURS_OF_MONTH * 3600;
/** AWS's gigabytes are 2^30 bytes. */
export const GB = 2 ** 30;
export const DAYS_OF_MONTH = SECONDS_OF_MONTH / SECONDS_OF_DAY;

/** Days that nobody has said. */
export const USUAL_DAYS = 30;

/**
 * Days for which a byte is stored. In a versioned bucket an expired object becomes a noncurrent version, and the kit's
 * lifecycle removes that after as many days again.
 */
export function daysStored(bucket: Destination['bucket'], { daysKept }: Pick<Workload, 'daysKept'>): number {
  if (daysKept !== undefined) return daysKept;
  if (bucket.existing || bucket.expireObjectsAfterDays === undefined) return USUAL_DAYS;
  return bucket.expireObjectsAfterDays * (bucket.versioned ? 2 : 1);
}

/**
 * Measured with readings as JSON (docs/cost.md): what gzip leaves of them. Others are counted like gzip, but for zstd, which
 * the measuring Node did not have.
 */
const LEFT = { none: 1, gzip: 0.3, zlib: 0.3, flate: 0.3, zstd: 0.3 } as const;

export const ratioOf = ({ compression }: Sink, { compressionRatio }: Workload): number =>
  compression === 'none' ? 1 : (compressionRatio ?? LEFT[compression]);
