import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { NewBucket } from '../../config/destination';
import type { Answer } from './ask';
import type { Row } from './row';

/** What S3 deletes by itself, against what was declared. */
export function lifecycleRow(bucket: NewBucket, answer: Answer<readonly LifecycleRule[]>): Row {
  if (answer.kind === 'unknown') return answer.row;
  const declared = declaredWords(bucket);
  const there = [...new Set((answer.kind === 'told' ? answer.value : []).flatMap(wordsOf))];
  const diff = [
    ...there.filter((text) => !declared.includes(text)).map((text) => ({ sign: '+', text }) as const),
    ...declared.filter((text) => !there.includes(text)).map((text) => ({ sign: '-', text }) as const),
  ];
  const row = { of: 'bucket', what: 'lifecycle rules', declared: 'as the file says' } as const;
  if (diff.length === 0) return { ...row, result: 'ok', actual: 'the same' };
  return {
    ...row,
    result: 'differs',
    actual: 'others',
    diff,
    because: 'S3 keeps or removes objects otherwise than declared; what is removed cannot be had again',
  };
}

/** In the words of what `DestinationBucket` deploys. */
function declaredWords({ expireObjectsAfterDays: days, versioned }: NewBucket): string[] {
  const unfinished = 'remove unfinished uploads after 7 days';
  if (days === undefined) return [unfinished];
  if (!versioned) return [unfinished, `remove objects after ${days} days`];
  return [
    unfinished,
    `remove objects after ${days} days`,
    `remove earlier versions after ${days} days`,
    LONE_MARKERS,
  ];
}

const LONE_MARKERS = 'remove lone delete markers';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html */
function wordsOf(rule: LifecycleRule): string[] {
  if (rule.Status !== 'Enabled') return [];
  const { AbortIncompleteMultipartUpload: unfinished, Expiration: expiration } = rule;
  const earlier = rule.NoncurrentVersionExpiration;
  const words = [
    unfinished && `remove unfinished uploads after ${unfinished.DaysAfterInitiation} days`,
    expiration?.Days && `remove objects after ${expiration.Days} days`,
    expiration?.Date && `remove objects on ${expiration.Date.toISOString().slice(0, 10)}`,
    expiration?.ExpiredObjectDeleteMarker && LONE_MARKERS,
    earlier && `remove earlier versions after ${earlier.NoncurrentDays} days${keeping(earlier)}`,
    ...[...(rule.Transitions ?? []), ...(rule.NoncurrentVersionTransitions ?? [])].map(
      ({ StorageClass }) => `move objects into ${StorageClass}`,
    ),
  ];
  const where = scopeOf(rule);
  return words.filter((text) => typeof text === 'string').map((text) => text + where);
}

const keeping = ({ NewerNoncurrentVersions: kept }: { NewerNoncurrentVersions?: number }) =>
  kept === undefined ? '' : ` but for ${kept}`;

/** Empty: the whole bucket. */
function scopeOf({ Filter, Prefix = Filter?.Prefix ?? '' }: LifecycleRule): string {
  const { Prefix: _, ...more } = Filter ?? {};
  if (Object.values(more).some((value) => value !== undefined)) return ` where ${JSON.stringify(Filter)}`;
  return Prefix === '' ? '' : ` below ${Prefix}`;
}
