import type { WireRequest } from './http';
import { notImplemented, Refusal } from './refusal';

export interface S3Request {
  readonly operation: string;
  /** The IAM action; where one request needs several, the first. */
  readonly action: string;
  readonly method: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly tlsVersion?: string;
}

/** Which operation of S3 a request is, by method, path and sub-resource. Path style only. */
export function parseS3Request({ method, target, headers, body, tlsVersion }: WireRequest): S3Request {
  const [path = '', queryText = ''] = target.split(/\?(.*)/s);
  const query = new Map(
    queryText
      .split('&')
      .filter(Boolean)
      .map((parameter) => {
        const [name = '', value = ''] = parameter.split(/=(.*)/s);
        return [decode(name), decode(value)];
      }),
  );
  const { bucket, key } = parsePath(path);
  const level = key !== undefined ? 'object' : bucket !== undefined ? 'bucket' : 'service';
  const subresource = SUBRESOURCES.find((name) => query.has(name));
  const route = [method, level, ...(subresource ? [subresource] : [])].join(' ');
  const [operation, action] = OPERATIONS[route] ?? [];
  if (!operation || !action) throw notImplemented(`"${route}"`);
  const request = { method, bucket, key, query, headers, body, tlsVersion };
  if (query.has('versionId') && level === 'object') {
    return { ...request, operation: `${operation}Version`, action: VERSIONED[action] ?? action };
  }
  const isCopy = operation === 'PutObject' && headers['x-amz-copy-source'] !== undefined;
  return { ...request, operation: isCopy ? 'CopyObject' : operation, action };
}

/** The object that a copy reads from. */
export function copySource(headers: S3Request['headers']): { bucket: string; key: string } | undefined {
  const header = headers['x-amz-copy-source'];
  if (header === undefined) return undefined;
  if (header.includes('?versionId=')) throw notImplemented('copies of versions');
  const { bucket, key } = parsePath(`/${header.replace(/^\//, '')}`);
  if (!bucket || key === undefined) throw new Refusal(400, 'InvalidArgument', 'Invalid copy source');
  return { bucket, key };
}

