import { createHash } from 'node:crypto';
import type { Environment } from './environment';
import { secretText } from './secret-text';

/** What `Ref` and `Fn::GetAtt` give for a resource. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Naming {
  readonly logicalId: string;
  readonly type: string;
  readonly environment: Required<Environment>;
  /** A property, evaluated: only those that decide the name are asked for, so that there are fewer cycles. */
  property(name: string): string | undefined;
}

/** The names that CloudFormation would have given; undefined for a type that the engine does not know. */
export function identify(resource: Naming): Identity | undefined {
  return IDENTITIES[resource.type]?.(resource);
}

type Identify = (resource: Naming) => Identity;

/** Types that are alike: `Ref` is the name, and `Arn` is made of service, kind and name. */
function named(
  nameProperty: string,
  arn: (name: string, resource: Naming) => string,
  attribute = 'Arn',
): Identify {
  return (resource) => {
    const name = resource.property(nameProperty) ?? invented(resource);
    return { ref: name, attributes: { [attribute]: arn(name, resource) } };
  };
}

function regional(service: string, prefix = ''): (name: string, resource: Naming) => string {
  return (name, { environment: { partition, region, accountId } }) =>
    `arn:${partition}:${service}:${region}:${accountId}:${prefix}${name}`;
}

function iam(kind: string): (name: string, resource: Naming) => string {
  return (name, { environment: { partition, accountId }, property }) =>
    `arn:${partition}:iam::${accountId}:${kind}${property('Path') ?? '/'}${name}`;
}

const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::S3::Bucket': (resource) => {
    const { partition, region, urlSuffix } = resource.environment;
    const name = resource.property('BucketName') ?? invented(resource).toLowerCase();
    return {
      ref: name,
      attributes: {
        Arn: `arn:${partition}:s3:::${name}`,
        DomainName: `${name}.s3.${urlSuffix}`,
        RegionalDomainName: `${name}.s3.${region}.${urlSuffix}`,
      },
    };
  },
  'AWS::IAM::User': named('UserName', iam('user')),
  'AWS::IAM::Role': (resource) => {
    const identity = named('RoleName', iam('role'))(resource);
    return { ...identity, attributes: { ...identity.attributes, RoleId: `AROA${identifier(resource, 17)}` } };
  },
  'AWS::IAM::Policy': named('PolicyName', (name) => name, 'Id'),
  'AWS::IAM::ManagedPolicy': (resource) => {
    const arn = iam('policy')(resource.property('ManagedPolicyName') ?? invented(resource), resource);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
  'AWS::IAM::AccessKey': (resource) => ({
    ref: `AKIA${identifier(resource, 16)}`,
    attributes: { SecretAccessKey: secretText(digest(resource, 'secret')).slice(0, 40) },
  }),
  'AWS::IAM::OIDCProvider': oidcProvider,
  'Custom::AWSCDKOpenIdConnectProvider': oidcProvider,
  'AWS::KMS::Key': (resource) => {
    const hex = digest(resource, 'key').toString('hex');
    const id = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20, 32),
    ].join('-');
    return { ref: id, attributes: { KeyId: id, Arn: regional('kms', 'key/')(id, resource) } };
  },
  'AWS::SecretsManager::Secret': (resource) => {
    const name = `${resource.property('Name') ?? invented(resource)}-${identifier(resource, 6)}`;
    const arn = regional('secretsmanager', 'secret:')(name, resource);
    return { ref: arn, attributes: { Id: arn } };
  },
  'AWS::SQS::Queue': (resource) => {
    const { region, accountId, urlSuffix } = resource.environment;
    // SQS takes a FIFO queue only under such a name, and CloudFormation makes one up.
    const ending = resource.property('FifoQueue') === 'true' ? '.fifo' : '';
    const name = resource.property('QueueName') ?? `${invented(resource)}${ending}`;
    const url = `https://sqs.${region}.${urlSuffix}/${accountId}/${name}`;
    return { ref: url, attributes: { Arn: regional('sqs')(name, resource), QueueName: name, QueueUrl: url } };
  },
  'AWS::SNS::Topic': (resource) => {
    const name = resource.property('TopicName') ?? invented(resource);
    const arn = regional('sns')(name, resource);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  'AWS::Lambda::Function': named('FunctionName', regional('lambda', 'function:')),
  'AWS::Lambda::Url': (resource) => {
    const { region } = resource.environment;
    const url = `https://${identifier(resource, 20).toLowerCase()}.lambda-url.${region}.on.aws/`;
    const target = resource.property('TargetFunctionArn') ?? '';
    return { ref: target, attributes: { FunctionArn: target, FunctionUrl: url } };
  },
  'AWS::Logs::LogGroup': named(
    'LogGroupName',
    (name, resource) => `${regional('logs', 'log-group:')(name, resource)}:*`,
  ),
  'AWS::Kinesis::Stream': named('Name', regional('kinesis', 'stream/')),
  'AWS::DynamoDB::Table': named('TableName', regional('dynamodb', 'table/')),
  'AWS::CloudWatch::Alarm': named('AlarmName', regional('cloudwatch', 'alarm:')),
  'AWS::Events::Rule': named('Name', regional('events', 'rule/')),
  'AWS::IoT::TopicRule': named('RuleName', regional('iot', 'rule/')),
};

/** IAM keeps a slash at the end of the URL: the issuers of Auth0 have one. */
function oidcProvider(resource: Naming): Identity {
  const { partition, accountId } = resource.environment;
  const issuer = (resource.property('Url') ?? '').replace(/^https:\/\//, '');
  const arn = `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`;
  return { ref: arn, attributes: { Arn: arn } };
}

/** As CloudFormation makes names up, except that the same stack gives the same names on every run. */
function invented(resource: Naming): string {
  const head = `${resource.environment.stackName}-${resource.logicalId}`.slice(0, 50);
  return `${head}-${identifier(resource, 12)}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function identifier(resource: Naming, length: number): string {
  return [...digest(resource, 'id')]
    .map((byte) => ALPHABET[byte % 32])
    .join('')
    .slice(0, length);
}

function digest({ logicalId, environment }: Naming, purpose: string): Buffer {
  const { accountId, region, stackName } = environment;
  return createHash('sha256').update([purpose, accountId, region, stackName, logicalId].join('\n')).digest();
}
