import { App, BootstraplessSynthesizer } from 'aws-cdk-lib';
import { DestinationFile } from '../../lib';
import {
  appWith,
  destinationOf,
  destinationStack,
  FLAGS,
  IRELAND,
  identityStatements,
  logicalIds,
  one,
  type Statement,
  type TemplateJson,
  templateOf,
  trustStatements,
  warningsOf,
} from './support';

const ENVIRONMENT = 'environment: { account: "111122223333", region: eu-west-1 }';
const USER = 'objects: { prefix: exports }\naccess: { type: iam-user }';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

beforeEach(() => {
  delete process.env.CDK_DEFAULT_ACCOUNT;
  delete process.env.CDK_DEFAULT_REGION;
});

describe('the outputs', () => {
  test.each([
    ['a user', USER, ['UserName']],
    [
      'a user with its key in Secrets Manager',
      'objects: { prefix: exports }\naccess: { type: iam-user, keyInSecretsManager: true }',
      ['UserName', 'SecretArn'],
    ],
    [
      'a role with an external ID',
      'objects: { prefix: exports }\naccess: { type: cross-account-role, principal: "444455556666", externalId: acme }',
      ['RoleArn', 'RoleName', 'ExternalId'],
    ],
    [
      'a role that waits for its external ID',
      'objects: { prefix: exports }\naccess: { type: cross-account-role, principal: "444455556666", externalId: pending }',
      ['RoleArn', 'RoleName'],
    ],
    [
      'a role for tokens',
      'objects: { prefix: exports }\naccess: { type: web-identity-role, issuer: accounts.google.com, subjects: ["104"] }',
      ['RoleArn', 'RoleName'],
    ],
    [
      'a principal of the bucket policy',
      'objects: { prefix: exports }\naccess: { type: bucket-policy, principal: "444455556666" }',
      [],
    ],
    [
      'a sink with a queue',
      'objects: { prefix: exports }\naccess: { type: none }\nsink: { source: { type: sqs } }',
      ['SinkFunctionName', 'SinkQueueUrl', 'DeadLetterQueueUrl'],
    ],
    [
      'a sink with a stream',
      'objects: { prefix: exports }\naccess: { type: none }\nsink: { source: { type: kinesis } }',
      ['SinkFunctionName', 'SinkStreamName', 'DeadLetterQueueUrl'],
    ],
    [
      'a sink with a topic',
      'objects: { prefix: exports }\naccess: { type: none }\nsink: { source: { type: sns } }',
      ['SinkFunctionName', 'SinkQueueUrl', 'SinkTopicArn', 'DeadLetterQueueUrl'],
    ],
    [
      'a sink with a URL, beside a user',
      `${USER}\nsink: { source: { type: function-url } }`,
      ['UserName', 'SinkFunctionName', 'SinkUrl', 'DeadLetterQueueUrl'],
    ],
    [
      'a sink that is invoked',
      'objects: { prefix: exports }\naccess: { type: none }\nsink: { source: { type: invoke } }',
      ['SinkFunctionName', 'DeadLetterQueueUrl'],
    ],
  ])('of %s are those of the contract that apply', (_, text, names) => {
    const { Outputs = {} } = templateOf(destinationStack(`${ENVIRONMENT}\n${text}`));
    expect(Object.keys(Outputs).sort()).toEqual(
      ['AccountId', 'BucketName', 'BucketRegion', 'ObjectScope', ...names].sort(),
    );
  });

  test('say what the vendor needs', () => {
    const stack = destinationStack(`${ENVIRONMENT}
bucket: { name: acme-orders }
objects: { prefixes: [exports, in], pattern: "*.csv" }
access: { type: cross-account-role, principal: "444455556666", externalId: acme-4711 }`);
    const { Outputs = {} } = templateOf(stack);
    const bucket = { Ref: 'DestinationBucketE065BB1E' };
    expect(Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => [name, Value]))).toEqual({
      BucketName: bucket,
      BucketRegion: 'eu-west-1',
      ObjectScope: { 'Fn::Join': ['', ['s3://', bucket, '/exports/*.csv,s3://', bucket, '/in/*.csv']] },
      RoleArn: { 'Fn::GetAtt': ['DestinationWriterRoleCC8E2B0A', 'Arn'] },
      RoleName: { Ref: 'DestinationWriterRoleCC8E2B0A' },
      AccountId: '111122223333',
      ExternalId: 'acme-4711',
    });
  });

  test('say where records go in, and where those that could not be written are', () => {
    const stack = destinationStack(
      `${ENVIRONMENT}\nobjects: { prefix: exports }\naccess: { type: none }\nsink: { source: { type: sns } }`,
    );
    const { Outputs = {} } = templateOf(stack);
    expect(
      Object.fromEntries(
        ['SinkFunctionName', 'SinkQueueUrl', 'SinkTopicArn', 'DeadLetterQueueUrl'].map((name) => [
          name,
          Outputs[name]?.Value,
        ]),
      ),
    ).toEqual({
      SinkFunctionName: { Ref: 'DestinationSinkFunctionC30625B0' },
      SinkQueueUrl: { Ref: 'DestinationSinkQueue84E4AB2D' },
      SinkTopicArn: { Ref: 'DestinationSinkTopicA35AA331' },
      DeadLetterQueueUrl: { Ref: 'DestinationSinkDeadLetters3CA0E30D' },
    });
  });

  test('never hold a secret', () => {
    const stack = destinationStack(
      'objects: { prefix: exports }\naccess: { type: iam-user, keyInSecretsManager: true, keySerials: [1, 2] }',
    );
    const { Outputs = {}, Resources } = templateOf(stack);
    expect(JSON.stringify(Outputs)).not.toContain('SecretAccessKey');
    expect(
      Object.values(Resources)
        .filter((resource) => JSON.stringify(resource).includes('SecretAccessKey'))
        .map(({ Type }) => Type),
    ).toEqual(['AWS::SecretsManager::Secret']);
  });
});

