import { type Circumstances, decide, notAuthorized, type Principal } from './authorize';
import type { ProvisionedBucket } from './provisioned';
import { Refusal } from './refusal';
import {
  encryptionActions,
  encryptionKeyOf,
  type Need,
  needsOf,
  restrictsPublicBuckets,
  s3Context,
} from './s3-permissions';
import type { S3Request } from './s3-request';
import type { Stacks } from './stacks';

/** Who asks and under which circumstances. */
export interface Caller {
  readonly principal: Principal;
  readonly circumstances: Circumstances;
  readonly partition: string;
}

/** Refuses an S3 request unless every permission that it takes is there, and its bucket too. */
export class S3Authorization {
  constructor(private readonly stacks: Stacks) {}

  async authorize(request: S3Request, caller: Caller): Promise<void> {
    const bucket = this.stacks.bucket(request.bucket ?? '');
    // Of a bucket that exists, DeleteObjects is decided key by key.
    if (bucket && request.operation === 'DeleteObjects') return;
    for (const need of needsOf(request)) await this.demand(request, caller, need);
    if (bucket) await this.demandEncryptionKey(request, caller, bucket);
  }

  /** Refuses as S3 does: 403 without the permission, and only then 404 for a bucket that does not exist. */
  async demand(request: S3Request, caller: Caller, need: Need): Promise<void> {
    const { principal, circumstances, partition } = caller;
    const bucket = this.stacks.bucket(need.bucket);
    const resource = resourceOf(need, partition);
    const owner = bucket?.accountId ?? principal.accountId;
    const expectedOwner = request.headers['x-amz-expected-bucket-owner'];
    if (bucket?.name === request.bucket && expectedOwner !== undefined && expectedOwner !== owner) {
      throw new Refusal(403, 'AccessDenied', 'Access Denied');
    }
    const decision = await decide({
      principal,
      action: need.action,
      resource,
      resourceAccountId: owner,
      resourcePolicy: bucket && this.stacks.bucketPolicy(bucket.name),
      circumstances,
      context: s3Context(request, owner),
      restrictPublicBuckets: bucket === undefined || restrictsPublicBuckets(bucket),
    });
    if (!decision.allowed) {
      throw new Refusal(
        403,
        'AccessDenied',
        notAuthorized(principal, need.action, resource, decision.because),
      );
    }
    if (!bucket && need.bucket) {
      throw new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', {
        BucketName: need.bucket,
      });
    }
  }

  /** Whether `demand` would let it pass; for what changes the answer, not the permission. */
  async mayDo(request: S3Request, caller: Caller, need: Need): Promise<boolean> {
    try {
      await this.demand(request, caller, need);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** A key that no stack makes is unknown here, together with its policy: nothing is asked of it. */
  private async demandEncryptionKey(
    request: S3Request,
    caller: Caller,
    bucket: ProvisionedBucket,
  ): Promise<void> {
    const { principal, circumstances, partition } = caller;
    const key = this.stacks.encryptionKey(encryptionKeyOf(bucket, request.headers) ?? '');
    if (!key) return;
    for (const action of encryptionActions(request.operation)) {
      const decision = await decide({
        principal,
        action,
        resource: key.arn,
        resourceAccountId: key.accountId,
        resourcePolicy: key.policy,
        circumstances,
        // Without the encryption context, which the simulator drops: a grant confined to it grants nothing here.
        context: {
          'kms:ViaService': `s3.${bucket.region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`,
          'kms:CallerAccount': principal.accountId,
        },
      });
      if (!decision.allowed) {
        throw new Refusal(403, 'AccessDenied', notAuthorized(principal, action, key.arn, decision.because));
      }
    }
  }
}

function resourceOf({ bucket, key }: Need, partition: string): string {
  if (!bucket) return '*';
  return `arn:${partition}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}
