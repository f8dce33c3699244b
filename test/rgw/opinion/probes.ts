/** One plain request, and what IAM is asked for it. */
export interface Probe {
  /** Method and query as they go over the wire, `GET ?acl`; `{upload}` is an upload of the administrator's. */
  readonly request: string;
  readonly on: 'object' | 'bucket' | 'service';
  /** All of these must be allowed; the first is the one that the request is named for. */
  readonly asks: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Besides success: the code of an error that comes only after the permission was found. */
  readonly after?: string;
  /** The second permission is for the object that is copied. */
  readonly copies?: boolean;
  /** The caller stores the object itself before. */
  readonly own?: boolean;
  /** Of a listing: with `s3:prefix`. */
  readonly lists?: boolean;
}

const xml = (name: string, content: string) => `<${name}>${content}</${name}>`;
const TAGS = xml('Tagging', xml('TagSet', xml('Tag', '<Key>a</Key><Value>b</Value>')));
const UNTIL = '<Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00.000Z</RetainUntilDate>';
const RULE =
  '<ID>a</ID><Prefix>no-object/</Prefix><Status>Disabled</Status><Expiration><Days>1</Days></Expiration>';
const PRIVATE = { 'x-amz-acl': 'private' };

const object = (request: string, ask: string, more: Partial<Probe> = {}): Probe => ({
  request,
  on: 'object',
  asks: [`s3:${ask}`],
  ...more,
});
const bucket = (request: string, ask: string, more: Partial<Probe> = {}): Probe => ({
  ...object(request, ask, more),
  on: 'bucket',
});
const NO_LOCK = { after: 'InvalidRequest' };

