import { Duration, RemovalPolicy, Stage } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  DestinationBucket,
  DestinationEncryption,
  ObjectScope,
  S3Destination,
  SinkSource,
  Writer,
  WriterAccess,
} from '../../lib';
import {
  acmeOrders,
  appWith,
  complaintsOf,
  IRELAND,
  identityStatements,
  logicalIds,
  ofType,
  one,
  refusedProps,
  stackIn,
  statementsOf,
} from './support';

const EXPORTER = 'arn:aws:iam::444455556666:role/exporter';
const role = () => WriterAccess.crossAccountRole({ principal: EXPORTER });

test('the facade makes bucket and writer, and shows both', () => {
  const stack = stackIn();
  const destination = new S3Destination(stack, 'Orders', {
    access: role(),
    objects: new ObjectScope({ prefix: 'exports', pattern: '*.csv' }),
    permissions: { bucketLocation: false },
    bucketName: 'acme-orders',
    versioned: false,
    encryption: DestinationEncryption.s3Managed(),
    expireObjectsAfter: Duration.days(30),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  expect(identityStatements(stack)).toEqual([
    {
      Sid: 'WriteObjects',
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['OrdersBucket7BAEDFE2', 'Arn'] }, '/exports/*.csv']] },
    },
  ]);
  expect(one(stack, 'AWS::S3::Bucket')).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: { BucketName: 'acme-orders' },
  });
  expect(destination.objects.prefixes).toEqual(['exports']);
  expect(destination.writer.role).toBeDefined();
  expect(stack.resolve(destination.bucket.bucketName)).toEqual({ Ref: 'OrdersBucket7BAEDFE2' });
});

test('access is all that must be said', () => {
  const stack = stackIn();
  new S3Destination(stack, 'Orders', { access: role() });
  expect(Object.values(logicalIds(stack)).sort()).toEqual([
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
  ]);
});

test('two destinations stand beside each other in one stack', () => {
  const stack = stackIn();
  for (const id of ['Orders', 'Invoices']) {
    const encryption = DestinationEncryption.kms();
    new S3Destination(stack, id, { access: WriterAccess.iamUser({ keyInSecretsManager: true }), encryption });
  }
  const types = Object.values(logicalIds(stack));
  expect(types).toHaveLength(14);
  for (const type of new Set(types)) expect(types.filter((one) => one === type)).toHaveLength(2);
});

test('one access and one scope may serve several destinations', () => {
  const stack = stackIn();
  const shared = { access: role(), objects: new ObjectScope({ prefix: 'exports' }) };
  new S3Destination(stack, 'Orders', shared);
  new S3Destination(stack, 'Invoices', shared);
  expect(ofType(stack, 'AWS::IAM::Role')).toHaveLength(2);
});

