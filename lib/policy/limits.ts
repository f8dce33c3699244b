import type { Destination } from '../config/destination';
import { partitionOf } from '../config/partition';
import { atKey, type Complaint } from '../config/problem';
import { type PolicySet, policySet, usesOwnKey } from './documents';
import { type Statement, toDocument } from './statement';

const FEWER_PREFIXES = 'write fewer or shorter prefixes, or a prefix that they share';

interface Limit {
  readonly kind: keyof PolicySet;
  readonly characters: number;
  /** The section of the destination file that makes the policy long. */
  readonly section: string;
  readonly remedy: string;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html (20 KB), read 2026-11-21
 */
function limitsOf({ access }: Destination): Limit[] {
  const identity = access.type === 'iam-user' ? 2048 : 10_240;
  return [
    { kind: 'identity', characters: identity, section: 'objects', remedy: FEWER_PREFIXES },
    {
      kind: 'trust',
      characters: 2048,
      section: 'access',
      remedy: 'name fewer or shorter subjects and conditions',
    },
    { kind: 'bucket', characters: 20_480, section: 'objects', remedy: FEWER_PREFIXES },
  ];
}

/** Policies that IAM would refuse for their length. What the deployment names is counted at its longest. */
export function sizeComplaints(destination: Destination, now: Date): Complaint[] {
  const region = destination.environment.region ?? 'ap-southeast-2';
  const keyArn = `arn:${partitionOf(region)}:kms:${region}:${'0'.repeat(12)}:key/${'0'.repeat(36)}`;
  const surroundings = {
    accountId: '0'.repeat(12),
    region,
    bucketName: destination.bucket.name ?? 'x'.repeat(63),
    ...(usesOwnKey(destination) ? { keyArn } : {}),
  };
  const policies = policySet(destination, surroundings, now);
  return limitsOf(destination).flatMap(({ kind, characters, section, remedy }) => {
    const length = policyLength(policies[kind]);
    const message = `makes the ${kind} policy ${length} characters long, and AWS allows ${characters}: ${remedy}`;
    return length <= characters ? [] : [atKey([section], message)];
  });
}

/** Characters as IAM counts them: white space does not count, also where a text holds it. */
export function policyLength(statements: readonly Statement[]): number {
  return JSON.stringify(toDocument(statements)).replace(/\s/g, '').length;
}
