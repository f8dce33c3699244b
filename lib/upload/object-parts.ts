import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { codeOf } from '../aws/aws-error';
import { answerLost, isTaken } from './answer';
import type { OwnedBucket } from './owned-bucket';
import { inMemory, type PartBody, streamed } from './part-body';
import { LIMITS, type PartsLimits, partsPlan } from './parts-plan';
import { withRetries } from './retry';
import { LargeFile, type SourceFile } from './source-file';

export interface PartsOptions {
  /** Tries everything once: the retries are here. */
  readonly client: S3Client;
  readonly bucket: OwnedBucket;
  readonly attempts: number;
  /** Whether S3 is asked to keep checksums: stores beside AWS may not know them. */
  readonly keepChecksum: boolean;
  /** Whether the policy lets the writer remove the parts of an upload that failed. */
  readonly mayAbort: boolean;
  /** @default those of S3 */
  readonly limits?: PartsLimits;
}

export interface LargeObject {
  readonly key: string;
  readonly contentType: string;
  readonly onlyNew: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** The object was not stored, and what was sent of it is still in the bucket. */
  readonly onPartsLeft: () => void;
}

interface Upload extends OwnedBucket {
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/**
 * A multipart upload. Its memory is bounded: a few buffers are read into, sent, and read into again.
 * (lib-storage copies each part once more as it cuts it out of a stream, and lets a denied AbortMultipartUpload hide
 * what went wrong.) CreateMultipartUpload, UploadPart and CompleteMultipartUpload need s3:PutObject only.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
export class ObjectParts {
  constructor(private readonly options: PartsOptions) {}

  /** `existing` only where `onlyNew`: there is an object, and it is not this one. */
  async send(source: SourceFile, object: LargeObject): Promise<'written' | 'existing'> {
    const file = await LargeFile.open(source);
    try {
      const upload = await this.create(object);
      let outcome: 'written' | 'existing' | undefined;
      try {
        const parts = await this.sendParts(file, source.size, upload, object);
        await file.checkUnchanged();
        outcome = await this.complete(upload, parts, object);
        return outcome;
      } finally {
        if (outcome !== 'written') await this.tidyUp(upload, object);
      }
    } finally {
      await file.close();
    }
  }

  private async create({ key: Key, contentType: ContentType, signal }: LargeObject): Promise<Upload> {
    const { bucket, client, keepChecksum } = this.options;
    const { UploadId } = await this.tried(signal, () =>
      client.send(
        new CreateMultipartUploadCommand({
          ...bucket,
          Key,
          ContentType,
          ...(keepChecksum ? { ChecksumAlgorithm: 'SHA256' } : {}),
        }),
        { abortSignal: signal },
      ),
    );
    return { ...bucket, Key, UploadId };
  }

  private async sendParts(
    file: LargeFile,
    size: number,
    upload: Upload,
    { signal, onBytes }: LargeObject,
  ): Promise<CompletedPart[]> {
    const plan = partsPlan(size, this.options.limits ?? LIMITS);
    const parts: CompletedPart[] = [];
    let next = 0;
    // One failure ends the others, and all have ended before the parts are removed. The first reason is the one that counts.
    const failure = new AbortController();
    const stop = () => failure.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const work = async () => {
      const buffer = Buffer.allocUnsafeSlow(plan.streamed ? 0 : Math.min(plan.partSize, size));
      while (next < plan.count) {
        const index = next++;
        const start = index * plan.partSize;
        const length = Math.min(plan.partSize, size - start);
        let body: PartBody;
        if (plan.streamed) body = await streamed(file, start, length);
        else {
          const bytes = buffer.subarray(0, length);
          await file.fill(bytes, start);
          body = inMemory(bytes);
        }
        parts[index] = await this.tried(failure.signal, () =>
          this.putPart(upload, index + 1, body, failure.signal, (error) => failure.abort(error)),
        );
        onBytes(length);
      }
    };
    await Promise.all(
      Array.from({ length: plan.atOnce }, () => work().catch((error: unknown) => failure.abort(error))),
    );
    signal.removeEventListener('abort', stop);
    failure.signal.throwIfAborted();
    return parts;
  }

  private async putPart(
    upload: Upload,
    PartNumber: number,
    { length: ContentLength, hash, open }: PartBody,
    signal: AbortSignal,
    onBroken?: (error: Error) => void,
  ): Promise<CompletedPart> {
    const { client, keepChecksum } = this.options;
    const Body = open();
    const checksum = keepChecksum ? { ChecksumSHA256: hash.toString('base64') } : {};
    const command = new UploadPartCommand({ ...upload, PartNumber, Body, ContentLength, ...checksum });
    command.middlewareStack.add(
      (next) => (call) => {
        // The SDK does not sign what a stream holds.
        (call.request as SignedOver).headers['x-amz-content-sha256'] = hash.toString('hex');
        return next(call);
      },
      { step: 'build', name: 'hashOfPart' },
    );
    // The SDK would wait for ever for a stream that breaks.
    if (Body instanceof Readable) Body.once('error', (error) => onBroken?.(error));
    try {
      const { ETag } = await client.send(command, { abortSignal: signal });
      return { PartNumber, ETag, ...checksum };
    } finally {
      if (Body instanceof Readable) Body.destroy();
    }
  }

  private async complete(
    upload: Upload,
    Parts: CompletedPart[],
    { onlyNew, signal }: LargeObject,
  ): Promise<'written' | 'existing'> {
    const command = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts },
      ...(onlyNew ? { IfNoneMatch: '*' } : {}),
    });
    return this.tried(signal, async (before) => {
      try {
        await this.options.client.send(command, { abortSignal: signal });
        return 'written';
      } catch (error) {
        const lost = before.some(answerLost);
        if (lost && isGone(error)) return 'written';
        if (!onlyNew || !isTaken(error)) throw error;
        return lost && (await this.isComplete(upload, signal)) ? 'written' : 'existing';
      }
    });
  }

  /** A completed upload takes no more parts; to ask that way needs no other permission. */
  private async isComplete(upload: Upload, signal: AbortSignal): Promise<boolean> {
    try {
      await this.putPart(upload, 1, inMemory(Buffer.alloc(0)), signal);
      return false;
    } catch (error) {
      if (isGone(error)) return true;
      throw error;
    }
  }

  private tried<T>(signal: AbortSignal, attempt: (before: readonly unknown[]) => Promise<T>): Promise<T> {
    return withRetries({ attempts: this.options.attempts, signal }, attempt);
  }

  /** What cannot be removed goes with the bucket's lifecycle rule. */
  private async tidyUp(upload: Upload, { onPartsLeft }: LargeObject): Promise<void> {
    const { client, mayAbort } = this.options;
    const removed =
      mayAbort && (await client.send(new AbortMultipartUploadCommand(upload)).then(() => true, isGone));
    if (!removed) onPartsLeft();
  }
}

interface SignedOver {
  readonly headers: Record<string, string>;
}

/** Completed, or aborted by somebody else. */
const isGone = (error: unknown) => codeOf(error) === 'NoSuchUpload';
