import type { ResolvedTemplate } from './template';

export interface Unrepresented {
  readonly logicalId: string;
  readonly type: string;
  /** Absent where the engine does nothing with the whole resource. */
  readonly property?: string;
}

/** Everything in a template that has no effect, or only part of it, in the engine. */
export function unrepresentedIn(template: ResolvedTemplate): Unrepresented[] {
  return template.resources.flatMap(({ logicalId, type, properties }) => {
    if (WITHOUT_MEANING.includes(type)) return [];
    const represented = REPRESENTED[type];
    if (represented === undefined) return [{ logicalId, type }];
    return Object.keys(properties)
      .filter((property) => !represented.includes(property))
      .map((property) => ({ logicalId, type, property }));
  });
}

const WITHOUT_MEANING = ['AWS::CDK::Metadata'];

const IDENTITY = ['Path', 'Policies', 'ManagedPolicyArns', 'PermissionsBoundary', 'Description', 'Tags'];

const REPRESENTED: Readonly<Record<string, readonly string[]>> = {
  // Of OwnershipControls, that ACLs are refused; of BucketEncryption and PublicAccessBlockConfiguration only parts.
  'AWS::S3::Bucket': ['BucketName', 'OwnershipControls', 'Tags'],
  'AWS::S3::BucketPolicy': ['Bucket', 'PolicyDocument'],
  'AWS::IAM::User': ['UserName', ...IDENTITY],
  'AWS::IAM::Role': ['RoleName', 'AssumeRolePolicyDocument', 'MaxSessionDuration', ...IDENTITY],
  'AWS::IAM::Policy': ['PolicyName', 'PolicyDocument', 'Users', 'Roles'],
  'AWS::IAM::UserPolicy': ['PolicyName', 'PolicyDocument', 'UserName'],
  'AWS::IAM::RolePolicy': ['PolicyName', 'PolicyDocument', 'RoleName'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'PolicyDocument', 'Users', 'Roles', 'Path', 'Description'],
  'AWS::IAM::AccessKey': ['UserName', 'Serial', 'Status'],
  'AWS::IAM::OIDCProvider': ['Url', 'ClientIdList', 'ThumbprintList', 'Tags'],
  'Custom::AWSCDKOpenIdConnectProvider': [
    'ServiceToken',
    'Url',
    'ClientIDList',
    'ThumbprintList',
    'CodeHash',
  ],
  'AWS::KMS::Key': ['KeyPolicy', 'Description', 'Tags'],
  'AWS::SQS::Queue': ['QueueName', 'VisibilityTimeout', 'FifoQueue', 'ContentBasedDeduplication', 'Tags'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'AttributeDefinitions', 'BillingMode', 'Tags'],
  'AWS::SQS::QueuePolicy': ['Queues', 'PolicyDocument'],
  'AWS::Lambda::Function': ['FunctionName', 'Role', 'Timeout', 'Environment', 'Code', 'Handler', 'Tags'],
  'AWS::Lambda::EventSourceMapping': ['FunctionName', 'EventSourceArn', 'BatchSize', 'Tags'],
};
