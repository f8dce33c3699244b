import { covers } from '../../vendors/pattern';

/**
 * What a wildcard among the actions is taken to mean: what destinations have keys for, and never ACLs or versions.
 * A vendor that needs those names them.
 */
const MEANT_BY_WILDCARD = [
  's3:PutObject',
  's3:GetObject',
  's3:DeleteObject',
  's3:ListBucket',
  's3:GetBucketLocation',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];
/** `s3:*` says nothing of what the vendor does: no more than what every writer needs. */
const MEANT_BY_BARE_WILDCARD = ['s3:PutObject', 's3:GetBucketLocation'];

/** Actions that only look, or only label: where a document names one, `permissions.additional` takes it. */
export const ADDITIONAL: readonly { readonly action: string; readonly on: 'objects' | 'bucket' }[] = [
  { action: 's3:GetObjectVersion', on: 'objects' },
  { action: 's3:GetObjectAttributes', on: 'objects' },
  { action: 's3:GetObjectVersionAttributes', on: 'objects' },
  { action: 's3:GetObjectTagging', on: 'objects' },
  { action: 's3:GetObjectVersionTagging', on: 'objects' },
  { action: 's3:PutObjectTagging', on: 'objects' },
  { action: 's3:ListBucketMultipartUploads', on: 'bucket' },
  { action: 's3:ListBucketVersions', on: 'bucket' },
  { action: 's3:GetBucketVersioning', on: 'bucket' },
  { action: 's3:GetEncryptionConfiguration', on: 'bucket' },
  { action: 's3:GetLifecycleConfiguration', on: 'bucket' },
  { action: 's3:GetBucketTagging', on: 'bucket' },
  { action: 's3:GetBucketAcl', on: 'bucket' },
  { action: 's3:GetBucketOwnershipControls', on: 'bucket' },
  { action: 's3:GetBucketPublicAccessBlock', on: 'bucket' },
  { action: 's3:GetBucketPolicyStatus', on: 'bucket' },
  { action: 's3:GetBucketObjectLockConfiguration', on: 'bucket' },
];

/** Whether an action of a document is taken to grant that action. IAM ignores capitals in actions. */
export function meansAction(written: string, action: string): boolean {
  const pattern = written.toLowerCase();
  if (!/[*?]/.test(pattern)) return pattern === action.toLowerCase();
  const named = /[a-z]/.test(pattern.replace(/^s3:/, ''));
  return (
    (named ? MEANT_BY_WILDCARD : MEANT_BY_BARE_WILDCARD).includes(action) &&
    covers(pattern, action.toLowerCase())
  );
}

/** The resources that an action works on. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export function worksOn(action: string): 'bucket' | 'objects' | undefined {
  if (/[*?]/.test(action)) return undefined;
  if (/bucket|configuration$/i.test(action)) return 'bucket';
  return /object|multipartupload/i.test(action) ? 'objects' : undefined;
}
