import { isObject, list, section, text } from './json';
import type { ProvisionedBucket } from './provisioned';
import { copySource, type S3Request } from './s3-request';

/** One action on one object (or the bucket itself) that a request cannot do without. */
export interface Need {
  readonly action: string;
  readonly bucket: string;
  readonly key?: string;
}

/** All permissions that an S3 request takes. DeleteObjects is not here: it is decided key by key. */
export function needsOf({ operation, action, bucket = '', key, headers }: S3Request): Need[] {
  const needs: Need[] = [{ action, bucket, key }];
  if (['PutObject', 'CopyObject', 'CreateMultipartUpload'].includes(operation)) {
    if (hasAclHeader(headers)) needs.push({ action: 's3:PutObjectAcl', bucket, key });
    if (headers['x-amz-tagging'] !== undefined) needs.push({ action: 's3:PutObjectTagging', bucket, key });
    if (headers['x-amz-object-lock-mode'] !== undefined)
      needs.push({ action: 's3:PutObjectRetention', bucket, key });
    if (headers['x-amz-object-lock-legal-hold'] !== undefined)
      needs.push({ action: 's3:PutObjectLegalHold', bucket, key });
  }
  const source = copySource(headers);
  if (source) needs.push({ action: 's3:GetObject', ...source });
  return needs;
}

/** What the key of a bucket with SSE-KMS has to allow, besides. */
export function encryptionActions(operation: string): string[] {
  switch (operation) {
    case 'PutObject':
    case 'CopyObject':
      return ['kms:GenerateDataKey'];
    case 'CreateMultipartUpload':
    case 'UploadPart':
    case 'CompleteMultipartUpload':
      return ['kms:GenerateDataKey', 'kms:Decrypt'];
    case 'GetObject':
      return ['kms:Decrypt'];
    default:
      return [];
  }
}

/** ARN or ID of the customer's KMS key that an object is encrypted with: what the request says, or the bucket's default. */
export function encryptionKeyOf(
  bucket: ProvisionedBucket,
  headers: S3Request['headers'],
): string | undefined {
  if (headers['x-amz-server-side-encryption'] === 'AES256') return undefined;
  const [rule] = list(section(bucket.properties, 'BucketEncryption').ServerSideEncryptionConfiguration);
  return (
    headers['x-amz-server-side-encryption-aws-kms-key-id'] ??
    text(section(rule, 'ServerSideEncryptionByDefault').KMSMasterKeyID)
  );
}

export function hasAclHeader(headers: S3Request['headers']): boolean {
  return Object.keys(headers).some((name) => name === 'x-amz-acl' || name.startsWith('x-amz-grant-'));
}

/** The default of buckets since April 2023, and of CloudFormation. */
export function refusesAcls(bucket: ProvisionedBucket): boolean {
  const [rule] = list(section(bucket.properties, 'OwnershipControls').Rules);
  return !isObject(rule) || rule.ObjectOwnership === 'BucketOwnerEnforced';
}

export function restrictsPublicBuckets(bucket: ProvisionedBucket): boolean {
  return section(bucket.properties, 'PublicAccessBlockConfiguration').RestrictPublicBuckets !== false;
}

/** The condition keys of S3 that a request fills. The simulator leaves out those that do not go with the action. */
export function s3Context(request: S3Request, resourceAccountId: string): Record<string, string> {
  const { headers, query, tlsVersion } = request;
  const context: Record<string, string> = {
    's3:ResourceAccount': resourceAccountId,
    's3:authType': 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    ...(tlsVersion && { 's3:TlsVersion': tlsVersion }),
  };
  for (const name of CONTEXT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  if (request.operation === 'ListObjects') {
    for (const name of ['prefix', 'delimiter', 'max-keys']) {
      const value = query.get(name);
      if (value !== undefined) context[`s3:${name}`] = value;
    }
  }
  for (const [tag, value] of new URLSearchParams(headers['x-amz-tagging'] ?? '')) {
    context[`s3:RequestObjectTag/${tag}`] = value;
  }
  return context;
}

const CONTEXT_HEADERS = [
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'if-none-match',
  'if-match',
];
