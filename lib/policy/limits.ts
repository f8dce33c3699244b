import type { Destination } from '../config/destination';
import type { Complaint } from '../config/problem';
import { type PolicySet, policySet, usesOwnKey } from './documents';
import { type Statement, toDocument } from './statement';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, read 2026-11-21; white space does not count. */
const LIMITS = { user: 2048, role: 10_240, trust: 2048 } as const;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html: 20 KB. */
const BUCKET_POLICY_LIMIT = 20_480;

/** Policies that IAM would refuse for their length. What the deployment names is counted at its longest. */
export function sizeComplaints(destination: Destination, now: Date): Complaint[] {
  const { access, bucket, environment } = destination;
  const region = environment.region ?? 'ap-southeast-2';
  const set = policySet(
    destination,
    {
      accountId: '0'.repeat(12),
      region,
      bucketName: bucket.name ?? 'x'.repeat(63),
      keyArn: usesOwnKey(destination)
        ? `arn:aws:kms:${region}:${'0'.repeat(12)}:key/${'0'.repeat(36)}`
        : undefined,
    },
    now,
  );
  return [
    ...tooLong(
      set,
      'identity',
      access.type === 'iam-user' ? LIMITS.user : LIMITS.role,
      ['objects'],
      'write fewer or shorter prefixes, or a prefix that they share',
    ),
    ...tooLong(set, 'trust', LIMITS.trust, ['access'], 'name fewer or shorter subjects and conditions'),
    ...tooLong(
      set,
      'bucket',
      BUCKET_POLICY_LIMIT,
      ['objects'],
      'write fewer or shorter prefixes, or a prefix that they share',
    ),
  ];
}

/** Characters as IAM counts them. */
export function policyLength(statements: readonly Statement[]): number {
  return JSON.stringify(toDocument(statements)).replace(/\s/g, '').length;
}

function tooLong(
  set: PolicySet,
  kind: keyof PolicySet,
  limit: number,
  path: string[],
  remedy: string,
): Complaint[] {
  if (set[kind].length === 0) return [];
  const length = policyLength(set[kind]);
  if (length <= limit) return [];
  return [
    {
      path,
      atKey: true,
      message: `makes the ${kind} policy ${length} characters long, and AWS allows ${limit}: ${remedy}`,
    },
  ];
}
