import { type JsonObject, list, section, text } from '../../lib/local/json';
import type { ResolvedResource } from '../../lib/local/template';
import { foreignPlaces, functionVariables, variables, widerTrust } from './foreign';
import type { Declaration, Trust } from './grants';
import { grantsIn, listOf, type Reading } from './reading';

/** What a template may consist of. Anything else could be a door that no policy guards. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'BucketName',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
    'VersioningConfiguration',
  ],
  'AWS::S3::BucketPolicy': ['Bucket', 'PolicyDocument'],
  'AWS::IAM::User': ['Path', 'PermissionsBoundary', 'Tags', 'UserName'],
  'AWS::IAM::Role': [
    'AssumeRolePolicyDocument',
    'Description',
    'MaxSessionDuration',
    'Path',
    'PermissionsBoundary',
    'RoleName',
    'Tags',
  ],
  'AWS::IAM::Policy': ['PolicyDocument', 'PolicyName', 'Roles', 'Users'],
  'AWS::IAM::AccessKey': ['Serial', 'UserName'],
  'AWS::IAM::OIDCProvider': ['ClientIdList', 'Tags', 'Url'],
  'AWS::KMS::Key': ['Description', 'EnableKeyRotation', 'KeyPolicy', 'Tags'],
  'AWS::SecretsManager::Secret': ['Description', 'SecretString', 'Tags'],
  'AWS::SQS::Queue': [
    'FifoQueue',
    'MessageRetentionPeriod',
    'RedrivePolicy',
    'SqsManagedSseEnabled',
    'VisibilityTimeout',
  ],
  'AWS::SQS::QueuePolicy': ['PolicyDocument', 'Queues'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'RawMessageDelivery', 'RedrivePolicy', 'TopicArn'],
  'AWS::Kinesis::Stream': ['RetentionPeriodHours', 'StreamEncryption', 'StreamModeDetails'],
  'AWS::DynamoDB::Table': [
    'AttributeDefinitions',
    'BillingMode',
    'KeySchema',
    'Tags',
    'TimeToLiveSpecification',
  ],
  'AWS::Logs::LogGroup': ['RetentionInDays', 'Tags'],
  'AWS::Lambda::Function': [
    'Architectures',
    'Code',
    'Description',
    'Environment',
    'Handler',
    'LoggingConfig',
    'MemorySize',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'Tags',
    'Timeout',
  ],
  'AWS::Lambda::EventSourceMapping': [
    'BatchSize',
    'DestinationConfig',
    'EventSourceArn',
    'FunctionName',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'StartingPosition',
  ],
  'AWS::Lambda::EventInvokeConfig': [
    'DestinationConfig',
    'FunctionName',
    'MaximumRetryAttempts',
    'Qualifier',
  ],
  'AWS::Lambda::Url': ['AuthType', 'TargetFunctionArn'],
  'AWS::Events::Rule': ['EventPattern', 'State', 'Targets'],
  'AWS::IoT::TopicRule': ['TopicRulePayload'],
  'AWS::CloudWatch::Alarm': [
    'AlarmActions',
    'AlarmDescription',
    'ComparisonOperator',
    'Dimensions',
    'EvaluationPeriods',
    'MetricName',
    'Namespace',
    'Period',
    'Statistic',
    'Threshold',
    'TreatMissingData',
  ],
  'AWS::CDK::Metadata': ['Analytics'],
};

/** Everything besides policies that is not as the declaration says, one sentence each. */
export function openDoors(reading: Reading, declaration: Declaration): string[] {
  const { resources } = reading;
  const named = resources.flatMap(unknownParts);
  const buckets = resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  return [
    ...named,
    ...buckets.flatMap((bucket) => bucketDoors(reading, bucket, declaration)),
    ...fates(reading, declaration),
    ...bucketPolicyDoors(reading, declaration, buckets.length),
    ...identityDoors(reading, declaration),
    ...sinkDoors(reading, declaration),
    ...federated(reading, declaration),
    ...foreignPlaces(reading, declaration),
    ...functionVariables(reading),
    ...widerTrust(reading),
    ...variables(reading),
    ...secretsShown(reading),
  ];
}