describe('the environment', () => {
  test('is the one of the file', () => {
    expect(destinationStack(`${ENVIRONMENT}\n${USER}`)).toMatchObject(IRELAND);
  });

  test('is else the one of the credentials', () => {
    process.env.CDK_DEFAULT_ACCOUNT = '444455556666';
    process.env.CDK_DEFAULT_REGION = 'eu-central-1';
    expect(destinationStack(USER)).toMatchObject({ account: '444455556666', region: 'eu-central-1' });
    const partly = destinationStack(`environment: { region: eu-west-1 }\n${USER}`);
    expect(partly).toMatchObject({ account: '444455556666', region: 'eu-west-1' });
  });

  test("of the credentials is refused where the vendor's account is another's", () => {
    process.env.CDK_DEFAULT_REGION = 'cn-north-1';
    const file = 'vendor: keboola\nobjects: { prefix: exports }\naccess: { externalId: acme-4711 }';
    expect(() => destinationStack(file)).toThrow(
      'S3Destination-orders/Destination/Writer:\n  env.region cn-north-1 is of the partition aws-cn',
    );
  });

  test('is else left to CloudFormation', () => {
    expect(templateOf(destinationStack(USER)).Outputs).toMatchObject({
      AccountId: { Value: { Ref: 'AWS::AccountId' } },
      BucketRegion: { Value: { Ref: 'AWS::Region' } },
    });
  });

  test('may be overridden by the app, as may the description', () => {
    const env = { account: '444455556666', region: 'us-east-1' };
    const stack = destinationStack(`${ENVIRONMENT}\n${USER}`, { env, description: 'Ours' });
    expect(stack).toMatchObject(env);
    expect(templateOf(stack)).toHaveProperty('Description', 'Ours');
    const asInTheFile = destinationStack(`${ENVIRONMENT}\n${USER}`, {
      env: undefined,
      description: undefined,
    });
    expect(asInTheFile).toMatchObject(IRELAND);
    expect(templateOf(asInTheFile)).toHaveProperty(
      'Description',
      'S3 destination orders: a bucket, and who may write to it',
    );
  });
});

