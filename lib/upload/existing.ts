import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { OwnedBucket } from './owned-bucket';
import { withRetries } from './retry';

export interface ExistingOptions {
  readonly client: S3Client;
  readonly bucket: OwnedBucket;
  readonly attempts: number;
  readonly signal: AbortSignal;
}

/**
 * Which of the keys are there, as far as a listing says so: not where it is denied, and not where so much else is
 * beside them that it would take longer than to try.
 */
export async function listed(
  keys: readonly string[],
  options: ExistingOptions,
): Promise<ReadonlySet<string>> {
  const { client, bucket, attempts, signal } = options;
  const wanted = new Set(keys);
  const found = new Set<string>();
  const Prefix = commonPrefix(keys);
  let ContinuationToken: string | undefined;
  for (let pages = 10 + Math.ceil(keys.length / 500); pages > 0; pages--) {
    const command = new ListObjectsV2Command({ ...bucket, Prefix, ContinuationToken });
    const page = await withRetries({ attempts, signal }, () =>
      client.send(command, { abortSignal: signal }),
    ).catch((error: unknown) => {
      if (isDenied(error)) return undefined;
      throw error;
    });
    for (const { Key } of page?.Contents ?? []) {
      if (Key !== undefined && wanted.has(Key)) found.add(Key);
    }
    ContinuationToken = page?.NextContinuationToken;
    if (ContinuationToken === undefined) break;
  }
  return found;
}

/** False too where S3 does not tell: who may not list is told 403 of an object that is absent. */
export async function isThere(Key: string, options: ExistingOptions): Promise<boolean> {
  const { client, bucket, attempts, signal } = options;
  try {
    await withRetries({ attempts, signal }, () =>
      client.send(new HeadObjectCommand({ ...bucket, Key }), { abortSignal: signal }),
    );
    return true;
  } catch (error) {
    if (isDenied(error) || statusOf(error) === 404) return false;
    throw error;
  }
}

const isDenied = (error: unknown) => statusOf(error) === 403;

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** Up to a slash: the policy confines a listing to what is under the prefix. */
function commonPrefix(keys: readonly string[]): string {
  const [first = ''] = keys;
  let length = first.length;
  for (const key of keys) {
    while (!key.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, first.slice(0, length).lastIndexOf('/') + 1);
}
