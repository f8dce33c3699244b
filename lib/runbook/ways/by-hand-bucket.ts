import type { Destination, NewBucket } from '../../config/destination';
import { quoted } from '../../terminal/quoted';
import { PLACEHOLDER, surroundingsOf } from '../input';
import { command, documentFile, jsonWord } from '../shell';

/** `[{"Key":"team","Value":"data"}]`, or nothing where there are no tags; KMS has names of its own for the two. */
export function tagList(destination: Destination, prefix = ''): string | undefined {
  const list = tagsOf(destination, prefix);
  return list.length === 0 ? undefined : jsonWord(list);
}

export function tagsOf({ tags }: Destination, prefix = '') {
  return Object.entries(tags).map(([key, value]) => ({ [`${prefix}Key`]: key, [`${prefix}Value`]: value }));
}

/** The bucket with the settings that the stack gives it. Its policy follows. */
export function bucketCommands(destination: Destination, bucket: NewBucket): string[] {
  const { bucketName, region } = surroundingsOf(destination);
  const name = quoted(bucketName);
  return [
    command('aws s3api create-bucket', {
      bucket: name,
      // us-east-1 is refused as a constraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
      'create-bucket-configuration':
        region === 'us-east-1' ? undefined : quoted(`LocationConstraint=${region}`),
    }),
    command('aws s3api put-public-access-block', {
      bucket: name,
      'public-access-block-configuration':
        'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
    }),
    command('aws s3api put-bucket-ownership-controls', {
      bucket: name,
      'ownership-controls': jsonWord({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }),
    }),
    ...encryptionCommands(name, bucket),
    ...(bucket.versioned
      ? [
          command('aws s3api put-bucket-versioning', {
            bucket: name,
            'versioning-configuration': 'Status=Enabled',
          }),
        ]
      : []),
    ...documentFile('lifecycle.json', { Rules: lifecycleRules(bucket) }),
    command('aws s3api put-bucket-lifecycle-configuration', {
      bucket: name,
      'lifecycle-configuration': 'file://lifecycle.json',
    }),
    ...(Object.keys(destination.tags).length === 0
      ? []
      : [
          command('aws s3api put-bucket-tagging', {
            bucket: name,
            tagging: jsonWord({ TagSet: tagsOf(destination) }),
          }),
        ]),
  ];
}

function encryptionCommands(name: string, { encryption }: NewBucket): string[] {
  const file = 'server-side-encryption-configuration';
  if (encryption === 's3-managed') {
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
    return [
      command('aws s3api put-bucket-encryption', { bucket: name, [file]: jsonWord({ Rules: [rule] }) }),
    ];
  }
  const KMSMasterKeyID = encryption === 'kms' ? PLACEHOLDER.keyArn : encryption.keyArn;
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID },
    BucketKeyEnabled: true,
  };
  return [
    ...documentFile('encryption.json', { Rules: [rule] }),
    command('aws s3api put-bucket-encryption', { bucket: name, [file]: 'file://encryption.json' }),
  ];
}

/** The rules of `DestinationBucket`, as the API writes them. */
function lifecycleRules({ versioned, expireObjectsAfterDays: days }: NewBucket) {
  const rule = (ID: string, what: object) => ({ ID, Status: 'Enabled', Filter: { Prefix: '' }, ...what });
  const unfinished = rule('RemoveUnfinishedUploads', {
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  });
  if (days === undefined) return [unfinished];
  const expire = { Expiration: { Days: days } };
  if (!versioned) return [unfinished, rule('ExpireObjects', expire)];
  return [
    unfinished,
    rule('ExpireObjects', { ...expire, NoncurrentVersionExpiration: { NoncurrentDays: days } }),
    rule('RemoveLoneDeleteMarkers', { Expiration: { ExpiredObjectDeleteMarker: true } }),
  ];
}
