import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** Tries everything once, since the retries are here; and does not warn of streams that it may not send again. */
export function uploadClient(config: S3ClientConfig): S3Client {
  return new S3Client({ ...config, maxAttempts: 1, logger: SILENT });
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
