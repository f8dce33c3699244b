import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

export type Status = Promise<number | undefined>;

/** The requests of the probes, by one identity against one bucket. A refusal is thrown as the SDK throws it. */
export class Actor {
  constructor(
    private readonly client: S3Client,
    private readonly Bucket: string,
  ) {}

  put(Key: string, acl?: 'public-read'): Status {
    return status(
      this.client.send(new PutObjectCommand({ Bucket: this.Bucket, Key, Body: 'probe', ACL: acl })),
    );
  }

  putAcl(Key: string): Status {
    return status(
      this.client.send(new PutObjectAclCommand({ Bucket: this.Bucket, Key, ACL: 'public-read' })),
    );
  }

  async putInParts(Key: string): Status {
    const upload = await this.beginUpload(Key);
    const { ETag } = await this.client.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'probe' }),
    );
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    return status(this.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload })));
  }

  async abortUpload(Key: string): Status {
    return status(this.client.send(new AbortMultipartUploadCommand(await this.beginUpload(Key))));
  }

  get(Key: string): Status {
    return status(this.client.send(new GetObjectCommand({ Bucket: this.Bucket, Key })));
  }

  remove(Key: string): Status {
    return status(this.client.send(new DeleteObjectCommand({ Bucket: this.Bucket, Key })));
  }

  list(Prefix?: string): Status {
    return status(this.client.send(new ListObjectsV2Command({ Bucket: this.Bucket, Prefix })));
  }

  location(): Status {
    return status(this.client.send(new GetBucketLocationCommand({ Bucket: this.Bucket })));
  }

  bucketPolicy(): Status {
    return status(this.client.send(new GetBucketPolicyCommand({ Bucket: this.Bucket })));
  }

  private async beginUpload(Key: string) {
    const { UploadId } = await this.client.send(
      new CreateMultipartUploadCommand({ Bucket: this.Bucket, Key }),
    );
    return { Bucket: this.Bucket, Key, UploadId };
  }
}

async function status(answer: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>): Status {
  return (await answer).$metadata.httpStatusCode;
}