describe('a bucket that is there already', () => {
  test('is left alone: only an identity is made', () => {
    const stack = stackIn();
    const existingBucket = acmeOrders(stack);
    const { bucket } = new S3Destination(stack, 'Orders', { access: role(), existingBucket });
    expect(bucket).toBe(existingBucket);
    expect(Object.values(logicalIds(stack))).toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy']);
    expect(identityStatements(stack).map(({ Resource }) => Resource)).toEqual([
      'arn:aws:s3:::acme-orders/*',
      'arn:aws:s3:::acme-orders',
    ]);
  });

  test('may be a bucket of the same app, which may even name a principal', () => {
    const stack = stackIn();
    const existingBucket = new Bucket(stack, 'Theirs');
    const access = WriterAccess.bucketPolicyPrincipal({ principal: EXPORTER });
    new S3Destination(stack, 'Orders', { access, existingBucket });
    expect(one(stack, 'AWS::S3::BucketPolicy').Properties.PolicyDocument).toMatchObject({
      Statement: [{ Sid: 'WriteObjects' }, { Sid: 'GetBucketLocation' }],
    });
  });

  test('may have a key that the writer then may use through S3', () => {
    const stack = stackIn();
    const existingBucket = Bucket.fromBucketAttributes(stack, 'Existing', {
      bucketName: 'acme-orders',
      encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd'),
    });
    new S3Destination(stack, 'Orders', { access: role(), existingBucket });
    expect(identityStatements(stack).at(-1)).toEqual({
      Sid: 'UseKeyThroughS3',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd',
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    });
  });

  test('has no props of a new bucket beside it, and every one of them is named', () => {
    const stack = stackIn();
    const props = {
      access: role(),
      existingBucket: acmeOrders(stack),
      bucketName: 'acme-orders',
      versioned: false,
      encryption: undefined,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    expect(complaintsOf(() => new S3Destination(stack, 'Orders', props))[0]).toBe('S3Destination:');
    expect(refusedProps(() => new S3Destination(stack, 'Invoices', props))).toEqual([
      'bucketName',
      'versioned',
      'removalPolicy',
    ]);
  });
});

test('bucket and writer may live in two stacks of one app, the bucket with a key', () => {
  const app = appWith();
  const data = stackIn(IRELAND, app, 'Data');
  const { bucket } = new DestinationBucket(data, 'Orders', { encryption: DestinationEncryption.kms() });
  const access = stackIn(IRELAND, app, 'Access');
  new Writer(access, 'Writer', { access: role(), bucket });
  expect(Object.values(logicalIds(access))).toEqual(['AWS::IAM::Role', 'AWS::IAM::Policy']);
  const [write, , useKey] = identityStatements(access);
  expect(JSON.stringify(write?.Resource)).toContain('Data');
  expect(JSON.stringify(useKey?.Resource)).toContain('Data');
});

describe('with a sink', () => {
  test('writer and sink have the same scope, and a role each', () => {
    const stack = stackIn();
    const objects = new ObjectScope({ prefix: 'exports', pattern: '*.jsonl' });
    const { sink, bucket } = new S3Destination(stack, 'Orders', {
      access: role(),
      objects,
      sink: { source: SinkSource.sqs() },
    });
    expect(sink).toMatchObject({ bucket, objects });
    const scope = {
      'Fn::Join': ['', [{ 'Fn::GetAtt': ['OrdersBucket7BAEDFE2', 'Arn'] }, '/exports/*.jsonl']],
    };
    const writes = ofType(stack, 'AWS::IAM::Policy').map(({ Properties }) =>
      statementsOf(Properties.PolicyDocument).find(({ Sid }) => Sid === 'WriteObjects'),
    );
    expect(writes).toMatchObject([{ Resource: scope }, { Resource: scope }]);
    expect(ofType(stack, 'AWS::IAM::Role')).toHaveLength(2);
  });

  test('alone, nobody else writes', () => {
    const stack = stackIn();
    const access = WriterAccess.none();
    const { writer } = new S3Destination(stack, 'Orders', { access, sink: { source: SinkSource.invoke() } });
    expect(writer).toMatchObject({ role: undefined, user: undefined, externalId: undefined });
    expect(ofType(stack, 'AWS::IAM::Role')).toHaveLength(1);
    expect(logicalIds(stack)).toHaveProperty('OrdersSinkFunctionE5293BD6', 'AWS::Lambda::Function');
  });

  test('wrong props of the sink are named as they are written', () => {
    const sink = { source: SinkSource.sqs(), maxRecords: 0, timeout: Duration.seconds(0) };
    expect(refusedProps(() => new S3Destination(stackIn(), 'Orders', { access: role(), sink }))).toEqual([
      'timeout',
      'maxRecords',
    ]);
  });

  test('there is none unless it is asked for', () => {
    expect(new S3Destination(stackIn(), 'Orders', { access: role() }).sink).toBeUndefined();
  });
});

test('the constructs work inside a stage', () => {
  const stage = new Stage(appWith(), 'Production', { env: IRELAND });
  const stack = stackIn(IRELAND, stage as never, 'Stack');
  new S3Destination(stack, 'Orders', { access: role() });
  expect(logicalIds(stack)).toHaveProperty('OrdersBucket7BAEDFE2', 'AWS::S3::Bucket');
});

/** What holds state, and what outsiders point at, must keep its id from version to version: a new one is a new resource. */
test('the logical ids of the constructs alone, and of the facade, are a contract', () => {
  const stack = stackIn();
  const bucket = acmeOrders(stack);
  const user = WriterAccess.iamUser({ keyInSecretsManager: true, keySerials: [1, 2] });
  const tokens = WriterAccess.webIdentityRole({
    issuer: 'oidc.example.com/acme',
    audience: 'a',
    subjects: ['exporter'],
  });
  new DestinationBucket(stack, 'Orders', { encryption: DestinationEncryption.kms() });
  new Writer(stack, 'User', { bucket, access: user });
  new Writer(stack, 'Role', { bucket, access: role() });
  new Writer(stack, 'Tokens', { bucket, access: tokens });
  new S3Destination(stack, 'WithUser', { access: user, encryption: DestinationEncryption.kms() });
  new S3Destination(stack, 'WithRole', { access: role() });
  expect(logicalIds(stack)).toEqual({
    OidcProvideroidcexamplecom2FacmeProvider02966B65: 'AWS::IAM::OIDCProvider',
    OrdersBucket195ECF73: 'AWS::S3::Bucket',
    OrdersBucketPolicy9BE83F42: 'AWS::S3::BucketPolicy',
    OrdersKey6C690DD2: 'AWS::KMS::Key',
    Role8C6B06EB: 'AWS::IAM::Role',
    RolePolicy72E7D967: 'AWS::IAM::Policy',
    TokensPolicy3920A47D: 'AWS::IAM::Policy',
    TokensRole3B49F750: 'AWS::IAM::Role',
    User8C194555: 'AWS::IAM::User',
    UserAccessKey1319703C2: 'AWS::IAM::AccessKey',
    UserAccessKey2F54AE807: 'AWS::IAM::AccessKey',
    UserAccessKeySecret722D92F8: 'AWS::SecretsManager::Secret',
    UserPolicy7D689AB7: 'AWS::IAM::Policy',
    WithRoleBucketDE019054: 'AWS::S3::Bucket',
    WithRoleBucketPolicyD4032797: 'AWS::S3::BucketPolicy',
    WithRoleWriterPolicy197D20CF: 'AWS::IAM::Policy',
    WithRoleWriterRole93323320: 'AWS::IAM::Role',
    WithUserBucket83B60DF8: 'AWS::S3::Bucket',
    WithUserBucketKey23D95563: 'AWS::KMS::Key',
    WithUserBucketPolicy17DCDDCA: 'AWS::S3::BucketPolicy',
    WithUserWriterAccessKey1F05DEBF2: 'AWS::IAM::AccessKey',
    WithUserWriterAccessKey2CAA59E8B: 'AWS::IAM::AccessKey',
    WithUserWriterAccessKeySecret1AEC5641: 'AWS::SecretsManager::Secret',
    WithUserWriterPolicy78E4A23E: 'AWS::IAM::Policy',
    WithUserWriterUserF8CD57C0: 'AWS::IAM::User',
  });
});
