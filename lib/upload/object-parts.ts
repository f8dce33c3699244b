import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { codeOf } from '../aws/aws-error';
import { withRetries } from './retry';
import { LargeFile, type SourceFile } from './source-file';

/** What is larger goes in parts. */
export const PART_SIZE = 8 * 1024 * 1024;
/** Bytes of one file that are held in memory; where a part is larger, one part. */
const MEMORY = 32 * 1024 * 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;

export interface PartsOptions {
  /** Tries everything once: the retries are here. */
  readonly client: S3Client;
  readonly bucket: string;
  readonly attempts: number;
  /** Whether S3 is asked to keep checksums: stores beside AWS may not know them. */
  readonly keepChecksum: boolean;
  /** Whether the policy lets the writer remove the parts of an upload that failed. */
  readonly mayAbort: boolean;
}

export interface LargeObject {
  readonly key: string;
  readonly contentType: string;
  readonly onlyNew: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** 8 MiB, or what 10,000 parts need. */
export const partSizeFor = (size: number) => Math.max(PART_SIZE, Math.ceil(size / MOST_PARTS));

const partsAtOnce = (partSize: number) => Math.max(1, Math.floor(MEMORY / partSize));

/** What the parts of a file take that are under way at the same time. */
export function memoryFor(size: number): number {
  const partSize = partSizeFor(size);
  return partSize * partsAtOnce(partSize);
}

/**
 * A multipart upload. Its memory is bounded: a few buffers are read into, sent, and read into again.
 * (lib-storage copies each part once more as it cuts it out of a stream, and lets a denied AbortMultipartUpload hide
 * what went wrong.) CreateMultipartUpload, UploadPart and CompleteMultipartUpload need s3:PutObject only.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export class ObjectParts {
  constructor(private readonly options: PartsOptions) {}

  /** Of what it throws, `leavesParts` knows whether parts were left behind. */
  async send(source: SourceFile, object: LargeObject): Promise<void> {
    const file = await LargeFile.open(source);
    try {
      const { client, bucket: Bucket, keepChecksum } = this.options;
      const { key: Key, contentType: ContentType, signal } = object;
      const { UploadId } = await this.tried(signal, () =>
        client.send(
          new CreateMultipartUploadCommand({
            Bucket,
            Key,
            ContentType,
            ...(keepChecksum ? { ChecksumAlgorithm: 'SHA256' } : {}),
          }),
          { abortSignal: signal },
        ),
      );
      const upload = { Bucket, Key, UploadId };
      try {
        const Parts = await this.sendParts(file, source.size, upload, object);
        await file.checkUnchanged();
        await this.complete(upload, Parts, object);
      } catch (error) {
        await this.tidyUp(upload, error);
        throw error;
      }
    } finally {
      await file.close();
    }
  }

  private async sendParts(
    file: LargeFile,
    size: number,
    upload: Upload,
    { signal, onBytes }: LargeObject,
  ): Promise<CompletedPart[]> {
    const { client, keepChecksum } = this.options;
    const partSize = partSizeFor(size);
    const count = Math.ceil(size / partSize);
    const parts: CompletedPart[] = [];
    let next = 0;
    // One failure ends the others, and all have ended before the parts are removed.
    const failure = new AbortController();
    const either = failure.signal;
    const stop = () => failure.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const work = async () => {
      const buffer = Buffer.allocUnsafeSlow(Math.min(partSize, size));
      while (next < count) {
        const index = next++;
        const start = index * partSize;
        const Body = buffer.subarray(0, Math.min(partSize, size - start));
        await file.fill(Body, start);
        const PartNumber = index + 1;
        const { ETag, ChecksumSHA256 } = await this.tried(either, () =>
          client.send(
            new UploadPartCommand({
              ...upload,
              PartNumber,
              Body,
              ...(keepChecksum ? { ChecksumAlgorithm: 'SHA256' } : {}),
            }),
            { abortSignal: either },
          ),
        );
        parts[index] = { PartNumber, ETag, ...(ChecksumSHA256 === undefined ? {} : { ChecksumSHA256 }) };
        onBytes(Body.length);
      }
    };
    const results = await Promise.allSettled(
      Array.from({ length: Math.min(partsAtOnce(partSize), count) }, () =>
        work().catch((error: unknown) => {
          // The first reason is the one that counts.
          failure.abort(failure.signal.reason ?? error);
          throw error;
        }),
      ),
    );
    signal.removeEventListener('abort', stop);
    const failed = results.filter((result) => result.status === 'rejected');
    if (signal.aborted) throw signal.reason;
    if (failed.length > 0) throw failure.signal.reason;
    return parts;
  }

  private async complete(
    upload: Upload,
    Parts: CompletedPart[],
    { onlyNew, signal }: LargeObject,
  ): Promise<void> {
    const command = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts },
      ...(onlyNew ? { IfNoneMatch: '*' } : {}),
    });
    await this.tried(signal, async (failed) => {
      try {
        await this.options.client.send(command, { abortSignal: signal });
      } catch (error) {
        // The answer to an attempt before got lost: an upload is gone, and its object there, once it is complete.
        if (failed === 0 || !DONE_BEFORE.has(codeOf(error))) throw error;
      }
    });
  }

  private tried<T>(signal: AbortSignal, attempt: (failed: number) => Promise<T>): Promise<T> {
    return withRetries({ attempts: this.options.attempts, signal }, attempt);
  }

  /** What cannot be removed goes with the bucket's lifecycle rule; the first reason is the one that is told. */
  private async tidyUp(upload: Upload, error: unknown): Promise<void> {
    const { client, mayAbort } = this.options;
    const removed =
      mayAbort &&
      (await client.send(new AbortMultipartUploadCommand(upload)).then(
        () => true,
        () => false,
      ));
    if (!removed && typeof error === 'object' && error !== null) LEFT.add(error);
  }
}

const DONE_BEFORE = new Set(['NoSuchUpload', 'PreconditionFailed']);

interface Upload {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

const LEFT = new WeakSet<object>();

/** Whether the upload that failed with this error left parts in the bucket. */
export const leavesParts = (error: unknown) => typeof error === 'object' && error !== null && LEFT.has(error);