/** Every S3 action for which this store (Ceph 16.2) knows a request and asks for a permission of its own. */
export const PROBES: readonly Probe[] = [
  object('PUT', 'PutObject'),
  object('POST ?uploads', 'PutObject'),
  object('PUT ?partNumber=1&uploadId={upload}', 'PutObject', { body: 'x' }),
  object('PUT with an ACL', 'PutObject', { asks: ['s3:PutObject', 's3:PutObjectAcl'], headers: PRIVATE }),
  object('PUT as a copy', 'PutObject', { asks: ['s3:PutObject', 's3:GetObject'], copies: true }),
  object('GET', 'GetObject'),
  object('HEAD', 'GetObject'),
  object('GET of its own', 'GetObject', { own: true }),
  object('DELETE', 'DeleteObject'),
  object('DELETE of its own', 'DeleteObject', { own: true }),
  object('POST ?delete', 'DeleteObject'),
  object('GET ?acl', 'GetObjectAcl'),
  object('GET ?acl of its own', 'GetObjectAcl', { own: true }),
  object('PUT ?acl', 'PutObjectAcl', { headers: PRIVATE }),
  object('PUT ?acl of its own', 'PutObjectAcl', { headers: PRIVATE, own: true }),
  object('GET ?tagging', 'GetObjectTagging'),
  object('PUT ?tagging', 'PutObjectTagging', { body: TAGS }),
  object('DELETE ?tagging', 'DeleteObjectTagging'),
  object('GET ?versionId=null', 'GetObjectVersion'),
  object('HEAD ?versionId=null', 'GetObjectVersion'),
  object('DELETE ?versionId=null', 'DeleteObjectVersion'),
  object('GET ?acl&versionId=null', 'GetObjectVersionAcl'),
  object('PUT ?acl&versionId=null', 'PutObjectVersionAcl', { headers: PRIVATE }),
  object('GET ?tagging&versionId=null', 'GetObjectVersionTagging'),
  object('PUT ?tagging&versionId=null', 'PutObjectVersionTagging', { body: TAGS }),
  object('DELETE ?tagging&versionId=null', 'DeleteObjectVersionTagging'),
  object('GET ?uploadId={upload}', 'ListMultipartUploadParts'),
  object('DELETE ?uploadId={upload}', 'AbortMultipartUpload'),
  object('GET ?retention', 'GetObjectRetention', NO_LOCK),
  object('PUT ?retention', 'PutObjectRetention', { ...NO_LOCK, body: xml('Retention', UNTIL) }),
  object('GET ?legal-hold', 'GetObjectLegalHold', NO_LOCK),
  object('PUT ?legal-hold', 'PutObjectLegalHold', {
    ...NO_LOCK,
    body: xml('LegalHold', '<Status>OFF</Status>'),
  }),

  bucket('GET ?list-type=2', 'ListBucket', { lists: true }),
  bucket('GET', 'ListBucket', { lists: true }),
  bucket('HEAD', 'ListBucket'),
  bucket('GET ?versions', 'ListBucketVersions', { lists: true }),
  bucket('GET ?uploads', 'ListBucketMultipartUploads', { lists: true }),
  bucket('GET ?location', 'GetBucketLocation'),
  bucket('GET ?acl', 'GetBucketAcl'),
  bucket('PUT ?acl', 'PutBucketAcl', { headers: PRIVATE }),
  bucket('GET ?policy', 'GetBucketPolicy', { after: 'NoSuchBucketPolicy' }),
  bucket('PUT ?policy', 'PutBucketPolicy', { body: '{}', after: 'MalformedPolicy' }),
  bucket('DELETE ?policy', 'DeleteBucketPolicy'),
  bucket('GET ?policyStatus', 'GetBucketPolicyStatus'),
  bucket('GET ?publicAccessBlock', 'GetBucketPublicAccessBlock', {
    after: 'NoSuchPublicAccessBlockConfiguration',
  }),
  bucket('PUT ?publicAccessBlock', 'PutBucketPublicAccessBlock', {
    body: xml('PublicAccessBlockConfiguration', '<BlockPublicAcls>false</BlockPublicAcls>'),
  }),
  bucket('DELETE ?publicAccessBlock', 'PutBucketPublicAccessBlock'),
  bucket('GET ?lifecycle', 'GetLifecycleConfiguration', { after: 'NoSuchLifecycleConfiguration' }),
  bucket('PUT ?lifecycle', 'PutLifecycleConfiguration', {
    body: xml('LifecycleConfiguration', xml('Rule', RULE)),
  }),
  bucket('DELETE ?lifecycle', 'PutLifecycleConfiguration'),
  bucket('GET ?versioning', 'GetBucketVersioning'),
  // With a status it would change what the other requests meet, in a bucket that has none yet.
  bucket('PUT ?versioning', 'PutBucketVersioning', {
    body: xml('VersioningConfiguration', ''),
    after: 'InvalidArgument',
  }),
  bucket('GET ?cors', 'GetBucketCORS', { after: 'NoSuchCORSConfiguration' }),
  bucket('PUT ?cors', 'PutBucketCORS', {
    body: xml(
      'CORSConfiguration',
      xml('CORSRule', '<AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://example.com</AllowedOrigin>'),
    ),
  }),
  bucket('DELETE ?cors', 'PutBucketCORS'),
  bucket('GET ?website', 'GetBucketWebsite', { after: 'NoSuchWebsiteConfiguration' }),
  bucket('PUT ?website', 'PutBucketWebsite', {
    body: xml('WebsiteConfiguration', xml('IndexDocument', '<Suffix>index.html</Suffix>')),
  }),
  bucket('DELETE ?website', 'DeleteBucketWebsite'),
  bucket('GET ?tagging', 'GetBucketTagging', { after: 'NoSuchTagSet' }),
  bucket('PUT ?tagging', 'PutBucketTagging', { body: TAGS }),
  bucket('DELETE ?tagging', 'PutBucketTagging'),
  bucket('GET ?object-lock', 'GetBucketObjectLockConfiguration', {
    after: 'ObjectLockConfigurationNotFoundError',
  }),
  bucket('PUT ?object-lock', 'PutBucketObjectLockConfiguration', {
    body: xml('ObjectLockConfiguration', '<ObjectLockEnabled>Enabled</ObjectLockEnabled>'),
    after: 'InvalidBucketState',
  }),
  bucket('GET ?requestPayment', 'GetBucketRequestPayment'),
  bucket('PUT ?requestPayment', 'PutBucketRequestPayment', {
    body: xml('RequestPaymentConfiguration', '<Payer>BucketOwner</Payer>'),
  }),
  bucket('GET ?replication', 'GetReplicationConfiguration', {
    after: 'ReplicationConfigurationNotFoundError',
  }),
  bucket('DELETE ?replication', 'PutReplicationConfiguration'),
  bucket('GET ?logging', 'GetBucketLogging'),
  bucket('DELETE', 'DeleteBucket', { after: 'BucketNotEmpty' }),

  { request: 'GET', on: 'service', asks: ['s3:ListAllMyBuckets'] },
  { request: 'PUT', on: 'service', asks: ['s3:CreateBucket'] },
];
