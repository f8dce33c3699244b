import {
  add,
  bucketOf,
  condition,
  each,
  type Mutation,
  ownUser,
  partitionOf,
  plus,
  property,
  resourcesOf,
  rewrite,
} from './mutate';

const PUT = /^s3:PutObject$/;
const toBucket = (arn: string) => arn.replace(/\/.*$/, '/*');
const put = (name: string, action: string): Mutation => ({
  name: `s3:PutObject becomes ${name}`,
  apply: each('identity', PUT, (statement) => rewrite(statement, 'Action', () => action)),
});
const granted = (action: string, on: 'objects' | 'bucket' | '*'): Mutation => ({
  name: `${action} is granted on ${on}`,
  apply: plus('identity', (template) => {
    const bucket = bucketOf(template);
    const resources = { objects: `${bucket}/*`, bucket, '*': '*' };
    return { Action: action, Resource: resources[on] };
  }),
});
const onBucketOrTable = (type: string, action: string): Mutation => ({
  name: `${action} is granted on all of ${type}`,
  apply: (template) => {
    if (resourcesOf(template, type).length > 0)
      plus('identity', () => ({ Action: action, Resource: '*' }))(template);
  },
});

/** What users and roles may do. */
export const IDENTITY_MUTATIONS: readonly Mutation[] = [
  {
    name: 'the prefix is dropped',
    apply: each('identity', PUT, (one) => rewrite(one, 'Resource', toBucket)),
  },
  {
    name: 'the prefix loses its slash',
    apply: each('identity', PUT, (one) =>
      rewrite(one, 'Resource', (arn) => arn.replace(/([^:/])\/\*/, '$1*')),
    ),
  },
  {
    name: 'the first folder becomes a wildcard',
    apply: each('identity', PUT, (one) =>
      rewrite(one, 'Resource', (arn) => arn.replace(/\/[^/*]+\//, '/*/')),
    ),
  },
  {
    name: 'the last letter of the prefix becomes a question mark',
    apply: each('identity', PUT, (one) => rewrite(one, 'Resource', (arn) => arn.replace(/[^/*]\/\*/, '?/*'))),
  },
  {
    name: 'the suffix is dropped',
    apply: each('identity', PUT, (one) => rewrite(one, 'Resource', (arn) => arn.replace(/\*\..+$/, '*'))),
  },
  {
    name: 'the suffix may go on',
    apply: each('identity', PUT, (one) => rewrite(one, 'Resource', (arn) => arn.replace(/(\*\..+)$/, '$1*'))),
  },
  {
    name: 'another suffix is added',
    apply: each('identity', PUT, (one) => {
      const [first = ''] = [one.Resource].flat().map(String);
      if (/\*\./.test(first)) one.Resource = [first, first.replace(/\*\..*$/, '*.exe')];
    }),
  },
  {
    name: 'the bucket becomes every bucket that begins with its name',
    apply: each('identity', PUT, (one) => rewrite(one, 'Resource', (arn) => arn.replace('/', '*/'))),
  },
  {
    name: 'the resource becomes *',
    apply: each('identity', PUT, (one) => rewrite(one, 'Resource', () => '*')),
  },
  {
    name: 'Resource becomes NotResource',
    apply: each('identity', PUT, (one) => {
      one.NotResource = 'arn:aws:s3:::secret/*';
      delete one.Resource;
    }),
  },
  {
    name: 'Action becomes NotAction',
    apply: each('identity', PUT, (one) => {
      one.NotAction = 's3:DeleteBucket';
      delete one.Action;
    }),
  },
  put('s3:PutObject*', 's3:PutObject*'),
  put('s3:Put*', 's3:Put*'),
  put('s3:P?tObject*', 's3:P?tObject*'),
  put('s3:*', 's3:*'),
  put('S3:*OBJECT', 'S3:*OBJECT'),
  put('*', '*'),
  granted('s3:GetObject', 'objects'),
  granted('s3:GetObjectVersion', 'objects'),
  granted('s3:DeleteObject', 'objects'),
  granted('s3:DeleteObjectVersion', 'objects'),
  granted('s3:PutObjectRetention', 'objects'),
  granted('s3:BypassGovernanceRetention', 'objects'),
  granted('s3:ListBucket', 'bucket'),
  granted('s3:ListBucketVersions', 'bucket'),
  granted('s3:PutBucketPolicy', 'bucket'),
  granted('s3:PutBucketPublicAccessBlock', 'bucket'),
  granted('s3:PutLifecycleConfiguration', 'bucket'),
  granted('s3:DeleteBucket', 'bucket'),
  granted('s3:ListAllMyBuckets', '*'),
  granted('s3:CreateAccessPoint', '*'),
  granted('iam:CreateAccessKey', '*'),
  granted('iam:PassRole', '*'),
  granted('sts:AssumeRole', '*'),
  granted('ec2:RunInstances', '*'),
  granted('kms:Decrypt', '*'),
  granted('secretsmanager:GetSecretValue', '*'),
  onBucketOrTable('AWS::Lambda::Function', 'lambda:UpdateFunctionCode'),
  onBucketOrTable('AWS::DynamoDB::Table', 'dynamodb:Scan'),
  onBucketOrTable('AWS::SQS::Queue', 'sqs:PurgeQueue'),
  {
    name: 'a grant on the same objects of another bucket',
    apply: plus('identity', (template) => ({
      Action: 's3:PutObject',
      Resource: `arn:${partitionOf(template)}:s3:::unrelated/*`,
    })),
  },
  {
    name: 'delete loses its end',
    apply: each('identity', /^s3:DeleteObject$/, (one) => condition(one, /^aws:CurrentTime$/)),
  },
  {
    name: 'delete ends a day later',
    apply: each('identity', /^s3:DeleteObject$/, (one) =>
      condition(one, /^aws:CurrentTime$/, { value: () => '2032-01-02T00:00:00Z' }),
    ),
  },
  {
    name: "delete of the test's object becomes delete of all",
    apply: each('identity', /^s3:DeleteObject$/, (one) =>
      rewrite(one, 'Resource', (arn) => arn.replace(/connection-test\.txt$/, '*')),
    ),
  },
  {
    name: 'listing loses its prefix',
    apply: each('identity', /^s3:ListBucket$/, (one) => condition(one, /^s3:prefix$/)),
  },
  {
    name: 'the prefix of listing loses its slash',
    apply: each('identity', /^s3:ListBucket$/, (one) =>
      condition(one, /^s3:prefix$/, {
        value: (value) => [value].flat().map((text) => String(text).replace('/', '')),
      }),
    ),
  },
  {
    name: 'listing may leave the prefix out',
    apply: each('identity', /^s3:ListBucket$/, (one) =>
      condition(one, /^s3:prefix$/, { operator: 'StringLikeIfExists' }),
    ),
  },
  {
    name: 'the key can be used directly',
    apply: each('identity', /^kms:/, (one) => condition(one, /^kms:ViaService$/)),
  },
  {
    name: 'the key can be used through any service',
    apply: each('identity', /^kms:/, (one) =>
      condition(one, /^kms:ViaService$/, { operator: 'StringLike', value: () => '*.amazonaws.com*' }),
    ),
  },
  {
    name: 'the key becomes every key',
    apply: each('identity', /^kms:/, (one) =>
      rewrite(one, 'Resource', (arn) => arn.replace(/key\/.*/, 'key/*')),
    ),
  },
  {
    name: 'a managed policy is attached to the user',
    apply: property('AWS::IAM::User', 'ManagedPolicyArns', () => [
      'arn:aws:iam::aws:policy/AmazonS3FullAccess',
    ]),
  },
  {
    name: 'a managed policy is attached to the role',
    apply: property('AWS::IAM::Role', 'ManagedPolicyArns', () => [
      'arn:aws:iam::aws:policy/AdministratorAccess',
    ]),
  },
  {
    name: 'the user joins a group',
    apply: property('AWS::IAM::User', 'Groups', () => ['admins']),
  },
  {
    name: 'the user gets a password',
    apply: property('AWS::IAM::User', 'LoginProfile', () => ({ Password: 'hunter2hunter2' })),
  },
  {
    name: 'an inline policy hides in the role',
    apply: property('AWS::IAM::Role', 'Policies', () => [
      {
        PolicyName: 'hidden',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
        },
      },
    ]),
  },
  {
    name: 'the permissions boundary is gone',
    apply: property('AWS::IAM::User', 'PermissionsBoundary', () => undefined),
  },
  {
    name: 'the policy is attached to a second user',
    apply: (template) => {
      if (resourcesOf(template, 'AWS::IAM::User').length === 0) return;
      add(template, 'AWS::IAM::User', { UserName: 'second' });
      property('AWS::IAM::Policy', 'Users', (users) => [...[users ?? []].flat(), 'second'])(template);
    },
  },
  {
    name: 'an access key more',
    apply: (template) => {
      const [user] = resourcesOf(template, 'AWS::IAM::User');
      const name = user?.Properties.UserName;
      if (name !== undefined) add(template, 'AWS::IAM::AccessKey', { UserName: name });
    },
  },
  {
    name: 'the secret key stands in an output',
    apply: (template) => {
      const text = JSON.stringify(resourcesOf(template, 'AWS::SecretsManager::Secret'));
      const secret = /SecretAccessKey\\+":\\+"([^"\\]+)/.exec(text)?.[1];
      if (secret !== undefined) template.Outputs.Secret = { Value: `key ${secret}` };
    },
  },
  {
    name: 'a colleague may write by the bucket policy',
    apply: plus('bucket', (template) => ({
      Principal: { AWS: ownUser(template, 'colleague') },
      Action: 's3:PutObject',
      Resource: [...new Set([bucketOf(template)])].map((bucket) => `${bucket}/*`),
    })),
  },
];
