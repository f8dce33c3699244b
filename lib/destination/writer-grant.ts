import { Annotations, Token } from 'aws-cdk-lib';
import type { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { hasExpired } from '../policy/expiry';
import type { Grants, Target } from '../policy/writer';
import { ObjectScope } from './object-scope';
import { InvalidPropsError } from './props-error';
import { stackPartition } from './stack-partition';
import { toPermissions, type WriterPermissions } from './writer-permissions';

/** What a writer is granted. */
export interface WriterGrant {
  /** The bucket. With a KMS key it must know it (`encryptionKey`), so that the writer may use it through S3. */
  readonly bucket: IBucket;

  /**
   * Which objects are in scope.
   *
   * @default ObjectScope.wholeBucket()
   */
  readonly objects?: ObjectScope;

  /**
   * What the writer may do besides writing.
   *
   * @default - s3:GetBucketLocation only
   */
  readonly permissions?: WriterPermissions;
}

/** The grant in the words of `lib/policy`. */
export function grantsOf(
  scope: Construct,
  { bucket, objects = ObjectScope.wholeBucket(), permissions = {} }: WriterGrant,
): { readonly grants: Grants; readonly target: Target } {
  const resolved = toPermissions(permissions, objects);
  const now = new Date();
  if (hasExpired(resolved.delete, now)) {
    Annotations.of(scope).addWarningV2(
      's3-destination-kit:delete-expired',
      'the day until which the writer may delete has passed: the grant is left out, and its line can be removed',
    );
  }
  return {
    grants: { objects: objects._toObjects(), permissions: resolved, now },
    target: targetOf(scope, 'Writer', bucket),
  };
}

/** What a policy must know of the bucket. */
export function targetOf(scope: Construct, construct: string, bucket: IBucket): Target {
  // An imported bucket may carry any text as its ARN; a token is CloudFormation's own.
  if (!Token.isUnresolved(bucket.bucketArn) && /[*?]/.test(bucket.bucketArn)) {
    throw new InvalidPropsError(construct, [
      `bucket: its ARN ${bucket.bucketArn} holds a wildcard: name one bucket`,
    ]);
  }
  const keyArn = bucket.encryptionKey === undefined ? undefined : behindAlias(bucket.encryptionKey).keyArn;
  return {
    bucketArn: bucket.bucketArn,
    partition: stackPartition(scope),
    region: bucket.env.region,
    ...(keyArn === undefined ? {} : { keyArn }),
  };
}

/** IAM compares the ARN of the key itself: a statement on the ARN of an alias never matches. */
export function behindAlias(key: IKey): IKey {
  return 'aliasName' in key ? (key as IAlias).aliasTargetKey : key;
}
