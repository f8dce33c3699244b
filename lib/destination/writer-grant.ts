import { Annotations, Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { hasExpired } from '../policy/expiry';
import type { Grants, Target } from '../policy/writer';
import { ObjectScope } from './object-scope';
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

/**
 * The grant in the words of `lib/policy`.
 *
 * @internal
 */
export function grantsOf(
  scope: Construct,
  grant: WriterGrant,
): { readonly grants: Grants; readonly target: Target } {
  const objects = grant.objects ?? ObjectScope.wholeBucket();
  const permissions = toPermissions(grant.permissions ?? {}, objects);
  const now = new Date();
  if (hasExpired(permissions.delete, now)) {
    Annotations.of(scope).addWarningV2(
      's3-destination-kit:delete-expired',
      'the day until which the writer may delete has passed: the grant is left out, and its line can be removed',
    );
  }
  const { partition, region, urlSuffix } = Stack.of(scope);
  const keyArn = grant.bucket.encryptionKey?.keyArn;
  return {
    grants: { objects: objects._toObjects(), permissions, now },
    target: {
      bucketArn: grant.bucket.bucketArn,
      partition,
      viaService: `s3.${region}.${urlSuffix}`,
      ...(keyArn === undefined ? {} : { keyArn }),
    },
  };
}
