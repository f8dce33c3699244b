import { KEY_PATTERN, NO_ALIAS } from './checks';
import type { Check, Rule } from './rule';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, read 2026-11-21 */
const BUCKET_NAME_CHECKS: readonly Check[] = [
  { pattern: '[A-Z]', refuse: true, message: 'holds capitals, which S3 refuses: write lower case' },
  {
    pattern: '^[a-z0-9.-]*$',
    message: 'may hold only a-z, 0-9 and hyphens: write the name alone, for example acme-orders',
  },
  { pattern: '^[a-z0-9].*[a-z0-9]$', message: 'must begin and end with a letter or a digit' },
  {
    pattern: '^\\d{1,3}(\\.\\d{1,3}){3}$',
    refuse: true,
    message: 'looks like an IP address, which S3 refuses: use a word',
  },
  {
    pattern: '^(xn--|sthree-|amzn-s3-demo-)',
    refuse: true,
    message: 'begins with "xn--", "sthree-" or "amzn-s3-demo-", which S3 reserves: begin it otherwise',
  },
  {
    pattern: '(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$',
    refuse: true,
    message:
      'ends with "-s3alias", "--ol-s3", ".mrap", "--x-s3" or "--table-s3", which S3 reserves: end it otherwise',
  },
  {
    pattern: '\\.\\.|\\.-|-\\.',
    refuse: true,
    message: 'holds a dot beside a dot or a hyphen, which S3 refuses: put letters or digits between them',
  },
];

export const BUCKET_RULES = {
  bucketName: {
    is: 'the name of the bucket to create',
    minLength: 3,
    maxLength: 63,
    checks: [
      ...BUCKET_NAME_CHECKS,
      {
        pattern: '\\.',
        refuse: true,
        message:
          "holds a dot: writers that address the bucket as a host name fail S3's TLS certificate, so use hyphens",
      },
    ],
  },
  existingBucketName: {
    is: 'the name of a bucket that is there already: it is left alone, only access is granted',
    minLength: 3,
    maxLength: 63,
    checks: BUCKET_NAME_CHECKS,
  },
  keyArn: {
    is: 'the ARN of a KMS key',
    checks: [
      NO_ALIAS,
      {
        pattern: KEY_PATTERN,
        message:
          'is neither s3-managed, nor kms, nor the ARN of a key such as arn:aws:kms:eu-west-1:111122223333:key/1234abcd-…',
      },
    ],
  },
} as const satisfies Record<string, Rule>;
