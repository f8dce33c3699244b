/** A bucket, as the commands of the SDK name it. */
export interface OwnedBucket {
  readonly Bucket: string;
  /**
   * S3 denies everything where the bucket belongs to another account: a name that became free may be somebody else's.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
   */
  readonly ExpectedBucketOwner?: string;
}
