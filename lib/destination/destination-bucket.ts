import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { bucketSchema } from '../config/schema';
import { tlsOnlyStatement } from '../policy/writer';
import { toPolicyStatement } from './policy-statement';
import { checkProps } from './props-error';

/** How the objects of the bucket are encrypted at rest. */
export class DestinationEncryption {
  /** Keys that S3 manages (SSE-S3). Writers need nothing for it. */
  static s3Managed(): DestinationEncryption {
    return new DestinationEncryption(false);
  }

  /** A KMS key of the bucket's own, made with it, rotated every year and retained as the bucket is. */
  static kms(): DestinationEncryption {
    return new DestinationEncryption(true);
  }

  /** A KMS key that is there already. Its policy must let the writer's account use it. */
  static kmsKey(key: IKey): DestinationEncryption {
    return new DestinationEncryption(true, key);
  }

  private constructor(
    /** Whether a KMS key encrypts the objects. */
    readonly usesKms: boolean,
    /** The key that was handed in. */
    readonly key?: IKey,
  ) {}
}

export interface DestinationBucketProps {
  /**
   * Name of the bucket. Bucket names are global: there is no default that would be free for everybody.
   *
   * @default - CloudFormation makes one up
   */
  readonly bucketName?: string;

  /**
   * Whether overwritten and deleted objects stay as noncurrent versions, so that a writer cannot destroy data.
   *
   * @default true
   */
  readonly versioned?: boolean;

  /**
   * How objects are encrypted at rest.
   *
   * @default DestinationEncryption.s3Managed()
   */
  readonly encryption?: DestinationEncryption;

  /**
   * After how long objects go; noncurrent versions go as long after they were replaced. Whole days.
   *
   * @default - objects stay
   */
  readonly expireObjectsAfter?: Duration;

  /**
   * What becomes of the bucket (and of its own key) when the stack is deleted. With `DESTROY` CloudFormation still
   * refuses to delete a bucket that is not empty: nothing here empties it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket to deliver into: all public access blocked, ACLs disabled, TLS only, encrypted, versioned, retained.
 * Unfinished multipart uploads are removed after seven days.
 */
export class DestinationBucket extends Construct {
  readonly bucket: Bucket;
  /** The KMS key that encrypts the objects; absent with S3-managed keys. */
  readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, props: DestinationBucketProps = {}) {
    super(scope, id);
    const { bucketName, versioned = true, expireObjectsAfter, removalPolicy = RemovalPolicy.RETAIN } = props;
    checkProps(
      'DestinationBucket',
      bucketSchema.pick({ name: true, expireObjectsAfterDays: true }),
      { name: bucketName, expireObjectsAfterDays: expireObjectsAfter?.toDays({ integral: false }) },
      { renamed: { name: 'bucketName' } },
    );
    const encryption = props.encryption ?? DestinationEncryption.s3Managed();
    this.encryptionKey = encryption.usesKms ? (encryption.key ?? this.ownKey(removalPolicy)) : undefined;
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName,
      versioned,
      removalPolicy,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: this.encryptionKey ? BucketEncryption.KMS : BucketEncryption.S3_MANAGED,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: this.encryptionKey ? true : undefined,
      lifecycleRules: lifecycleRules(versioned, expireObjectsAfter),
    });
    this.bucket.addToResourcePolicy(toPolicyStatement(tlsOnlyStatement(this.bucket.bucketArn)));
    // A bucket that stays keeps wanting TLS.
    this.bucket.policy?.applyRemovalPolicy(removalPolicy);
  }

  private ownKey(removalPolicy: RemovalPolicy): Key {
    return new Key(this, 'Key', {
      description: `Encrypts the objects of the S3 destination ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
    });
  }
}

function lifecycleRules(versioned: boolean, expireObjectsAfter: Duration | undefined): LifecycleRule[] {
  const unfinished: LifecycleRule = {
    id: 'RemoveUnfinishedUploads',
    abortIncompleteMultipartUploadAfter: Duration.days(7),
  };
  if (!expireObjectsAfter) return [unfinished];
  if (!versioned) return [unfinished, { id: 'ExpireObjects', expiration: expireObjectsAfter }];
  return [
    unfinished,
    { id: 'ExpireObjects', expiration: expireObjectsAfter, noncurrentVersionExpiration: expireObjectsAfter },
    // S3 takes this flag only in a rule that has no number of days.
    { id: 'RemoveLoneDeleteMarkers', expiredObjectDeleteMarker: true },
  ];
}
