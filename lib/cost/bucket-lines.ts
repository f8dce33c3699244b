import type { Destination } from '../config/destination';
import { type Line, linesOf } from './line';
import type { Prices } from './price';
import { DAYS_OF_MONTH, daysStored, GB, SECONDS_OF_MONTH, type Workload } from './workload';

/** Objects as they come into the bucket, a second. */
export interface Puts {
  readonly objects: number;
  readonly bytes: number;
}

/**
 * A bucket key spares up to 99 % of the calls of KMS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html.
 * The kit switches it on in buckets that it makes; of others nobody knows.
 */
const WITH_BUCKET_KEY = 0.01;

export function bucketLines(
  bucket: Destination['bucket'],
  { objects, bytes }: Puts,
  workload: Pick<Workload, 'daysKept'>,
  prices: Prices,
): Line[] {
  const line = linesOf(prices, 'S3');
  const months = daysStored(bucket, workload) / DAYS_OF_MONTH;
  return [
    line('PUT', 's3Puts', objects * SECONDS_OF_MONTH),
    line('storage', 's3StorageGbMonths', (bytes * SECONDS_OF_MONTH * months) / GB),
    ...keyLines(bucket, objects * SECONDS_OF_MONTH, prices),
  ];
}

function keyLines(bucket: Destination['bucket'], puts: number, prices: Prices): Line[] {
  const line = linesOf(prices, 'KMS');
  if (bucket.existing) return bucket.keyArn === undefined ? [] : [line('requests', 'kmsRequests', puts)];
  if (bucket.encryption === 's3-managed') return [];
  const requests = line('requests, with a bucket key', 'kmsRequests', puts * WITH_BUCKET_KEY);
  return bucket.encryption === 'kms' ? [line("the bucket's key", 'kmsKeys', 1), requests] : [requests];
}
