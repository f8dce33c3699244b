import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ObjectCannedACL,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { failureOf } from './failure';
import type { LeftBehind } from './left-behind';

export interface PutOptions {
  readonly acl?: string;
  /** Never replace an object that has the name already. */
  readonly onlyNew?: boolean;
}

type Answer = { readonly $metadata: { readonly httpStatusCode?: number } };

/** The requests of the test, by one identity against one bucket; each gives the status, and throws as the SDK does. */
export class Requests {
  constructor(
    private readonly client: S3Client,
    private readonly Bucket: string,
    private readonly left: LeftBehind,
    private readonly signal: AbortSignal,
  ) {}

  /** Empty, as the test object of STRM Privacy is: nobody reads it, and it costs nothing. */
  async put(Key: string, { acl, onlyNew = false }: PutOptions = {}): Promise<string> {
    const command = new PutObjectCommand({
      Bucket: this.Bucket,
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
    const answer = await this.client.send(
      new DeleteObjectCommand({ Bucket: this.Bucket, Key }),
      this.options(),
    );
    this.left.removed(Key, { marker: answer.DeleteMarker ?? false, versionId: answer.VersionId });
    return status(answer);
  }

  async read(Key: string): Promise<string> {
    const answer = await this.client.send(new GetObjectCommand({ Bucket: this.Bucket, Key }), this.options());
    await answer.Body?.transformToByteArray();
    return status(answer);
  }

  /** At most one name, which is not looked at: the listing itself is what is asked about. */
  async list(Prefix?: string): Promise<string> {
    const command = new ListObjectsV2Command({ Bucket: this.Bucket, Prefix, MaxKeys: 1 });
    return status(await this.client.send(command, this.options()));
  }

  async bucketPolicy(): Promise<string> {
    return status(
      await this.client.send(new GetBucketPolicyCommand({ Bucket: this.Bucket }), this.options()),
    );
  }

  /** Undefined where the store has no regions. */
  async location(): Promise<string | undefined> {
    const command = new GetBucketLocationCommand({ Bucket: this.Bucket });
    return (await this.client.send(command, this.options())).LocationConstraint;
  }

  /** Asks for the permission to put and stores nothing; never replaces an object, whatever the store is. */
  async beginUpload(Key: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({ Bucket: this.Bucket, Key });
    const { UploadId = '' } = await this.client.send(command, this.options());
    this.left.uploadBegun(Key, UploadId);
    return UploadId;
  }

  async abortUpload(Key: string, UploadId: string): Promise<string> {
    const command = new AbortMultipartUploadCommand({ Bucket: this.Bucket, Key, UploadId });
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
