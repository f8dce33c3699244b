import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LambdaSink } from '../sink/lambda-sink';
import type { SinkProps } from '../sink/sink-props';
import { DestinationBucket, type DestinationEncryption } from './destination-bucket';
import { ObjectScope } from './object-scope';
import { InvalidPropsError, required } from './props-error';
import { sinkConstruct } from './sink-code';
import { WRITE_ACCESS, Writer } from './writer';
import type { WriterAccess } from './writer-access';
import type { WriterPermissions } from './writer-permissions';

export interface S3DestinationProps {
  /** How the vendor gets in. */
  readonly access: WriterAccess;

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

  /**
   * A Lambda sink that writes records into the same scope, beside the writer or, with `WriterAccess.none()`, alone.
   *
   * @default - none
   */
  readonly sink?: SinkProps;

  /**
   * A bucket that is there already. It is left alone: only access is granted. Not with the props of a new bucket.
   *
   * @default - a bucket is made
   */
  readonly existingBucket?: IBucket;

  /**
   * Name of the new bucket.
   *
   * @default - CloudFormation makes one up
   */
  readonly bucketName?: string;

  /**
   * Whether the new bucket keeps overwritten and deleted objects as noncurrent versions.
   *
   * @default true
   */
  readonly versioned?: boolean;

  /**
   * How the new bucket encrypts objects at rest.
   *
   * @default DestinationEncryption.s3Managed()
   */
  readonly encryption?: DestinationEncryption;

  /**
   * After how long objects of the new bucket go; noncurrent versions too.
   *
   * @default - objects stay
   */
  readonly expireObjectsAfter?: Duration;

  /**
   * What becomes of the new bucket when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A place in S3 that a vendor may write to, and nothing more: bucket, object scope, writer and sink in one. */
export class S3Destination extends Construct {
  readonly bucket: IBucket;
  readonly objects: ObjectScope;
  readonly writer: Writer;
  /** The sink, where there is one. */
  readonly sink?: LambdaSink;

  constructor(scope: Construct, id: string, props: S3DestinationProps) {
    super(scope, id);
    const {
      access,
      objects = ObjectScope.wholeBucket(),
      permissions,
      sink,
      existingBucket,
      ...bucketProps
    } = required('S3Destination', props, { access: WRITE_ACCESS });
    if (existingBucket) refuseBucketProps(bucketProps);
    this.objects = objects;
    this.bucket = existingBucket ?? new DestinationBucket(this, 'Bucket', bucketProps).bucket;
    this.writer = new Writer(this, 'Writer', { access, bucket: this.bucket, objects, permissions });
    if (sink === undefined) return;
    const { LambdaSink } = sinkConstruct();
    this.sink = new LambdaSink(this, 'Sink', { ...sink, bucket: this.bucket, objects });
  }
}

function refuseBucketProps(bucketProps: object): void {
  const given = Object.entries(bucketProps).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  throw new InvalidPropsError(
    'S3Destination',
    given.map(
      ([key]) => `${key}: stands beside existingBucket, and an existing bucket is left alone: take it out`,
    ),
  );
}
