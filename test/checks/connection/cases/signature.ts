import { BUCKET, s3Error, stsError } from '../fake-store';
import { withRole } from '../support';
import { type Case, on, onS3 } from './case';

const REGION_MESSAGE =
  "The authorization header is malformed; the region 'eu-central-1' is wrong; expecting 'eu-west-1'";

export const SIGNATURE: readonly Case[] = [
  {
    id: 'clock-skew',
    name: 'of S3',
    answers: onS3(
      s3Error(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
        {
          ServerTime: '2026-11-21T13:00:00Z',
          MaxAllowedSkewMilliseconds: '900000',
        },
      ),
    ),
    because: /clock of this machine \(2026-11-21T12:00:00\.000Z\)/,
    remedy: /Set the clock/,
  },
  {
    id: 'clock-skew',
    name: 'of STS',
    file: withRole(),
    answers: on(
      'GetCallerIdentity',
      stsError(
        403,
        'SignatureDoesNotMatch',
        'Signature expired: 20261121T120000Z is now earlier than 20261121T124500Z (20261121T130000Z - 15 min.)',
      ),
    ),
    because: /clock of this machine/,
    remedy: /Set the clock/,
  },
  {
    id: 'unknown-key',
    name: 'of S3, deleted or inactive',
    answers: (seen) =>
      seen.key === undefined
        ? stsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.')
        : s3Error(
            403,
            'InvalidAccessKeyId',
            'The AWS Access Key Id you provided does not exist in our records.',
          ),
    because: /not known, or it is inactive/,
    remedy: /key list/,
  },
  {
    id: 'unknown-key',
    name: 'of STS',
    file: withRole(),
    answers: on(
      'GetCallerIdentity',
      stsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
    ),
    because: /not known, or it is inactive/,
    remedy: /make the old one active/,
  },
  {
    id: 'wrong-secret',
    name: 'another secret',
    answers: onS3(
      s3Error(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      ),
    ),
    because: /secret access key does not belong/,
    remedy: /cut short/,
  },
  {
    id: 'session-expired',
    name: 'credentials of yesterday',
    answers: onS3(s3Error(400, 'ExpiredToken', 'The provided token has expired.')),
    because: /has expired/,
    remedy: /Sign in again/,
  },
  {
    id: 'session-token',
    name: 'a token of another session',
    answers: onS3(s3Error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.')),
    because: /session token does not belong/,
    remedy: /AWS_SESSION_TOKEN/,
  },
  {
    id: 'account',
    name: 'a suspended account',
    answers: onS3(s3Error(403, 'AllAccessDisabled', 'All access to this object has been disabled')),
    because: /\(AllAccessDisabled\)/,
    remedy: /suspended/,
  },
  {
    id: 'wrong-region',
    name: '301',
    answers: onS3({
      ...s3Error(
        301,
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
        {
          Endpoint: `${BUCKET}.s3.eu-west-1.amazonaws.com`,
          Bucket: BUCKET,
        },
      ),
      headers: {
        'content-type': 'application/xml',
        'x-amz-request-id': '1',
        'x-amz-bucket-region': 'eu-west-1',
      },
    }),
    because: /not in eu-central-1, but in eu-west-1/,
    remedy: /environment\.region/,
  },
  {
    id: 'wrong-region',
    name: '307',
    answers: onS3(
      s3Error(
        307,
        'TemporaryRedirect',
        'Please re-send this request to the specified temporary endpoint. Continue to use the original request endpoint for future requests.',
      ),
    ),
    because: /not in eu-central-1/,
    remedy: /made a moment ago/,
  },
  {
    id: 'wrong-region',
    name: 'a signature for another region',
    answers: onS3(s3Error(400, 'AuthorizationHeaderMalformed', REGION_MESSAGE, { Region: 'eu-west-1' })),
    because: /not in eu-central-1, but in eu-west-1/,
    remedy: /--region/,
  },
  {
    id: 'wrong-region',
    name: 'a redirect without a code',
    answers: onS3(s3Error(308, 'Moved', 'elsewhere')),
    because: /not in eu-central-1/,
    remedy: /--region/,
  },
  {
    id: 'wrong-region',
    name: 'GetBucketLocation tells another one',
    answers: on('GetBucketLocation', {
      status: 200,
      headers: {},
      body: '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">EU</LocationConstraint>',
    }),
    because: /not in eu-central-1, but in eu-west-1/,
    remedy: /environment\.region/,
  },
  {
    id: 'bucket-missing',
    name: 'NoSuchBucket',
    answers: onS3(
      s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: BUCKET }),
    ),
    because: /no bucket acme-strm-events/,
    remedy: /cdk deploy/,
  },
  {
    id: 'checksum-refused',
    name: 'a header that is not implemented',
    answers: on(
      'PutObject',
      s3Error(501, 'NotImplemented', 'A header you provided implies functionality that is not implemented'),
    ),
    because: /refuses the checksum/,
    remedy: /when_required/,
  },
  {
    id: 'checksum-refused',
    name: 'an unknown kind of payload',
    answers: on(
      'PutObject',
      s3Error(
        400,
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      ),
    ),
    because: /since January 2025/,
    remedy: /AWS_REQUEST_CHECKSUM_CALCULATION/,
  },
  {
    id: 'busy',
    name: 'a fault of the store',
    answers: on('GetBucketLocation', s3Error(503, 'SlowDown', 'Please reduce your request rate.')),
    because: /503 SlowDown/,
    remedy: /in a minute/,
  },
];
