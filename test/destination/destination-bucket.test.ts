import { CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { DestinationBucket, type DestinationBucketProps, DestinationEncryption } from '../../lib';
import { complaintsOf, logicalIds, ofType, one, refusedProps, stackIn, templateOf } from './support';

const bucketWith = (props?: DestinationBucketProps, stack = stackIn()) => {
  new DestinationBucket(stack, 'Orders', props);
  return stack;
};
const propertiesWith = (props?: DestinationBucketProps) =>
  one(bucketWith(props), 'AWS::S3::Bucket').Properties;

describe('a destination bucket without any props', () => {
  const stack = bucketWith();

  test('blocks public access, disables ACLs, encrypts, keeps versions, and removes unfinished uploads', () => {
    expect(one(stack, 'AWS::S3::Bucket').Properties).toEqual({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'RemoveUnfinishedUploads',
            Status: 'Enabled',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  test('wants TLS for the bucket and its objects', () => {
    const arn = { 'Fn::GetAtt': ['OrdersBucket195ECF73', 'Arn'] };
    expect(one(stack, 'AWS::S3::BucketPolicy').Properties).toEqual({
      Bucket: { Ref: 'OrdersBucket195ECF73' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'DenyWithoutTls',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  test('consists of a bucket and its policy, and nothing else', () => {
    expect(logicalIds(stack)).toEqual({
      OrdersBucket195ECF73: 'AWS::S3::Bucket',
      OrdersBucketPolicy9BE83F42: 'AWS::S3::BucketPolicy',
    });
  });
});

describe('what becomes of it when the stack is deleted', () => {
  const TYPES = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key'];

  test.each([
    ['it stays with its policy and its key', undefined, 'Retain'],
    ['RETAIN says the same', RemovalPolicy.RETAIN, 'Retain'],
    ['with DESTROY it goes with its policy and its key', RemovalPolicy.DESTROY, 'Delete'],
  ])('%s', (_, removalPolicy, expected) => {
    const stack = bucketWith({ removalPolicy, encryption: DestinationEncryption.kms() });
    for (const type of TYPES) {
      expect(one(stack, type)).toMatchObject({ DeletionPolicy: expected, UpdateReplacePolicy: expected });
    }
  });

  test('nothing of the stack empties it', () => {
    const stack = bucketWith({ removalPolicy: RemovalPolicy.DESTROY });
    expect(JSON.stringify(templateOf(stack))).not.toMatch(/Custom::|aws-cdk:auto-delete-objects/);
  });
});

describe('its objects expire', () => {
  test('after so many days, as do noncurrent versions; a delete marker alone goes by a rule of its own', () => {
    const { LifecycleConfiguration } = propertiesWith({ expireObjectsAfter: Duration.days(90) });
    expect(LifecycleConfiguration).toEqual({
      Rules: [
        {
          Id: 'RemoveUnfinishedUploads',
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
        {
          Id: 'ExpireObjects',
          Status: 'Enabled',
          ExpirationInDays: 90,
          NoncurrentVersionExpiration: { NoncurrentDays: 90 },
        },
        { Id: 'RemoveLoneDeleteMarkers', Status: 'Enabled', ExpiredObjectDeleteMarker: true },
      ],
    });
  });

  test('without versions there is nothing more to remove', () => {
    const properties = propertiesWith({ expireObjectsAfter: Duration.hours(48), versioned: false });
    expect(properties).not.toHaveProperty('VersioningConfiguration');
    expect(properties.LifecycleConfiguration).toMatchObject({
      Rules: [
        { Id: 'RemoveUnfinishedUploads' },
        { Id: 'ExpireObjects', Status: 'Enabled', ExpirationInDays: 2 },
      ],
    });
  });
});

describe('encryption with KMS', () => {
  test('makes a key that rotates, used through a bucket key', () => {
    const stack = bucketWith({ encryption: DestinationEncryption.kms() });
    expect(one(stack, 'AWS::KMS::Key').Properties).toEqual({
      Description: 'Encrypts the objects of the S3 destination Stack/Orders',
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::111122223333:root' },
            Action: 'kms:*',
            Resource: '*',
          },
        ],
      },
    });
    expect(one(stack, 'AWS::S3::Bucket').Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: { 'Fn::GetAtt': ['OrdersKey6C690DD2', 'Arn'] },
          },
        },
      ],
    });
  });

  test('takes a key that is there already and makes none', () => {
    const stack = stackIn();
    const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd');
    const bucket = new DestinationBucket(stack, 'Orders', { encryption: DestinationEncryption.kmsKey(key) });
    expect(bucket.encryptionKey).toBe(key);
    expect(ofType(stack, 'AWS::KMS::Key')).toEqual([]);
    expect(one(stack, 'AWS::S3::Bucket').Properties.BucketEncryption).toMatchObject({
      ServerSideEncryptionConfiguration: [
        {
          ServerSideEncryptionByDefault: {
            KMSMasterKeyID: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd',
          },
        },
      ],
    });
  });

  test('takes an alias too', () => {
    const stack = stackIn();
    const alias = new Alias(stack, 'Alias', { aliasName: 'orders', targetKey: new Key(stack, 'Key') });
    bucketWith({ encryption: DestinationEncryption.kmsKey(alias) }, stack);
    expect(JSON.stringify(one(stack, 'AWS::S3::Bucket').Properties.BucketEncryption)).toContain(
      '{"Ref":"Alias325C5727"}',
    );
  });

  test('with keys that S3 manages there is no key to show', () => {
    expect(new DestinationBucket(stackIn(), 'Orders').encryptionKey).toBeUndefined();
  });
});

describe('its name', () => {
  test('is the one that is given', () => {
    expect(propertiesWith({ bucketName: 'acme-orders' }).BucketName).toBe('acme-orders');
  });

  test('may come from a CloudFormation parameter', () => {
    const stack = stackIn();
    const parameter = new CfnParameter(stack, 'Name');
    bucketWith({ bucketName: parameter.valueAsString }, stack);
    expect(one(stack, 'AWS::S3::Bucket').Properties.BucketName).toEqual({ Ref: 'Name' });
  });

  test('two buckets of one stack do not meet', () => {
    const stack = stackIn();
    new DestinationBucket(stack, 'Orders', { encryption: DestinationEncryption.kms() });
    new DestinationBucket(stack, 'Invoices', { encryption: DestinationEncryption.kms() });
    expect(Object.keys(logicalIds(stack))).toHaveLength(6);
  });
});

test.each<[string, DestinationBucketProps, string[]]>([
  ['capitals in the name', { bucketName: 'Acme' }, ['bucketName']],
  ['no time at all', { expireObjectsAfter: Duration.days(0) }, ['expireObjectsAfter']],
  ['half a day', { expireObjectsAfter: Duration.hours(36) }, ['expireObjectsAfter']],
  [
    'a wrong name together with a wrong duration',
    { bucketName: 'xn--acme', expireObjectsAfter: Duration.days(40_000) },
    ['bucketName', 'expireObjectsAfter'],
  ],
])('%s is refused', (_, props, refused) => {
  expect(complaintsOf(() => bucketWith(props))[0]).toBe('DestinationBucket:');
  expect(refusedProps(() => bucketWith(props))).toEqual(refused);
});
