import {
  add,
  bucketOf,
  condition,
  deny,
  drop,
  each,
  type Mutation,
  partitionOf,
  plus,
  property,
  resourcesOf,
  rewrite,
  root,
  statementLists,
} from './mutate';
import type { FlatTemplate, Properties } from './stacks';

const BUCKET = 'AWS::S3::Bucket';
const KEY = 'AWS::KMS::Key';
const ALLOWED = /./;

const unblocked = (name: string): Mutation => ({
  name: `${name} is off`,
  apply: property(BUCKET, 'PublicAccessBlockConfiguration', (block) => ({
    ...(block as Properties),
    [name]: false,
  })),
});
/** What was to be retained is not. */
const fate = (type: string, event: 'DeletionPolicy' | 'UpdateReplacePolicy') => (template: FlatTemplate) => {
  for (const resource of resourcesOf(template, type))
    if (resource[event]?.startsWith('Retain')) resource[event] = 'Delete';
};
const bucketArn = (template: FlatTemplate) => bucketOf(template) || `arn:${partitionOf(template)}:s3:::x`;
const ownBucket = (template: FlatTemplate): string => {
  const [denied] = statementLists(template, 'bucket').flat();
  return denied === undefined ? bucketArn(template) : String([denied.Resource].flat()[0]);
};
const extra = (name: string, Type: string, properties: Properties): Mutation => ({
  name,
  apply: (template) => {
    if (resourcesOf(template, BUCKET).length > 0) add(template, Type, properties);
  },
});
/** The bucket, its policy, and what else a template may hold. */
export const BUCKET_MUTATIONS: readonly Mutation[] = [
  { name: 'the bucket takes plain HTTP', apply: deny('bucket', drop) },
  {
    name: 'objects may be reached over plain HTTP',
    apply: deny('bucket', (one) => {
      one.Resource = [one.Resource].flat()[0] ?? '';
    }),
  },
  {
    name: 'the bucket itself may be reached over plain HTTP',
    apply: deny('bucket', (one) => {
      one.Resource = [one.Resource].flat()[1] ?? '';
    }),
  },
  {
    name: 'only reading needs TLS',
    apply: deny('bucket', (one) => {
      one.Action = 's3:Get*';
    }),
  },
  {
    name: 'TLS is asked of strangers only',
    apply: deny('bucket', (one) => {
      one.Principal = { AWS: 'arn:aws:iam::999988887777:root' };
    }),
  },
  {
    name: 'TLS is forbidden',
    apply: deny('bucket', (one) => condition(one, /SecureTransport/, { value: () => 'true' })),
  },
  {
    name: 'public access is not blocked',
    apply: property(BUCKET, 'PublicAccessBlockConfiguration', () => undefined),
  },
  ...['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map(unblocked),
  {
    name: 'ACLs are on',
    apply: property(BUCKET, 'OwnershipControls', () => ({ Rules: [{ ObjectOwnership: 'ObjectWriter' }] })),
  },
  { name: 'ownership is not said', apply: property(BUCKET, 'OwnershipControls', () => undefined) },
  { name: 'the ACL is public', apply: property(BUCKET, 'AccessControl', () => 'PublicRead') },
  {
    name: 'the bucket is a web site',
    apply: property(BUCKET, 'WebsiteConfiguration', () => ({ IndexDocument: 'index.html' })),
  },
  {
    name: 'objects are replicated elsewhere',
    apply: property(BUCKET, 'ReplicationConfiguration', () => ({
      Role: 'arn:aws:iam::999988887777:role/copy',
      Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::elsewhere' } }],
    })),
  },
  {
    name: 'notifications go elsewhere',
    apply: property(BUCKET, 'NotificationConfiguration', () => ({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    })),
  },
  {
    name: 'versions are off',
    apply: property(BUCKET, 'VersioningConfiguration', () => undefined),
  },
  { name: 'encryption is not said', apply: property(BUCKET, 'BucketEncryption', () => undefined) },
  { name: 'the bucket goes with the stack', apply: fate(BUCKET, 'DeletionPolicy') },
  { name: 'the bucket goes when it is replaced', apply: fate(BUCKET, 'UpdateReplacePolicy') },
  { name: "the bucket's key goes with the stack", apply: fate(KEY, 'DeletionPolicy') },
  { name: "the bucket's key goes when it is replaced", apply: fate(KEY, 'UpdateReplacePolicy') },
  extra('an access point', 'AWS::S3::AccessPoint', { Bucket: 'x' }),
  extra('a second bucket', BUCKET, { BucketName: 'second' }),
  extra('a managed policy', 'AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  }),
  extra('a custom resource', 'Custom::S3AutoDeleteObjects', { ServiceToken: 'x' }),
  {
    name: 'a second bucket policy',
    apply: (template) => {
      const [policy] = resourcesOf(template, 'AWS::S3::BucketPolicy');
      if (policy !== undefined) add(template, policy.Type, policy.Properties);
    },
  },
  ...(['s3:GetObject', 's3:PutObject'] as const).map(
    (Action): Mutation => ({
      name: `the public may ${Action}`,
      apply: plus('bucket', (template) => ({ Principal: '*', Action, Resource: `${ownBucket(template)}/*` })),
    }),
  ),
  {
    name: 'the public may list from one address',
    apply: plus('bucket', (template) => ({
      Principal: { AWS: '*' },
      Action: 's3:ListBucket',
      Resource: ownBucket(template),
      Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    })),
  },
  {
    name: 'another account may read',
    apply: plus('bucket', (template) => ({
      Principal: { AWS: root(template, '999988887777') },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: [ownBucket(template), `${ownBucket(template)}/*`],
    })),
  },
  {
    name: 'all but one principal may read',
    apply: plus('bucket', (template) => ({
      NotPrincipal: { AWS: root(template, '123456789012') },
      Action: 's3:GetObject',
      Resource: `${ownBucket(template)}/*`,
    })),
  },
  {
    name: 'another service may write',
    apply: plus('bucket', (template) => ({
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${ownBucket(template)}/*`,
    })),
  },
  {
    name: 'the service may write for any resource of the account',
    apply: each('bucket', ALLOWED, (one) => condition(one, /^aws:SourceArn$/)),
  },
  {
    name: 'the service may write for any account',
    apply: each('bucket', ALLOWED, (one) => condition(one, /^aws:SourceAccount$/)),
  },
  {
    name: "the bucket policy names the vendor's account",
    apply: each('bucket', ALLOWED, (one) => {
      one.Principal = JSON.parse(JSON.stringify(one.Principal).replace(/:role\/[^"]+/, ':root'));
    }),
  },
  {
    name: "the bucket policy's grant loses its prefix",
    apply: each('bucket', ALLOWED, (one) => rewrite(one, 'Resource', (arn) => arn.replace(/\/.*$/, '/*'))),
  },
  {
    name: 'the bucket policy grants s3:PutObject*',
    apply: each('bucket', /^s3:PutObject$/, (one) => rewrite(one, 'Action', () => 's3:PutObject*')),
  },
];
