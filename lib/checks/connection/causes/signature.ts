import type { Cause } from './cause';

/** The request was understood, and refused before anybody looked at permissions. */
export const SIGNATURE_CAUSES: readonly Cause[] = [
  {
    id: 'clock-skew',
    when: { codes: ['RequestTimeTooSkewed', 'RequestInTheFuture', 'RequestExpired'] },
    because:
      'The clock of this machine ({now}) differs from that of the store by more than the 15 minutes that a signature may be old.',
    remedy: 'Set the clock (NTP), and try again. On the side of the vendor the same error means its clock.',
    fatal: true,
  },
  {
    id: 'clock-skew',
    when: { codes: ['SignatureDoesNotMatch'], says: 'Signature (expired|not yet current)' },
    because:
      'The clock of this machine ({now}) differs from that of AWS by more than the minutes that a signature may be old.',
    remedy: 'Set the clock (NTP), and try again. On the side of the vendor the same error means its clock.',
    fatal: true,
  },
  {
    id: 'unknown-key',
    when: { codes: ['InvalidAccessKeyId', 'InvalidClientTokenId', 'UnrecognizedClientException'] },
    because:
      'The access key is not known, or it is inactive: it was deleted, deactivated, belongs to another partition or store, or a session token is missing beside it. A key of the last minute may not be known yet.',
    remedy:
      'Look with `s3-destination key list` (or aws iam list-access-keys), and issue a new key, or make the old one active.',
    fatal: true,
  },
  {
    id: 'wrong-secret',
    when: { codes: ['SignatureDoesNotMatch', 'InvalidSignatureException'] },
    because: 'The secret access key does not belong to the access key ID.',
    remedy:
      'Look for a copy that is cut short or has a space at its end. A proxy that changes headers does the same.',
    fatal: true,
  },
  {
    id: 'session-expired',
    when: {
      codes: ['ExpiredToken', 'ExpiredTokenException'],
      steps: ['identify', 'location', 'put', 'delete', 'read', 'list', 'policy', 'multipart'],
    },
    because: 'The session of these credentials has expired.',
    remedy: 'Sign in again (with SSO: aws sso login), and repeat the test.',
    fatal: true,
  },
  {
    id: 'session-token',
    when: { codes: ['InvalidToken'] },
    because: 'The session token does not belong to the access key, or is of another partition.',
    remedy:
      'Take access key, secret and AWS_SESSION_TOKEN from the same session; unset the token for a key of a user.',
    fatal: true,
  },
  {
    id: 'account',
    when: { codes: ['AllAccessDisabled', 'AccountProblem', 'NotSignedUp', 'OptInRequired'] },
    because: 'The account of the bucket or of the writer may not use S3 now ({code}).',
    remedy: 'Look at the account: a suspended account, an unpaid bill, or a region that is not enabled.',
    fatal: true,
  },
  {
    id: 'wrong-region',
    when: {
      codes: [
        'PermanentRedirect',
        'TemporaryRedirect',
        'AuthorizationHeaderMalformed',
        'IllegalLocationConstraintException',
        'InvalidRegion',
      ],
    },
    because: 'The bucket is not in {region}{bucketRegion}.',
    remedy:
      'Write the right region into environment.region, or --region here, and give it to the vendor. A bucket that was made a moment ago may answer so for an hour.',
    fatal: true,
  },
  {
    id: 'wrong-region',
    when: { statuses: [301, 307, 308] },
    because: 'The bucket is not in {region}{bucketRegion}.',
    remedy: 'Write the right region into environment.region, or --region here, and give it to the vendor.',
    fatal: true,
  },
  {
    id: 'wrong-region',
    when: { steps: ['location'], given: ['region-differs'] },
    because: 'The bucket is not in {region}{bucketRegion}.',
    remedy: 'Write the right region into environment.region, or --region here, and give it to the vendor.',
    fatal: true,
  },
  {
    id: 'bucket-missing',
    when: { codes: ['NoSuchBucket', 'InvalidBucketName'] },
    because: 'There is no bucket {bucket}: it is not deployed, was deleted, or has another name.',
    remedy:
      'Deploy with npx cdk deploy --outputs-file cdk-outputs.json, which tells the name, or name it with --bucket.',
    fatal: true,
  },
  {
    id: 'checksum-refused',
    when: {
      codes: [
        'NotImplemented',
        'XAmzContentSHA256Mismatch',
        'MissingContentLength',
        'InvalidRequest',
        'InvalidArgument',
        'BadDigest',
        'UnsupportedHeader',
      ],
      says: 'header you provided implies|x-amz-content-sha256|x-amz-(sdk-)?checksum|x-amz-trailer|trailer|Content-Length|checksum|CRC|did not match what we received|content checksum',
      steps: ['put', 'multipart'],
      given: ['checksum-sent', 'other-store'],
    },
    because: 'The store refuses the checksum that AWS SDKs send since January 2025.',
    remedy:
      'Let the vendor set request_checksum_calculation = when_required (AWS_REQUEST_CHECKSUM_CALCULATION), or use a newer version of the store. `--checksums when_required` tests it that way.',
  },
  {
    id: 'busy',
    when: { statuses: [429, 500, 502, 503, 504] },
    because: 'The store has a fault of its own, or wants fewer requests ({status} {code}).',
    remedy: 'Repeat the test in a minute.',
    fatal: true,
  },
];