function parsePath(path: string): { bucket?: string; key?: string } {
  const [, bucket = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const key = decode(rest);
  // The store resolves such segments, so that an object would land elsewhere than where it was authorised.
  if (key.split('/').some((segment) => segment === '.' || segment === '..'))
    throw notImplemented('"." and ".." in keys');
  if (Buffer.byteLength(key) > 1024) throw new Refusal(400, 'KeyTooLongError', 'Your key is too long');
  return { bucket: bucket ? decode(bucket) : undefined, key: key || undefined };
}

function decode(component: string): string {
  try {
    return decodeURIComponent(component);
  } catch {
    throw new Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** `METHOD level [sub-resource]` to the operation and the action that it needs. */
const OPERATIONS: Readonly<Record<string, readonly [operation: string, action: string]>> = {
  'GET service': ['ListBuckets', 's3:ListAllMyBuckets'],
  'HEAD bucket': ['HeadBucket', 's3:ListBucket'],
  'GET bucket': ['ListObjects', 's3:ListBucket'],
  'PUT bucket': ['CreateBucket', 's3:CreateBucket'],
  'DELETE bucket': ['DeleteBucket', 's3:DeleteBucket'],
  'GET bucket location': ['GetBucketLocation', 's3:GetBucketLocation'],
  'POST bucket delete': ['DeleteObjects', 's3:DeleteObject'],
  'GET bucket uploads': ['ListMultipartUploads', 's3:ListBucketMultipartUploads'],
  'GET bucket versions': ['ListObjectVersions', 's3:ListBucketVersions'],
  'GET bucket versioning': ['GetBucketVersioning', 's3:GetBucketVersioning'],
  'PUT bucket versioning': ['PutBucketVersioning', 's3:PutBucketVersioning'],
  'GET bucket policy': ['GetBucketPolicy', 's3:GetBucketPolicy'],
  'PUT bucket policy': ['PutBucketPolicy', 's3:PutBucketPolicy'],
  'DELETE bucket policy': ['DeleteBucketPolicy', 's3:DeleteBucketPolicy'],
  'GET bucket acl': ['GetBucketAcl', 's3:GetBucketAcl'],
  'PUT bucket acl': ['PutBucketAcl', 's3:PutBucketAcl'],
  'GET bucket encryption': ['GetBucketEncryption', 's3:GetEncryptionConfiguration'],
  'PUT bucket encryption': ['PutBucketEncryption', 's3:PutEncryptionConfiguration'],
  'GET bucket lifecycle': ['GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'],
  'PUT bucket lifecycle': ['PutBucketLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
  'GET bucket ownershipControls': ['GetBucketOwnershipControls', 's3:GetBucketOwnershipControls'],
  'PUT bucket ownershipControls': ['PutBucketOwnershipControls', 's3:PutBucketOwnershipControls'],
  'GET bucket publicAccessBlock': ['GetPublicAccessBlock', 's3:GetBucketPublicAccessBlock'],
  'PUT bucket publicAccessBlock': ['PutPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
  'GET bucket tagging': ['GetBucketTagging', 's3:GetBucketTagging'],
  'PUT bucket tagging': ['PutBucketTagging', 's3:PutBucketTagging'],
  'PUT object': ['PutObject', 's3:PutObject'],
  'GET object': ['GetObject', 's3:GetObject'],
  'HEAD object': ['HeadObject', 's3:GetObject'],
  'DELETE object': ['DeleteObject', 's3:DeleteObject'],
  'GET object acl': ['GetObjectAcl', 's3:GetObjectAcl'],
  'PUT object acl': ['PutObjectAcl', 's3:PutObjectAcl'],
  'GET object tagging': ['GetObjectTagging', 's3:GetObjectTagging'],
  'PUT object tagging': ['PutObjectTagging', 's3:PutObjectTagging'],
  'DELETE object tagging': ['DeleteObjectTagging', 's3:DeleteObjectTagging'],
  'GET object attributes': ['GetObjectAttributes', 's3:GetObjectAttributes'],
  'GET object retention': ['GetObjectRetention', 's3:GetObjectRetention'],
  'PUT object retention': ['PutObjectRetention', 's3:PutObjectRetention'],
  'GET object legal-hold': ['GetObjectLegalHold', 's3:GetObjectLegalHold'],
  'PUT object legal-hold': ['PutObjectLegalHold', 's3:PutObjectLegalHold'],
  'POST object restore': ['RestoreObject', 's3:RestoreObject'],
  'POST object uploads': ['CreateMultipartUpload', 's3:PutObject'],
  'PUT object uploadId': ['UploadPart', 's3:PutObject'],
  'POST object uploadId': ['CompleteMultipartUpload', 's3:PutObject'],
  'DELETE object uploadId': ['AbortMultipartUpload', 's3:AbortMultipartUpload'],
  'GET object uploadId': ['ListParts', 's3:ListMultipartUploadParts'],
};

/** Every sub-resource of S3, so that a request with one that is missing above is not taken for something else. */
const SUBRESOURCES = [
  ...new Set(Object.keys(OPERATIONS).flatMap((route) => route.split(' ').slice(2))),
  ...[
    'accelerate',
    'analytics',
    'cors',
    'intelligent-tiering',
    'inventory',
    'logging',
    'metrics',
    'notification',
  ],
  ...[
    'object-lock',
    'policyStatus',
    'replication',
    'requestPayment',
    'website',
    'session',
    'select',
    'torrent',
  ],
  ...['renameObject', 'metadataTable', 'metadataConfiguration', 'abac', 'annotation'],
];

const VERSIONED: Readonly<Record<string, string>> = {
  's3:GetObject': 's3:GetObjectVersion',
  's3:DeleteObject': 's3:DeleteObjectVersion',
  's3:GetObjectAcl': 's3:GetObjectVersionAcl',
  's3:PutObjectAcl': 's3:PutObjectVersionAcl',
  's3:GetObjectTagging': 's3:GetObjectVersionTagging',
  's3:PutObjectTagging': 's3:PutObjectVersionTagging',
  's3:DeleteObjectTagging': 's3:DeleteObjectVersionTagging',
  's3:GetObjectAttributes': 's3:GetObjectVersionAttributes',
};
