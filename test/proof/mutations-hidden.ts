import { bucketOf, each, type Mutation, plus, property, resourcesOf } from './mutate';
import { ACCOUNT, type Properties } from './stacks';

/** An account, a bucket, a folder, a service that stand nowhere in the proof. */
const UNHEARD = '314159265358';

const identity = (name: string, statement: (bucket: string) => Properties): Mutation => ({
  name,
  apply: plus('identity', (template) => statement(bucketOf(template))),
});
const bucket = (name: string, statement: (objects: string) => Properties): Mutation => ({
  name,
  apply: (template) => {
    const [policy] = resourcesOf(template, 'AWS::S3::BucketPolicy');
    const objects = `arn:${template.environment.partition}:s3:::${String(policy?.Properties.Bucket)}/*`;
    plus('bucket', () => statement(objects))(template);
  },
});
/** A change inside a property, where it is there. */
const inside = (type: string, name: string, change: (value: Properties) => void) =>
  property(type, name, (before) => {
    if (before === undefined) return undefined;
    const copy = JSON.parse(JSON.stringify(before)) as Properties;
    change(copy);
    return copy;
  });
const queue = (account: string) => `arn:aws:sqs:eu-west-1:${account}:unheard-of`;

/** What hides behind a name or a condition that the proof would not ask about by itself. */
export const HIDDEN_MUTATIONS: readonly Mutation[] = [
  identity('a folder that nobody heard of may be written', (arn) => ({
    Action: 's3:PutObject',
    Resource: `${arn}/unheard-of/*`,
  })),
  identity('a bucket that nobody heard of may be read', () => ({
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::unheard-of/*',
  })),
  identity('everything may be deleted on one day in 2050', (arn) => ({
    Action: 's3:DeleteObject',
    Resource: `${arn}/*`,
    Condition: {
      DateGreaterThan: { 'aws:CurrentTime': '2050-01-01T00:00:00Z' },
      DateLessThan: { 'aws:CurrentTime': '2050-01-02T00:00:00Z' },
    },
  })),
  identity('everything may be read with a referer', (arn) => ({
    Action: 's3:GetObject',
    Resource: `${arn}/*`,
    Condition: { StringLike: { 'aws:Referer': 'https://unheard-of.example/*' } },
  })),
  identity('everything may be read from one network', (arn) => ({
    Action: 's3:GetObject',
    Resource: `${arn}/*`,
    Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
  })),
  identity('everything may be read through a VPC endpoint', (arn) => ({
    Action: 's3:GetObject',
    Resource: `${arn}/*`,
    Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-4711' } },
  })),
  identity('every object of one tag may be read', (arn) => ({
    Action: 's3:GetObject',
    Resource: `${arn}/*`,
    Condition: { 'ForAnyValue:StringEquals': { 's3:ExistingObjectTag/open': ['yes'] } },
  })),
  identity('another prefix may be listed', (arn) => ({
    Action: 's3:ListBucket',
    Resource: arn,
    Condition: { StringLike: { 's3:prefix': ['unheard-of/*'] } },
  })),
  identity('the key may be used through EC2', () => ({
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' } },
  })),
  identity('a folder of its own name may be read', (arn) => ({
    Action: 's3:GetObject',
    Resource: [arn, '$' + '{aws:username}', '*'].join('/'),
  })),
  bucket('an account that nobody heard of may read', (Resource) => ({
    Principal: { AWS: `arn:aws:iam::${UNHEARD}:root` },
    Action: 's3:GetObject',
    Resource,
  })),
  bucket('a role of the account that nobody heard of may write', (Resource) => ({
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/unheard-of` },
    Action: 's3:PutObject',
    Resource,
  })),
  bucket('a service that nobody heard of may read', (Resource) => ({
    Principal: { Service: 'macie.amazonaws.com' },
    Action: 's3:GetObject',
    Resource,
    Condition: { StringEquals: { 'aws:SourceAccount': UNHEARD } },
  })),
  bucket('the public may read with a referer', (Resource) => ({
    Principal: '*',
    Action: 's3:GetObject',
    Resource,
    Condition: { StringLike: { 'aws:Referer': ['https://unheard-of.example/*'] } },
  })),
  bucket('an organization may read', (Resource) => ({
    Principal: '*',
    Action: 's3:GetObject',
    Resource,
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-unheardof' } },
  })),
  {
    name: 'everybody may use the key through S3',
    apply: plus('key', () => ({
      Principal: { AWS: '*' },
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
    })),
  },
  {
    name: 'an account that nobody heard of may use the key',
    apply: plus('key', () => ({ Principal: { AWS: UNHEARD }, Action: 'kms:Decrypt', Resource: '*' })),
  },
  {
    name: 'an account that nobody heard of may send to the queues',
    apply: plus('queue', () => ({
      Principal: { AWS: `arn:aws:iam::${UNHEARD}:root` },
      Action: 'sqs:SendMessage',
      Resource: '*',
    })),
  },
  {
    name: 'the function sends its requests elsewhere',
    apply: inside('AWS::Lambda::Function', 'Environment', ({ Variables }) => {
      (Variables as Properties).AWS_ENDPOINT_URL_S3 = 'https://unheard-of.example';
    }),
  },
  {
    name: 'dead letters go elsewhere',
    apply: inside('AWS::SQS::Queue', 'RedrivePolicy', (policy) => {
      policy.deadLetterTargetArn = queue(UNHEARD);
    }),
  },
  ...['AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping'].map(
    (type): Mutation => ({
      name: `what fails goes elsewhere (${type})`,
      apply: inside(type, 'DestinationConfig', (config) => {
        config.OnFailure = { Destination: queue(UNHEARD) };
      }),
    }),
  ),
  {
    name: 'what succeeds is told elsewhere',
    apply: inside('AWS::Lambda::EventInvokeConfig', 'DestinationConfig', (config) => {
      config.OnSuccess = { Destination: queue(UNHEARD) };
    }),
  },
  {
    name: 'the IoT rule acts as an administrator',
    apply: property(
      'AWS::IoT::TopicRule',
      'TopicRulePayload',
      (payload) => payload && JSON.parse(JSON.stringify(payload).replace(/:role\/[^"]+/, ':role/admin')),
    ),
  },
  {
    name: 'the queues are not encrypted',
    apply: property('AWS::SQS::Queue', 'SqsManagedSseEnabled', () => false),
  },
  {
    name: 'the stream is not encrypted',
    apply: property('AWS::Kinesis::Stream', 'StreamEncryption', () => undefined),
  },
  { name: 'the key is never rotated', apply: property('AWS::KMS::Key', 'EnableKeyRotation', () => false) },
  {
    name: 'objects go after a day',
    apply: property('AWS::S3::Bucket', 'LifecycleConfiguration', () => ({
      Rules: [{ Status: 'Enabled', ExpirationInDays: 1 }],
    })),
  },
  {
    name: 'browsers of everybody may ask',
    apply: property('AWS::S3::Bucket', 'CorsConfiguration', () => ({
      CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }],
    })),
  },
  {
    name: 'the provider is known by a thumbprint of others',
    apply: property('AWS::IAM::OIDCProvider', 'ThumbprintList', () => ['a'.repeat(40)]),
  },
  {
    name: 'a topic of the account takes from everybody',
    apply: (template) => {
      if (resourcesOf(template, 'AWS::SNS::Subscription').length === 0) return;
      template.Resources.Added = {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [`arn:aws:sns:eu-west-1:${ACCOUNT}:shipments`],
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' }],
          },
        },
      };
    },
  },
];

const ASSUME = /^sts:AssumeRole/;

/** The same, of trust. */
export const HIDDEN_TRUST_MUTATIONS: readonly Mutation[] = [
  {
    name: 'an account that nobody heard of may assume the role',
    apply: plus('trust', () => ({ Principal: { AWS: UNHEARD }, Action: 'sts:AssumeRole' })),
  },
  {
    name: 'a service that nobody heard of may assume the role',
    apply: plus('trust', () => ({ Principal: { Service: 'macie.amazonaws.com' }, Action: 'sts:AssumeRole' })),
  },
  {
    name: 'an external ID that nobody heard of will do',
    apply: each('trust', ASSUME, (one) => {
      const equals = (one.Condition as Properties | undefined)?.StringEquals as Properties | undefined;
      const id = equals?.['sts:ExternalId'];
      if (equals !== undefined && id !== undefined) equals['sts:ExternalId'] = [id, 'unheard-of'];
    }),
  },
  {
    name: 'an organization may assume the role',
    apply: plus('trust', () => ({
      Principal: '*',
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-unheardof' } },
    })),
  },
  {
    name: 'a network that nobody heard of may assume the role',
    apply: plus('trust', () => ({
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
      Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    })),
  },
  ...['sts:TagSession', 'sts:SetSourceIdentity', 'sts:*'].map(
    (action): Mutation => ({
      name: `trust allows ${action} too`,
      apply: each('trust', ASSUME, (one) => {
        one.Action = [...[one.Action ?? []].flat(), action];
      }),
    }),
  ),
  ...(
    [
      ['sub', 'a subject that nobody heard of is trusted'],
      ['aud', 'an audience that nobody heard of is trusted'],
    ] as const
  ).map(
    ([claim, name]): Mutation => ({
      name,
      apply: each('trust', /WithWebIdentity$/, (one) => {
        for (const keys of Object.values((one.Condition ?? {}) as Record<string, Properties>)) {
          for (const key of Object.keys(keys).filter((key) => key.endsWith(`:${claim}`)))
            keys[key] = [...[keys[key] ?? []].flat(), 'unheard-of'];
        }
      }),
    }),
  ),
];
