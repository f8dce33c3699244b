import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ObjectCannedACL,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { failureOf, remoteFailure } from './failure';
import type { LeftBehind } from './left-behind';

export interface PutOptions {
  readonly acl?: string;
  /** Never replace an object that has the name already. */
  readonly onlyNew?: boolean;
}

/** Of every request; S3 denies it where the bucket of that name is another account's. */
export interface Target {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

type Answer = { readonly $metadata: { readonly httpStatusCode?: number } };

/** The requests of the test, by one identity against one bucket; each gives the status, and throws as the SDK does. */
export class Requests {
  constructor(
    private readonly client: S3Client,
    private readonly target: Target,
    private readonly left: LeftBehind,
    private readonly signal: AbortSignal,
  ) {}

  /** Empty, as the test object of STRM Privacy is: nobody reads it, and it costs nothing. */
  async put(Key: string, { acl, onlyNew = false }: PutOptions = {}): Promise<string> {
    const command = new PutObjectCommand({
      ...this.target,
      Key,
      // An empty string would be no body at all, of unknown length.
      Body: new Uint8Array(),
      ...(acl === undefined ? {} : { ACL: acl as ObjectCannedACL }),
      ...(onlyNew ? { IfNoneMatch: '*' } : {}),
    });
    try {
      const answer = await this.client.send(command, this.options());
      if (answer.ETag === undefined) throw new NoStore(answer.$metadata.httpStatusCode);
      this.left.stored(Key, answer.VersionId);
      return status(answer);
    } catch (error) {
      const { status } = failureOf(error);
      if (status === undefined && isUncertain(error)) this.left.perhapsStored(Key);
      throw error;
    }
  }

  async remove(Key: string): Promise<string> {
    const answer = await this.client.send(new DeleteObjectCommand({ ...this.target, Key }), this.options());
    this.left.removed(Key, { marker: answer.DeleteMarker ?? false, versionId: answer.VersionId });
    return status(answer);
  }

  async read(Key: string): Promise<string> {
    const answer = await this.client.send(new GetObjectCommand({ ...this.target, Key }), this.options());
    // What a reader's first object holds is of no interest, and may be large.
    if (answer.Body instanceof Readable) answer.Body.destroy();
    return status(answer);
  }

  /** At most one name, which is not looked at: the listing itself is what is asked about. */
  async list(Prefix?: string): Promise<string> {
    const command = new ListObjectsV2Command({ ...this.target, Prefix, MaxKeys: 1 });
    return status(await this.client.send(command, this.options()));
  }

  /** Of the first thousand. */
  async keysUnder(Prefix: string): Promise<string[]> {
    const command = new ListObjectsV2Command({ ...this.target, Prefix });
    const { Contents = [] } = await this.client.send(command, this.options());
    return Contents.flatMap(({ Key }) => Key ?? []);
  }

  async has(Key: string): Promise<boolean> {
    try {
      await this.client.send(new HeadObjectCommand({ ...this.target, Key }), this.options());
      return true;
    } catch (error) {
      // Who may not list is told 403 of what is not there.
      if (remoteFailure(error).status === undefined) throw error;
      return false;
    }
  }

  async bucketPolicy(): Promise<string> {
    return status(await this.client.send(new GetBucketPolicyCommand({ ...this.target }), this.options()));
  }

  /** Undefined where the store has no regions. */
  async location(): Promise<string | undefined> {
    const command = new GetBucketLocationCommand({ ...this.target });
    return (await this.client.send(command, this.options())).LocationConstraint;
  }

  /** Asks for the permission to put and stores nothing; never replaces an object, whatever the store is. */
  async beginUpload(Key: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({ ...this.target, Key });
    const { UploadId = '' } = await this.client.send(command, this.options());
    this.left.uploadBegun(Key, UploadId);
    return UploadId;
  }

  async abortUpload(Key: string, UploadId: string): Promise<string> {
    const command = new AbortMultipartUploadCommand({ ...this.target, Key, UploadId });
    const answer = await this.client.send(command, this.options());
    this.left.uploadEnded(UploadId);
    return status(answer);
  }

  private options() {
    return { abortSignal: this.signal };
  }
}

/** A console or a login page that answers 200 to everything; S3 gives every object an ETag. */
class NoStore extends Error {
  override readonly name = 'UnknownError';
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(httpStatusCode: number | undefined) {
    super('The answer to a put has no ETag.');
    this.$metadata = { httpStatusCode };
  }
}

const status = ({ $metadata }: Answer) => String($metadata.httpStatusCode);

/** Whether the request was sent and only its answer was lost. */
function isUncertain(error: unknown): boolean {
  const { code } = failureOf(error);
  return ['ECONNRESET', 'EPIPE', 'TimeoutError', 'AbortError'].includes(code);
}