describe('the bucket', () => {
  const bucketOf = (text: string) =>
    templateOf(destinationStack(`${ENVIRONMENT}\nbucket: ${text}\n${USER}`)).Resources;

  test('is kept unless the file says otherwise', () => {
    expect(bucketOf('{}').DestinationBucketE065BB1E).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(bucketOf('{ retain: false }').DestinationBucketE065BB1E).toMatchObject({
      DeletionPolicy: 'Delete',
    });
  });

  test('has name, versions, expiry and key as the file says', () => {
    const text = `{ name: acme-orders, versioned: false, expireObjectsAfterDays: 7, encryption: "${KEY}" }`;
    const resources = bucketOf(text);
    expect(Object.values(resources).map(({ Type }) => Type)).not.toContain('AWS::KMS::Key');
    expect(resources.DestinationBucketE065BB1E?.Properties).toMatchObject({
      BucketName: 'acme-orders',
      LifecycleConfiguration: { Rules: [{}, { ExpirationInDays: 7 }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: KEY } }],
      },
    });
  });

  test('that exists already is not in the template, and its key is used through S3', () => {
    const stack = destinationStack(
      `${ENVIRONMENT}\nbucket: { existing: acme-lake, encryption: "${KEY}" }\n${USER}`,
    );
    expect(Object.values(logicalIds(stack))).toEqual(['AWS::IAM::User', 'AWS::IAM::Policy']);
    expect(identityStatements(stack).map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::acme-lake/exports/*',
      'arn:aws:s3:::acme-lake',
      KEY,
    ]);
  });

  test('that exists already with keys of S3 has no key to grant', () => {
    const stack = destinationStack(`${ENVIRONMENT}\nbucket: { existing: acme-lake }\n${USER}`);
    expect(identityStatements(stack)).toHaveLength(2);
  });
});

test('the tags of the file are on every resource that can have them', () => {
  const stack = destinationStack(`${ENVIRONMENT}\ntags: { team: data }\n${USER}`);
  const tags = [{ Key: 'team', Value: 'data' }];
  expect(one(stack, 'AWS::S3::Bucket').Properties.Tags).toEqual(tags);
  expect(one(stack, 'AWS::IAM::User').Properties.Tags).toEqual(tags);
});

describe('warnings', () => {
  const codesOf = (text: string) =>
    warningsOf(destinationStack(text)).map((warning) => /s3-destination-kit:([\w-]+)\]$/.exec(warning)?.[1]);

  test('there are none where nothing is worth a second look', () => {
    expect(codesOf(`${ENVIRONMENT}\n${USER}`)).toEqual([]);
  });

  test('say where to look', () => {
    const [warning] = warningsOf(destinationStack('access: { type: iam-user }'));
    expect(warning).toMatch(/^objects: no prefix: .* \[ack: s3-destination-kit:no-prefix\]$/);
  });

  test.each([
    [
      'a grant that has expired',
      `${USER}\npermissions: { delete: { objects: all, until: 2020-01-01 } }`,
      'delete-expired',
    ],
    [
      'a key of somebody else',
      `${ENVIRONMENT}\nbucket: { encryption: "${KEY}" }\nobjects: { prefix: a }\naccess: { type: bucket-policy, principal: "arn:aws:iam::444455556666:role/exporter" }`,
      'foreign-key-policy',
    ],
  ])('%s is said once', (_, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });
});

test('the first deployment waits for the vendor, and the second changes the trust and adds the output', () => {
  const withId = (externalId: string) =>
    destinationStack(
      `${ENVIRONMENT}\nobjects: { prefix: a }\naccess: { type: cross-account-role, principal: "444455556666", externalId: ${externalId} }`,
    );
  const [first, second] = [withId('pending'), withId('acme-4711')];
  expect(trustStatements(first)).toEqual([
    { Sid: 'PendingDenyEverybody', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
  ]);
  const rest = ({ Outputs: { ExternalId: _, ...Outputs } = {}, ...template }: TemplateJson) =>
    JSON.parse(
      JSON.stringify({ ...template, Outputs }, (key, value) =>
        key === 'AssumeRolePolicyDocument' ? undefined : value,
      ),
    );
  expect(rest(templateOf(second))).toEqual(rest(templateOf(first)));
});

describe('an app of any kind', () => {
  const FILES: Record<string, string> = {
    user: `bucket: { encryption: kms, expireObjectsAfterDays: 30 }\nobjects: { prefixes: [a, b] }\naccess: { type: iam-user, keyInSecretsManager: true }\ntags: { team: data }`,
    role: `objects: { prefix: a }\naccess: { type: cross-account-role, principal: "444455556666", externalId: acme }\npermissions: { multipart: true, list: true, read: true, putAcl: true }`,
    web: `objects: { prefix: a }\naccess: { type: web-identity-role, issuer: token.actions.githubusercontent.com, subjects: ["repo:acme/reports:ref:refs/heads/main"] }`,
    principal: `bucket: { encryption: kms }\nobjects: { prefix: a }\naccess: { type: bucket-policy, principal: "444455556666" }`,
    existing: `bucket: { existing: acme-lake }\nobjects: { prefix: a }\naccess: { type: iam-user }`,
  };
  const SINK = 'bucket: { encryption: kms }\nobjects: { prefix: a }\naccess: { type: none }\nsink: { source:';
  /** They have an asset, the code of the function. */
  const SINKS: Record<string, string> = {
    sqs: `${SINK} { type: sqs }, deduplicate: true }\ntags: { team: data }`,
    kinesis: `${SINK} { type: kinesis } }`,
    sns: `${SINK} { type: sns } }`,
    eventbridge: `${SINK} { type: eventbridge, pattern: { source: [acme.shop] } } }`,
    'iot-rule': `${SINK} { type: iot-rule, sql: SELECT * FROM 'plant/+' } }`,
    'function-url': `${SINK} { type: function-url } }`,
    invoke: `${SINK} { type: invoke } }`,
  };
  const ALL = { ...FILES, ...SINKS };

  /** Flags write the partition out where the region is known, and sort what has no order. */
  function normal(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) {
      const items = value.map((item) => normal(item));
      return key === 'Action' || key === 'Resource' ? sorted(items) : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const { Ref: name, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
    if (name === 'AWS::Partition') return 'aws';
    if (join !== undefined) return sub(join[1].map((part) => normal(part)));
    return Object.fromEntries(Object.entries(value).map(([inner, item]) => [inner, normal(item, inner)]));
  }
  const sorted = (items: unknown[]) => items.map((item) => JSON.stringify(item)).sort();
  const sub = (parts: unknown[]) =>
    parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join('');

  test.each(Object.entries(ALL))(
    'gets the same template with all feature flags and with none: %s',
    (_, text) => {
      const withAll = templateOf(destinationStack(`${ENVIRONMENT}\n${text}`, {}, appWith(FLAGS)));
      const withNone = templateOf(destinationStack(`${ENVIRONMENT}\n${text}`, {}, appWith({})));
      expect(normal(withNone)).toEqual(normal(withAll));
    },
  );

  test.each(Object.entries(ALL))('gets the same template with analytics and metadata on: %s', (_, text) => {
    const app = new App({ analyticsReporting: true, context: { ...FLAGS } });
    const { Resources: resources } = templateOf(destinationStack(`${ENVIRONMENT}\n${text}`, {}, app));
    const { CDKMetadata: _metadata, ...ours } = resources;
    expect(ours).toEqual(templateOf(destinationStack(`${ENVIRONMENT}\n${text}`)).Resources);
  });

  test.each(Object.entries(FILES))('may do without the bootstrap stack: %s', (_, text) => {
    const synthesizer = new BootstraplessSynthesizer();
    const stack = destinationStack(`${ENVIRONMENT}\n${text}`, { synthesizer });
    const { Parameters, Rules, ...template } = templateOf(stack);
    expect([Parameters, Rules]).toEqual([undefined, undefined]);
    const {
      Parameters: _p,
      Rules: _r,
      ...bootstrapped
    } = templateOf(destinationStack(`${ENVIRONMENT}\n${text}`));
    expect(template).toEqual(bootstrapped);
  });

  test.each([
    ...['us-gov-west-1', 'cn-north-1', 'us-iso-east-1'].map(
      (region) => `environment: { account: "111122223333", region: ${region} }`,
    ),
    '',
  ])('names no partition of another region (%s)', (environment) => {
    for (const text of Object.values(ALL)) {
      const template = JSON.stringify(templateOf(destinationStack(`${environment}\n${text}`)));
      expect(template).not.toMatch(/arn:aws:/);
    }
  });

  test.each(Object.entries(FILES))('gets no custom resource and no asset: %s', (_, text) => {
    const app = appWith();
    const stack = destinationStack(`${ENVIRONMENT}\n${text}`, {}, app);
    expect(
      Object.values(logicalIds(stack)).filter((type) => !/^AWS::(S3|IAM|KMS|SecretsManager)::/.test(type)),
    ).toEqual([]);
    const { assets } = app.synth().getStackArtifact(stack.artifactId);
    expect(assets).toEqual([]);
  });

  /** Every object of the template that reads like a statement. */
  function allowed(value: unknown): Statement[] {
    if (typeof value !== 'object' || value === null) return [];
    const inner = Object.values(value).flatMap(allowed);
    return (value as Partial<Statement>).Effect === 'Allow' ? [value as Statement, ...inner] : inner;
  }

  test.each(Object.entries(ALL))(
    'allows no action with a wildcard, but that of a key to its account: %s',
    (name, text) => {
      const statements = allowed(templateOf(destinationStack(`${ENVIRONMENT}\n${text}`)).Resources);
      const ownAccount = { AWS: 'arn:aws:iam::111122223333:root' };
      const keyToItsAccount = { Effect: 'Allow', Principal: ownAccount, Action: 'kms:*', Resource: '*' };
      expect(statements.length).toBeGreaterThan(1);
      expect(statements.filter(({ Action }) => JSON.stringify(Action).includes('*'))).toEqual(
        ['user', 'principal', ...Object.keys(SINKS)].includes(name) ? [keyToItsAccount] : [],
      );
    },
  );
});

/** What holds state, and what outsiders point at, must keep its id from version to version: a new one is a new resource. */
test.each<[string, string, Record<string, string>]>([
  [
    'of a user with keys, in a bucket with a key',
    'bucket: { encryption: kms }\nobjects: { prefix: a }\naccess: { type: iam-user, keyInSecretsManager: true, keySerials: [1, 2] }',
    {
      DestinationBucketE065BB1E: 'AWS::S3::Bucket',
      DestinationBucketKey4B7FBC42: 'AWS::KMS::Key',
      DestinationBucketPolicyAE0BB812: 'AWS::S3::BucketPolicy',
      DestinationWriterAccessKey14321BEB4: 'AWS::IAM::AccessKey',
      DestinationWriterAccessKey23FF22E92: 'AWS::IAM::AccessKey',
      DestinationWriterAccessKeySecret017F8CE6: 'AWS::SecretsManager::Secret',
      DestinationWriterPolicy4BA2BB28: 'AWS::IAM::Policy',
      DestinationWriterUserBE74437A: 'AWS::IAM::User',
    },
  ],
  [
    'of a role',
    'objects: { prefix: a }\naccess: { type: cross-account-role, principal: "444455556666", externalId: acme }',
    {
      DestinationBucketE065BB1E: 'AWS::S3::Bucket',
      DestinationBucketPolicyAE0BB812: 'AWS::S3::BucketPolicy',
      DestinationWriterPolicy4BA2BB28: 'AWS::IAM::Policy',
      DestinationWriterRoleCC8E2B0A: 'AWS::IAM::Role',
    },
  ],
  [
    'of a role for tokens of an issuer without a provider',
    'objects: { prefix: a }\naccess: { type: web-identity-role, issuer: token.actions.githubusercontent.com, subjects: ["repo:acme/reports:ref:refs/heads/main"] }',
    {
      DestinationBucketE065BB1E: 'AWS::S3::Bucket',
      DestinationBucketPolicyAE0BB812: 'AWS::S3::BucketPolicy',
      DestinationWriterPolicy4BA2BB28: 'AWS::IAM::Policy',
      DestinationWriterRoleCC8E2B0A: 'AWS::IAM::Role',
      OidcProvidertokenactionsgithubusercontentcomProvider16A422E5: 'AWS::IAM::OIDCProvider',
    },
  ],
])('the logical ids %s are a contract', (_, text, ids) => {
  expect(logicalIds(destinationStack(`${ENVIRONMENT}\n${text}`))).toEqual(ids);
});

describe('a destination file', () => {
  test('names its stack', () => {
    expect(destinationOf(`version: 1\nname: orders\n${USER}`).stackName).toBe('S3Destination-orders');
  });

  test('that is wrong is refused with place and path', () => {
    expect(() => destinationOf('version: 1\nname: orders\naccess: { type: iam-usr }')).toThrow(
      /destination\.yaml:3:\d+: access\.type: /,
    );
  });

  test('that does not exist is refused', () => {
    expect(() => DestinationFile.load('/nowhere/destination.yaml')).toThrow(/does not exist/);
  });
});
