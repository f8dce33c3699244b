import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  type ReplicationRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Answer, ask } from './ask';
import { parsePolicy } from './identity';
import { bucketArnOf, type Place } from './place';

/** Settings of a bucket as S3 has them. */
export interface BucketState {
  readonly policy: Answer<unknown>;
  readonly publicAccess: Answer<Readonly<Record<string, boolean | undefined>>>;
  readonly ownership: Answer<string | undefined>;
  readonly encryption: Answer<{ readonly algorithm?: string; readonly key?: string }>;
  readonly versioning: Answer<string | undefined>;
  readonly lifecycle: Answer<readonly LifecycleRule[]>;
  readonly replication: Answer<readonly ReplicationRule[]>;
}

/** Undefined: there is no such bucket. Of a bucket that is left alone only the policy is read. */
export async function readBucket(place: Place, s3: S3Client): Promise<Partial<BucketState> | undefined> {
  const Bucket = place.bucket;
  const about = <T>(what: string, action: string, absent: string, call: () => Promise<T>) =>
    ask({ of: 'bucket', what, action, resource: bucketArnOf(place), absent: [absent], call });
  try {
    const policy = await about('bucket policy', 's3:GetBucketPolicy', 'NoSuchBucketPolicy', async () => {
      const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      return parsePolicy(Policy);
    });
    if (place.destination.bucket.existing) return { policy };
    return {
      policy,
      publicAccess: await about(
        'public access block',
        's3:GetBucketPublicAccessBlock',
        'NoSuchPublicAccessBlockConfiguration',
        async () => {
          const { PublicAccessBlockConfiguration } = await s3.send(
            new GetPublicAccessBlockCommand({ Bucket }),
          );
          return { ...PublicAccessBlockConfiguration };
        },
      ),
      ownership: await about(
        'object ownership',
        's3:GetBucketOwnershipControls',
        'OwnershipControlsNotFoundError',
        async () => {
          const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
          return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
        },
      ),
      encryption: await about(
        'encryption',
        's3:GetEncryptionConfiguration',
        'ServerSideEncryptionConfigurationNotFoundError',
        async () => {
          const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
          const rule =
            answer.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
          return { algorithm: rule?.SSEAlgorithm, key: rule?.KMSMasterKeyID };
        },
      ),
      versioning: await about('versioning', 's3:GetBucketVersioning', 'none', async () => {
        return (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
      }),
      lifecycle: await about(
        'lifecycle',
        's3:GetLifecycleConfiguration',
        'NoSuchLifecycleConfiguration',
        async () => (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? [],
      ),
      replication: await about(
        'replication',
        's3:GetReplicationConfiguration',
        'ReplicationConfigurationNotFoundError',
        async () =>
          (await s3.send(new GetBucketReplicationCommand({ Bucket }))).ReplicationConfiguration?.Rules ?? [],
      ),
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return undefined;
    throw error;
  }
}
