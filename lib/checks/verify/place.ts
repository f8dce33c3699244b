import type { Destination } from '../../config/destination';

/** A user or role. */
export interface Subject {
  readonly of: 'writer' | 'sink';
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly arn: string;
}

/** Where the destination is deployed. */
export interface Place {
  readonly destination: Destination;
  readonly bucket: string;
  readonly region: string;
  readonly partition: string;
  readonly account: string;
  /** Absent where the writer is named in the bucket policy, or where only the sink writes. */
  readonly writer?: Subject;
}

/** Of a regional service, without the resource. */
export const arnOf = ({ partition, region, account }: Place, service: string) =>
  `arn:${partition}:${service}:${region}:${account}`;

export const bucketArnOf = ({ partition, bucket }: Pick<Place, 'partition' | 'bucket'>) =>
  `arn:${partition}:s3:::${bucket}`;
