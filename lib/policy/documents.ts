import { type Destination, namedKeyArn } from '../config/destination';
import { partitionOf } from '../config/partition';
import { sinkStatements } from './sink';
import type { Statement } from './statement';
import { trustStatements } from './trust';
import { bucketPolicyStatements, type Target, tlsOnlyStatement, writerStatements } from './writer';

/** The documents that a destination may consist of; a kind that it does not need is empty. */
export interface PolicySet {
  /** Of the user or role. */
  readonly identity: readonly Statement[];
  /** Who may assume the role. */
  readonly trust: readonly Statement[];
  readonly bucket: readonly Statement[];
  /** What the policy of a key that is not ours must say; ours says it already. */
  readonly key: readonly Statement[];
  /** What the role of the sink may do in the bucket. */
  readonly sink: readonly Statement[];
}

/** What only a deployment, or its user, knows. */
export interface Surroundings {
  readonly accountId: string;
  readonly region: string;
  readonly bucketName: string;
  /** The key that encrypts the bucket, where the stack makes it. */
  readonly keyArn?: string;
}

/** All statements of a destination, from its own words and its surroundings; no CDK, no deployment. */
export function policySet(destination: Destination, surroundings: Surroundings, now: Date): PolicySet {
  const { access, bucket, objects, permissions, sink } = destination;
  const target = targetOf(destination, surroundings);
  const grants = { objects, permissions, now };
  const nothing: PolicySet = {
    identity: [],
    trust: [],
    bucket: bucket.existing ? [] : [tlsOnlyStatement(target.bucketArn)],
    key: [],
    sink: sink === undefined ? [] : sinkStatements(objects, target, sink),
  };
  switch (access.type) {
    case 'iam-user':
      return { ...nothing, identity: writerStatements(grants, target) };
    case 'cross-account-role':
    case 'web-identity-role': {
      const provider = providerArnOf(access, surroundings, target.partition);
      const trust = trustStatements(access, target.partition, provider);
      return { ...nothing, identity: writerStatements(grants, target), trust };
    }
    case 'bucket-policy': {
      const named = bucketPolicyStatements(grants, target, access);
      return { ...nothing, bucket: [...nothing.bucket, ...named.bucket], key: named.key };
    }
    case 'none':
      return nothing;
  }
}

/** `arn:aws:iam::111122223333:oidc-provider/oidc.example.com` */
export function providerArnOf(
  access: Destination['access'],
  { accountId }: Pick<Surroundings, 'accountId'>,
  partition: string,
): string | undefined {
  if (access.type !== 'web-identity-role') return undefined;
  return access.providerArn ?? `arn:${partition}:iam::${accountId}:oidc-provider/${access.issuer}`;
}

/** Whether the stack makes the bucket's key, so that its ARN is known only once it is deployed. */
export function usesOwnKey({ bucket }: Destination): boolean {
  return !bucket.existing && bucket.encryption === 'kms';
}

function targetOf(destination: Destination, { region, bucketName, keyArn }: Surroundings): Target {
  const partition = partitionOf(region);
  const key = namedKeyArn(destination) ?? keyArn;
  return {
    bucketArn: `arn:${partition}:s3:::${bucketName}`,
    partition,
    region,
    ...(key === undefined ? {} : { keyArn: key }),
  };
}
