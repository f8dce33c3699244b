import { setTimeout as sleep } from 'node:timers/promises';
import { GetBucketLocationCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { codeOf, explain } from '../aws/aws-error';
import type { CallerConfig } from '../aws/caller';
import { KeyError } from './key-error';
import type { StoredKey } from './stored-key';

export interface KeyTrial {
  readonly user: string;
  readonly caller: CallerConfig;
  /** Asked as well, where it is known: S3 learns of a key apart from STS. */
  readonly bucket?: { readonly name: string; readonly region?: string };
  readonly patience: Patience;
}

export interface Patience {
  /** How long to wait for IAM, in milliseconds. */
  readonly limit: number;
  /** Between two attempts, in milliseconds. */
  readonly pause: number;
  /** Is told how long it has taken, in milliseconds. */
  onWait(elapsed: number): void;
}

/**
 * Waits until AWS knows a key, and knows it for the right user. IAM is eventually consistent: a new key may be
 * refused for some seconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 * None of it needs a permission: GetCallerIdentity cannot be denied, and S3 that denies GetBucketLocation knows the key.
 */
export async function tryKey(key: StoredKey, trial: KeyTrial): Promise<void> {
  const caller = { ...trial.caller, credentials: key };
  const began = Date.now();
  const sts = new STSClient(caller);
  const s3 = new S3Client({ ...caller, region: trial.bucket?.region ?? caller.region });
  try {
    await untilKnown(() => askSts(sts, key, trial), began, trial.patience);
    await untilKnown(() => askS3(s3, trial), began, trial.patience);
  } finally {
    sts.destroy();
    s3.destroy();
  }
}

/** How services say that they do not know a key. */
const UNKNOWN = new Set(['InvalidClientTokenId', 'InvalidAccessKeyId', 'UnrecognizedClientException']);

async function untilKnown(ask: () => Promise<void>, began: number, patience: Patience): Promise<void> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!UNKNOWN.has(codeOf(error))) throw error;
      const elapsed = Date.now() - began;
      if (elapsed >= patience.limit)
        throw new KeyError(
          `The new key is not known to AWS after ${Math.round(elapsed / 1000)} s: ${explain(error)}`,
        );
      patience.onWait(elapsed);
      await sleep(patience.pause);
    }
  }
}

async function askSts(sts: STSClient, { accessKeyId }: StoredKey, { user, caller }: KeyTrial): Promise<void> {
  try {
    const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    if (Arn.split('/').at(-1) !== user)
      throw new KeyError(`The key ${accessKeyId} belongs to ${Arn}, and not to the user ${user}`);
  } catch (error) {
    if (caller.endpoint === undefined || !/NotImplemented|MethodNotAllowed|InvalidAction/.test(codeOf(error)))
      throw error;
  }
}

async function askS3(s3: S3Client, { bucket }: KeyTrial): Promise<void> {
  if (bucket === undefined) return;
  try {
    await s3.send(new GetBucketLocationCommand({ Bucket: bucket.name }));
  } catch (error) {
    // Denied, or in another region: then the key was known. What the writer may do is the business of `test`.
    if (!/^(AccessDenied|PermanentRedirect|AuthorizationHeaderMalformed|NoSuchBucket)$/.test(codeOf(error)))
      throw error;
  }
}