function unknownParts({ logicalId, type, properties }: ResolvedResource): string[] {
  const known = KNOWN[type];
  if (known === undefined) return [`${logicalId} is of the type ${type}, which nobody declared`];
  return Object.keys(properties)
    .filter((property) => !known.includes(property))
    .map((property) => `${logicalId} has the property ${property}, which nobody declared`);
}

function bucketDoors(reading: Reading, { logicalId, properties }: ResolvedResource, { bucket }: Declaration) {
  const block = section(properties, 'PublicAccessBlockConfiguration');
  const [ownership] = list(section(properties, 'OwnershipControls').Rules);
  const [encryption] = list(section(properties, 'BucketEncryption').ServerSideEncryptionConfiguration);
  const byDefault = section(encryption, 'ServerSideEncryptionByDefault');
  const key = bucket.key === 'own' ? reading.places.get('the key') : bucket.key;
  const found: string[] = [];
  const demand = (holds: boolean, problem: string) => {
    if (!holds) found.push(`${logicalId}: ${problem}`);
  };
  for (const one of ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'])
    demand(block[one] === true, `${one} is off`);
  demand(
    section({ ownership }, 'ownership').ObjectOwnership === 'BucketOwnerEnforced',
    'ACLs are not disabled',
  );
  demand(
    (section(properties, 'VersioningConfiguration').Status === 'Enabled') === bucket.versioned,
    `versions are not as declared (${bucket.versioned})`,
  );
  demand(
    byDefault.SSEAlgorithm === (key === undefined ? 'AES256' : 'aws:kms') &&
      (key === undefined || key.endsWith(text(byDefault.KMSMasterKeyID) ?? '-')),
    'encryption is not as declared',
  );
  const expirations = list(section(properties, 'LifecycleConfiguration').Rules)
    .map((rule) => section({ rule }, 'rule').ExpirationInDays)
    .filter((days) => days !== undefined);
  demand(
    expirations.every((days) => days === bucket.expires),
    `objects expire after ${expirations.join()} days`,
  );
  return found;
}

/** What holds the objects, and the key without which nobody reads them again, stay or go together. */
function fates({ resources, template }: Reading, { bucket }: Declaration): string[] {
  return resources
    .filter(({ type }) => type === 'AWS::S3::Bucket' || type === 'AWS::KMS::Key')
    .flatMap(({ logicalId }) =>
      (['DeletionPolicy', 'UpdateReplacePolicy'] as const).flatMap((event) => {
        const policy = template.Resources[logicalId]?.[event];
        // CloudFormation retains nothing of which it is not said.
        const isRetained = policy?.startsWith('Retain') ?? false;
        return isRetained === bucket.retained ? [] : [`${logicalId}: the ${event} is ${policy}`];
      }),
    );
}

function bucketPolicyDoors({ resources, bucketName }: Reading, { bucket }: Declaration, buckets: number) {
  const policies = resources.filter(({ type }) => type === 'AWS::S3::BucketPolicy');
  const wanted = bucket.existing === undefined ? 1 : 0;
  return [
    ...(buckets === wanted ? [] : [`the template makes ${buckets} buckets`]),
    ...(policies.length === wanted ? [] : [`the template holds ${policies.length} bucket policies`]),
    ...policies
      .filter(({ properties }) => properties.Bucket !== bucketName)
      .map(({ logicalId }) => `${logicalId} is the policy of another bucket`),
  ];
}

function identityDoors({ identities, provisioned, resources }: Reading, { may, further }: Declaration) {
  const managed = [...provisioned.users, ...provisioned.roles];
  const writers = identities.filter(({ word }) => word === 'writer').map(({ arn }) => arn);
  const boundary = managed.find(({ arn }) => writers.includes(arn))?.permissionsBoundary;
  const keys = resources.filter(({ type }) => type === 'AWS::IAM::AccessKey').length;
  return [
    ...identities
      .filter(({ word }) => may[word] === undefined)
      .map(({ word }) => `${word} is an identity that nobody declared`),
    ...managed.flatMap(({ logicalId, managedPolicyArns }) =>
      managedPolicyArns.map((arn) => `${logicalId} has the managed policy ${arn}`),
    ),
    ...provisioned.roles
      .filter(({ maxSessionSeconds }) => maxSessionSeconds > further.sessionHours * 3600)
      .map(({ logicalId, maxSessionSeconds }) => `${logicalId}: sessions of ${maxSessionSeconds} s`),
    ...(boundary === further.boundary ? [] : [`the writer's permissions boundary is ${boundary}`]),
    ...(keys === further.accessKeys ? [] : [`the template makes ${keys} access keys`]),
  ];
}

function sinkDoors(reading: Reading, { further }: Declaration): string[] {
  const { resources, places, identities } = reading;
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const own = [places.get('the queue'), places.get('the dead letters'), places.get('the stream')];
  const sink = identities.find(({ word }) => word === 'sink')?.arn;
  const urls = of('AWS::Lambda::Url');
  const wrong = (holds: boolean, sentence: string) => (holds ? [] : [sentence]);
  return [
    ...of('AWS::SQS::Queue').flatMap(({ logicalId, properties }) =>
      wrong(properties.SqsManagedSseEnabled === true, `${logicalId} is not encrypted`),
    ),
    ...of('AWS::Kinesis::Stream').flatMap(({ logicalId, properties }) =>
      wrong(
        section(properties, 'StreamEncryption').EncryptionType === 'KMS',
        `${logicalId} is not encrypted`,
      ),
    ),
    ...of('AWS::KMS::Key').flatMap(({ logicalId, properties }) =>
      wrong(properties.EnableKeyRotation === true, `${logicalId} is not rotated`),
    ),
    ...wrong(urls.length === (further.url ? 1 : 0), `the function has ${urls.length} URLs`),
    ...urls.flatMap(({ properties }) =>
      wrong(properties.AuthType === 'AWS_IAM', `the URL takes requests of ${String(properties.AuthType)}`),
    ),
    ...of('AWS::Lambda::Function').flatMap(({ properties }) =>
      wrong(properties.Role === sink, `the function runs as ${String(properties.Role)}`),
    ),
    ...of('AWS::Lambda::EventSourceMapping').flatMap(({ properties: { EventSourceArn: source } }) =>
      wrong([...own, ...further.sources].includes(String(source)), `the function reads ${String(source)}`),
    ),
    ...of('AWS::SNS::Subscription').flatMap(({ properties }) => [
      ...wrong(own.includes(String(properties.Endpoint)), 'a topic sends elsewhere'),
      ...wrong(further.sources.includes(String(properties.TopicArn)), 'another topic is read'),
    ]),
    ...of('AWS::Events::Rule').flatMap(({ properties }) =>
      list(properties.Targets).flatMap((target) =>
        wrong(own.includes(section({ target }, 'target').Arn as string), 'the rule sends elsewhere'),
      ),
    ),
  ];
}

/** Tokens of an issuer, or of a SAML provider, that nobody declared. */
function federated(reading: Reading, { assumed }: Declaration): string[] {
  const issuers = Object.values(assumed).flatMap((trust: Trust) =>
    trust !== 'nobody' && 'issuer' in trust ? [trust] : [],
  );
  const { partition, accountId, provisioned } = reading;
  const providers = issuers.flatMap(({ issuer }) => [
    issuer,
    `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`,
  ]);
  return [
    ...grantsIn(reading).flatMap(({ where, statement: { Principal } }) =>
      listOf(section({ Principal } as JsonObject, 'Principal').Federated)
        .filter((name) => !providers.includes(name))
        .map((name) => `${where} trusts the provider ${name}`),
    ),
    ...provisioned.identityProviders
      .filter(({ issuer, clientIds }) => {
        const declared = issuers.find((one) => one.issuer === issuer);
        return declared === undefined || clientIds.some((id) => id !== declared.aud);
      })
      .map(({ issuer, clientIds }) => `the account trusts ${issuer} for ${clientIds.join(', ')}`),
  ];
}

function secretsShown({ template, provisioned }: Reading): string[] {
  const secrets = provisioned.accessKeys.map(({ secretAccessKey }) => secretAccessKey);
  const shows = (value: unknown) => secrets.some((secret) => JSON.stringify(value).includes(secret));
  return [
    ...Object.entries(template.Outputs)
      .filter(([, output]) => shows(output))
      .map(([name]) => `the output ${name} shows a secret key`),
    ...Object.entries(template.Resources)
      .filter(([, { Type, Properties }]) => Type !== 'AWS::SecretsManager::Secret' && shows(Properties))
      .map(([name]) => `${name} shows a secret key`),
  ];
}
