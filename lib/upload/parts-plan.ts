/** Bytes, and how many. */
export interface PartsLimits {
  /** Of a part, where fewer than `mostParts` do. */
  readonly partSize: number;
  readonly mostParts: number;
  /** Of one file that are held in memory. */
  readonly memory: number;
}

const MIB = 1024 * 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const LIMITS: PartsLimits = { partSize: 8 * MIB, mostParts: 10_000, memory: 32 * MIB };

/** What is read of a file at a time where a part does not fit into memory. */
export const CHUNK = MIB;

export interface PartsPlan {
  /** Bytes of each part but the last. */
  readonly partSize: number;
  readonly count: number;
  /** How many are under way at the same time. */
  readonly atOnce: number;
  /** Whether each is read in chunks as it is sent, because it does not fit into memory. */
  readonly streamed: boolean;
  /** Bytes that all of it takes. */
  readonly memory: number;
}

/** Parts that do not fit into memory are those of files above 312 GiB. */
export function partsPlan(size: number, limits: PartsLimits = LIMITS): PartsPlan {
  const partSize = Math.max(limits.partSize, Math.ceil(size / limits.mostParts));
  const count = Math.ceil(size / partSize);
  const streamed = partSize > limits.memory;
  const atOnce = Math.min(count, streamed ? 4 : Math.floor(limits.memory / partSize));
  // A chunk is read, another waits, and the socket holds a third.
  const held = streamed ? 3 * CHUNK : partSize;
  return { partSize, count, atOnce, streamed, memory: atOnce * held };
}
