import { namedKeyArn } from '../../config/destination';
import type { Answer } from './ask';
import type { BucketState } from './bucket';
import { compare } from './compare';
import { type Granted, whatConcerns } from './foreign-policy';
import { type Grant, grantsOf } from './grant';
import { lifecycleRow } from './lifecycle';
import type { Place } from './place';
import { comparedRow } from './policy-row';
import type { Row } from './row';

/** The bucket against what was declared of it. */
export function bucketRows(
  place: Place,
  state: Partial<BucketState> | undefined,
  declared: readonly Grant[],
  granted: readonly Granted[],
  keyArn: string | undefined,
  now: Date,
): Row[] {
  if (state === undefined) {
    const what = `the bucket ${place.bucket}`;
    const because = 'it was deleted, or the stack is deployed elsewhere: look at --region and --profile';
    return [{ result: 'narrower', of: 'bucket', what, declared: 'there', actual: 'not there', because }];
  }
  const { policy, publicAccess, ownership, encryption, versioning, lifecycle, replication } = state;
  const { bucket } = place.destination;
  return [
    ...(policy === undefined ? [] : [policyRow(place, policy, declared, granted, now)]),
    ...(publicAccess === undefined ? [] : [publicAccessRow(publicAccess)]),
    ...(ownership === undefined ? [] : [ownershipRow(ownership)]),
    ...(encryption === undefined ? [] : [encryptionRow(place, encryption, keyArn)]),
    ...(versioning === undefined ? [] : [versioningRow(place, versioning)]),
    ...(lifecycle === undefined || bucket.existing ? [] : [lifecycleRow(bucket, lifecycle)]),
    ...(replication === undefined ? [] : [replicationRow(replication)]),
  ];
}

function policyRow(
  place: Place,
  answer: Answer<unknown>,
  declared: readonly Grant[],
  granted: readonly Granted[],
  now: Date,
): Row {
  if (answer.kind === 'unknown') return answer.row;
  const all = answer.kind === 'told' ? grantsOf(answer.value) : [];
  const there = place.destination.bucket.existing ? whatConcerns(all, place, granted).counted : all;
  const compared = compare(declared, there, now);
  const row = comparedRow('bucket', 'bucket policy', compared, false);
  const lost =
    compared.width.startsWith('wider') &&
    compared.diff.some(({ sign, text }) => sign === '-' && TLS.test(text));
  return lost ? { ...row, because: 'plain HTTP is not denied as declared' } : row;
}

const TLS = /^Deny .*aws:SecureTransport/;

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

function publicAccessRow(answer: BucketState['publicAccess']): Row {
  if (answer.kind === 'unknown') return answer.row;
  const off = answer.kind === 'absent' ? BLOCKS : BLOCKS.filter((name) => answer.value[name] !== true);
  const row = { of: 'bucket', what: 'public access block', declared: 'all four on' } as const;
  if (off.length === 0) return { ...row, result: 'ok', actual: 'all four on' };
  return {
    ...row,
    result: 'wider',
    actual: `off: ${off.join(', ')}`,
    because: 'a policy or an ACL could make objects public',
  };
}

/** Without controls, ACLs count. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
function ownershipRow(answer: BucketState['ownership']): Row {
  if (answer.kind === 'unknown') return answer.row;
  const actual = (answer.kind === 'told' ? answer.value : undefined) ?? 'no controls';
  const row = { of: 'bucket', what: 'object ownership', declared: 'BucketOwnerEnforced', actual } as const;
  if (actual === 'BucketOwnerEnforced') return { ...row, result: 'ok' };
  return {
    ...row,
    result: 'wider',
    because: 'ACLs are enabled: a writer can own its objects and share them',
  };
}

function encryptionRow(place: Place, answer: BucketState['encryption'], keyArn: string | undefined): Row {
  if (answer.kind === 'unknown') return answer.row;
  const { algorithm = 'AES256', key } = answer.kind === 'told' ? answer.value : {};
  const wanted = namedKeyArn(place.destination) ?? keyArn;
  const { bucket } = place.destination;
  const isKms = !bucket.existing && bucket.encryption !== 's3-managed';
  const declared = isKms ? `aws:kms with ${wanted ?? 'the key of the stack'}` : 'AES256';
  const actual = key === undefined ? algorithm : `${algorithm} with ${key}`;
  const row = { of: 'bucket', what: 'encryption', declared, actual } as const;
  const isSame = isKms ? algorithm === 'aws:kms' && sameKey(key, wanted) : algorithm === 'AES256';
  if (isSame && isKms && wanted === undefined)
    return { ...row, result: 'not verified', because: 'the key of the stack is not known' };
  if (isSame) return { ...row, result: 'ok' };
  return {
    ...row,
    result: 'differs',
    because: isKms
      ? 'new objects get another key'
      : 'writers need a grant on a key that the file does not know',
  };
}

/** S3 takes the ID of a key too. */
function sameKey(actual: string | undefined, wanted: string | undefined): boolean {
  if (wanted === undefined) return actual !== undefined;
  return actual === wanted || actual === wanted.split('/').at(-1);
}

function versioningRow({ destination: { bucket } }: Place, answer: BucketState['versioning']): Row {
  if (answer.kind === 'unknown') return answer.row;
  const declared = !bucket.existing && bucket.versioned ? 'Enabled' : 'off';
  const actual = (answer.kind === 'told' ? answer.value : undefined) ?? 'off';
  const row = { of: 'bucket', what: 'versioning', declared, actual } as const;
  const isOn = actual === 'Enabled';
  if (isOn === (declared === 'Enabled')) return { ...row, result: 'ok' };
  return isOn
    ? { ...row, result: 'narrower', because: 'versions that nobody declared cost money' }
    : { ...row, result: 'wider', because: 'a writer can overwrite objects for good' };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html: another account may own the copies. */
function replicationRow(answer: BucketState['replication']): Row {
  if (answer.kind === 'unknown') return answer.row;
  const rules = (answer.kind === 'told' ? answer.value : []).filter(({ Status }) => Status === 'Enabled');
  const row = { of: 'bucket', what: 'replication', declared: 'none' } as const;
  if (rules.length === 0) return { ...row, result: 'ok', actual: 'none' };
  const targets = new Set(
    rules.map(({ Destination: to }) =>
      [to?.Bucket, to?.Account && `of ${to.Account}`].filter(Boolean).join(' '),
    ),
  );
  return {
    ...row,
    result: 'wider',
    actual: `to ${[...targets].join(', ')}`,
    because: 'whoever may read there reads what the vendor writes',
  };
}
