import { encodeKey } from '../../../aws/object-path';
import { urlSuffixOf } from '../../../config/partition';
import { type AwsClient, AwsError, type Body, hashed } from './client';
import { type RetryOptions, withRetries } from './retry';

export interface ObjectStoreOptions {
  readonly client: AwsClient;
  readonly bucket: string;
  readonly contentType: string;
  /** `AWS_ENDPOINT_URL_S3`: another store than S3 itself; then path style. */
  readonly endpoint?: string;
}

/** The bucket, as the sink uses it. */
export class ObjectStore {
  private readonly base: string;

  constructor(private readonly options: ObjectStoreOptions) {
    const { bucket, client, endpoint } = options;
    const domain = `s3.${client.region}.${urlSuffixOf(client.region)}`;
    // A dot in the name does not fit the certificate of *.s3.<region>.
    const pathStyle = endpoint ?? (bucket.includes('.') ? `https://${domain}` : undefined);
    this.base =
      pathStyle === undefined ? `https://${bucket}.${domain}` : `${pathStyle.replace(/\/$/, '')}/${bucket}`;
  }

  /**
   * Writes an object that must not be there yet. Whoever wrote the same key before wrote the same batch.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
   */
  async put(key: string, body: Body, retry: RetryOptions): Promise<'written' | 'there'> {
    const { client, contentType, endpoint } = this.options;
    const hash = hashed(body);
    return withRetries(async (timeout) => {
      const response = await client.send({
        service: 's3',
        method: 'PUT',
        url: this.url(key),
        headers: {
          'content-type': contentType,
          'if-none-match': '*',
          // Buckets with Object Lock want a checksum; other stores may not know it.
          ...(endpoint === undefined ? { 'x-amz-checksum-sha256': hash.toString('base64') } : {}),
        },
        body,
        bodyHash: hash.toString('hex'),
        timeout,
      });
      if (response.status === 412) return 'there';
      if (response.ok) return 'written';
      throw new AwsError(response.status, codeOf(response.text), 'PutObject');
    }, retry);
  }

  /**
   * Whether an object is there. Who may not list a bucket is told 403 of an object that is absent, so that both
   * answers mean "no".
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
   */
  async exists(key: string, retry: RetryOptions): Promise<boolean> {
    return withRetries(async (timeout) => {
      const response = await this.options.client.send({
        service: 's3',
        method: 'HEAD',
        url: this.url(key),
        timeout,
      });
      if (response.ok) return true;
      if (response.status === 404 || response.status === 403) return false;
      throw new AwsError(response.status, 'HeadFailed', 'HeadObject');
    }, retry);
  }

  private url(key: string): string {
    return `${this.base}/${encodeKey(key)}`;
  }
}

const codeOf = (xml: string) => /<Code>(\w+)<\/Code>/.exec(xml)?.[1] ?? 'UnknownError';
