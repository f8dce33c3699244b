import { BUCKET, denied, s3Error, uploadBegun } from '../fake-store';
import { named, user } from '../support';
import { type Case, on, onS3 } from './case';

const object = `arn:aws:s3:::${BUCKET}/exports/test.jsonl`;
const put = (because: string) => on('PutObject', denied('s3:PutObject', object, because));
const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const plain = (own: string) => own.replace('https:', 'http:');

const deletable = user(
  'access: { type: iam-user, userName: strm-writer }\npermissions: { delete: { objects: test-objects, until: "2027-01-31" } }',
);

export const POLICY: readonly Case[] = [
  {
    id: 'kms-denied',
    name: 'GenerateDataKey',
    answers: on(
      'PutObject',
      denied(
        'kms:GenerateDataKey',
        key,
        'because no identity-based policy allows the kms:GenerateDataKey action',
      ),
    ),
    because: /kms:GenerateDataKey on arn:aws:kms.*is denied/,
    remedy: /bucket\.encryption/,
  },
  {
    id: 'kms-key-state',
    name: 'a disabled key',
    answers: on('PutObject', s3Error(400, 'KMS.DisabledException', `${key} is disabled.`)),
    because: /cannot be used \(KMS\.DisabledException\)/,
    remedy: /enable-key/,
  },
  {
    id: 'acl-disabled',
    name: 'the vendor sends public-read',
    options: { acl: 'public-read' },
    answers: on('PutObject', s3Error(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs')),
    because: /ACLs disabled, and the request carries the ACL header public-read/,
    remedy: /bucket-owner-full-control/,
  },
  {
    id: 'acl-denied',
    name: 'the vendor sends bucket-owner-full-control without the grant',
    options: { acl: 'bucket-owner-full-control' },
    because: /s3:PutObjectAcl/,
    remedy: /permissions\.putAcl: true/,
  },
  {
    id: 'without-tls',
    name: 'said by S3',
    tls: false,
    answers: on(
      'GetBucketLocation',
      denied(
        's3:GetBucketLocation',
        `arn:aws:s3:::${BUCKET}`,
        'with an explicit deny in a resource-based policy',
      ),
    ),
    because: /http:\/\/127.* is without TLS/,
    remedy: /Begin --endpoint-url with https/,
  },
  {
    id: 'without-tls',
    name: 'and S3 gives no reason',
    tls: false,
    endpoint: plain,
    answers: onS3(s3Error(403, 'AccessDenied', 'Access Denied')),
    because: /is without TLS/,
    remedy: /https:\/\//,
  },
  {
    id: 'mfa-condition',
    name: 'a policy for all users wants MFA',
    answers: put('with an explicit deny in an identity-based policy'),
    because: /aws:MultiFactorAuthPresent/,
    remedy: /except the writer/,
  },
  {
    id: 'organisation-policy',
    name: 'SCP',
    answers: put(
      'with an explicit deny in a service control policy: arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd',
    ),
    because: /SCP or RCP\) denies s3:PutObject \(arn:aws:organizations.*p-2kgnabcd\)/,
    remedy: /administers the organisation/,
  },
  {
    id: 'organisation-policy',
    name: 'RCP',
    answers: put('with an explicit deny in a resource control policy'),
    because: /denies s3:PutObject\./,
    remedy: /administers the organisation/,
  },
  {
    id: 'permissions-boundary',
    name: 'that leaves S3 out',
    answers: put('because no permissions boundary allows the s3:PutObject action'),
    because: /boundary of the writer does not allow s3:PutObject/,
    remedy: /s3-destination policy/,
  },
  {
    id: 'session-policy',
    name: 'of the credentials',
    answers: put('because no session policy allows the s3:PutObject action'),
    because: /session policy/,
    remedy: /without a policy/,
  },
  {
    id: 'vpc-endpoint-policy',
    name: 'of the way to S3',
    answers: put('because no VPC endpoint policy allows the s3:PutObject action'),
    because: /VPC endpoint/,
    remedy: /policy of that endpoint/,
  },
  {
    id: 'bucket-policy-deny',
    name: 'an explicit deny in the bucket policy',
    answers: put('with an explicit deny in a resource-based policy'),
    because: /bucket policy denies s3:PutObject/,
    remedy: /get-bucket-policy --bucket acme-strm-events/,
  },
  {
    id: 'delete-grant-ended',
    name: 'the deployed grant is an older one',
    file: deletable,
    because: /until 2027-01-31/,
    remedy: /Deploy\. .*permissions\.delete\.until/,
  },
  {
    id: 'path-with-slashes',
    name: 'the form says /exports',
    options: { path: '/exports' },
    because: /the key \/exports\/\.strm_test_/,
    remedy: /as exports, without a slash/,
  },
  {
    id: 'path-outside',
    name: 'the form says import',
    options: { path: 'import' },
    because: /is to write import\/\.strm_test_.* under exports only/,
    remedy: /objects\.prefix/,
  },
  {
    id: 'policy-double-slash',
    name: 'bucket/exports//*.jsonl is deployed',
    answers: ({ operation, key = '' }) => {
      if (operation === 'PutObject')
        return denied(
          's3:PutObject',
          object,
          'because no identity-based policy allows the s3:PutObject action',
        );
      return operation === 'CreateMultipartUpload' && key.startsWith('exports//')
        ? uploadBegun(key)
        : undefined;
    },
    because: /double slash.*exports\/\/\*\.jsonl/,
    remedy: /arn:aws:s3:::acme-strm-events\/exports\/\*\.jsonl/,
  },
  {
    id: 'missing-wildcard',
    name: 'bucket/exports is deployed, and S3 gives no reason',
    answers: ({ operation, key = '' }) => {
      if (operation === 'PutObject') return s3Error(403, 'AccessDenied', 'Access Denied');
      return operation === 'CreateMultipartUpload' && key === 'exports' ? uploadBegun(key) : undefined;
    },
    because: /without \/\*.*one object exports/,
    remedy: /arn:aws:s3:::acme-strm-events\/exports\/\*\.jsonl/,
  },
  {
    id: 'conditions',
    name: 'of the bucket policy',
    file: named('  conditions: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }'),
    options: { key: 's3.json' },
    answers: put('because no resource-based policy allows the s3:PutObject action'),
    because: /IpAddress aws:SourceIp/,
    remedy: /where the conditions hold/,
  },
  {
    id: 'not-granted',
    name: 'no policy allows the put',
    answers: put('because no identity-based policy allows the s3:PutObject action'),
    because: /No policy of arn:aws:iam.*user\/strm-writer allows s3:PutObject/,
    remedy: /has to be arn:aws:s3:::acme-strm-events\/exports\/\*\.jsonl/,
  },
  {
    id: 'not-granted',
    name: 'no policy allows to ask for the location',
    answers: on(
      'GetBucketLocation',
      denied(
        's3:GetBucketLocation',
        `arn:aws:s3:::${BUCKET}`,
        'because no identity-based policy allows the s3:GetBucketLocation action',
      ),
    ),
    because: /grants s3:GetBucketLocation, and what is deployed does not/,
    remedy: /Deploy/,
  },
  {
    id: 'denied-without-a-reason',
    name: 'a put between accounts',
    answers: on('PutObject', s3Error(403, 'AccessDenied', 'Access Denied')),
    because: /does not say why/,
    remedy: /CloudTrail/,
  },
  {
    id: 'denied-without-a-reason',
    name: 'the location, between accounts',
    answers: on('GetBucketLocation', s3Error(403, 'AccessDenied', 'Access Denied')),
    because: /overrules it/,
    remedy: /verify/,
  },
];
