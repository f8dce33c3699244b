import { Token } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AdditionalPermission,
  DeletePermission,
  ObjectScope,
  type ObjectScopeProps,
  VendorPreset,
  Writer,
  WriterAccess,
  type WriterPermissions,
} from '../../lib';
import {
  acmeOrders,
  complaintsOf,
  IRELAND,
  identityStatements,
  refusedProps,
  type Statement,
  stackIn,
  templateOf,
  warningsOf,
} from './support';

const SCOPE = { prefix: 'exports', pattern: '*.jsonl', testObject: '.test_*.jsonl' };
const OBJECTS = 'arn:aws:s3:::acme-orders/exports/*.jsonl';
const TEST_OBJECTS = 'arn:aws:s3:::acme-orders/exports/.test_*.jsonl';
const BUCKET = 'arn:aws:s3:::acme-orders';

const WRITE: Statement = { Sid: 'WriteObjects', Effect: 'Allow', Action: 's3:PutObject', Resource: OBJECTS };
const LOCATION: Statement = {
  Sid: 'GetBucketLocation',
  Effect: 'Allow',
  Action: 's3:GetBucketLocation',
  Resource: BUCKET,
};

function writerWith(permissions?: WriterPermissions, scope: ObjectScopeProps | undefined = SCOPE) {
  const stack = stackIn();
  new Writer(stack, 'Writer', {
    bucket: acmeOrders(stack),
    access: WriterAccess.iamUser(),
    objects: new ObjectScope(scope),
    permissions,
  });
  return stack;
}

test.each<[string, WriterPermissions | undefined, Statement[]]>([
  ['nothing said', undefined, [WRITE, LOCATION]],
  ['bucketLocation off', { bucketLocation: false }, [WRITE]],
  ['no deletion', { deletion: DeletePermission.never() }, [WRITE, LOCATION]],
  [
    'deletion of test objects until a day',
    { deletion: DeletePermission.testObjectsUntil('2099-12-31') },
    [
      WRITE,
      {
        Sid: 'DeleteTestObjects',
        Effect: 'Allow',
        Action: 's3:DeleteObject',
        Resource: TEST_OBJECTS,
        Condition: { DateLessThan: { 'aws:CurrentTime': '2100-01-01T00:00:00Z' } },
      },
      LOCATION,
    ],
  ],
  [
    'deletion of test objects for ever',
    { deletion: DeletePermission.testObjectsForever() },
    [
      WRITE,
      { Sid: 'DeleteTestObjects', Effect: 'Allow', Action: 's3:DeleteObject', Resource: TEST_OBJECTS },
      LOCATION,
    ],
  ],
  [
    'deletion of all objects until a day',
    { deletion: DeletePermission.allObjectsUntil('2099-02-28') },
    [
      WRITE,
      {
        Sid: 'DeleteObjects',
        Effect: 'Allow',
        Action: 's3:DeleteObject',
        Resource: OBJECTS,
        Condition: { DateLessThan: { 'aws:CurrentTime': '2099-03-01T00:00:00Z' } },
      },
      LOCATION,
    ],
  ],
  [
    'deletion of all objects for ever',
    { deletion: DeletePermission.allObjectsForever() },
    [
      WRITE,
      { Sid: 'DeleteObjects', Effect: 'Allow', Action: 's3:DeleteObject', Resource: OBJECTS },
      LOCATION,
    ],
  ],
  [
    'multipart',
    { multipart: true },
    [
      WRITE,
      {
        Sid: 'ManageMultipartUploads',
        Effect: 'Allow',
        Action: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        Resource: OBJECTS,
      },
      LOCATION,
    ],
  ],
  [
    'putAcl and read',
    { putAcl: true, read: true },
    [
      WRITE,
      { Sid: 'PutObjectAcl', Effect: 'Allow', Action: 's3:PutObjectAcl', Resource: OBJECTS },
      { Sid: 'ReadObjects', Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS },
      LOCATION,
    ],
  ],
  [
    'no put, but read',
    { put: false, read: true },
    [{ Sid: 'ReadObjects', Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS }, LOCATION],
  ],
  [
    'list',
    { list: true, bucketLocation: false },
    [
      WRITE,
      {
        Sid: 'ListObjects',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: BUCKET,
        Condition: { StringLike: { 's3:prefix': ['exports/*'] } },
      },
    ],
  ],
  [
    'additional actions',
    {
      additional: [
        AdditionalPermission.onObjects('s3:GetObjectVersion'),
        AdditionalPermission.onObjects('s3:PutObjectTagging'),
        AdditionalPermission.onBucket('s3:GetBucketAcl'),
      ],
    },
    [
      WRITE,
      {
        Sid: 'AdditionalOnObjects',
        Effect: 'Allow',
        Action: ['s3:GetObjectVersion', 's3:PutObjectTagging'],
        Resource: OBJECTS,
      },
      LOCATION,
      { Sid: 'AdditionalOnBucket', Effect: 'Allow', Action: 's3:GetBucketAcl', Resource: BUCKET },
    ],
  ],
])('%s: the policy is exactly this', (_, permissions, statements) => {
  expect(identityStatements(writerWith(permissions))).toEqual(statements);
});

test('a vendor of the catalogue that only reads puts nothing', () => {
  const { put, read, list } = VendorPreset.of('bigquery-omni-read').permissions;
  expect({ put, read, list }).toEqual({ put: false, read: true, list: true });
  const stack = writerWith(VendorPreset.of('bigquery-omni-read').permissions, {
    ...SCOPE,
    testObject: 'test',
  });
  expect(identityStatements(stack).map(({ Action }) => Action)).toEqual(['s3:GetObject', 's3:ListBucket']);
  expect(JSON.stringify(templateOf(stack))).not.toContain('PutObject');
});

test('a test object outside the pattern is named for writing as well', () => {
  const stack = writerWith({ bucketLocation: false }, { ...SCOPE, testObject: 'connection-test' });
  expect(identityStatements(stack)).toEqual([
    WRITE,
    {
      Sid: 'WriteTestObjects',
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::acme-orders/exports/connection-test',
    },
  ]);
});

test('without a prefix the list is not confined', () => {
  const stack = writerWith({ list: true, bucketLocation: false }, {});
  expect(identityStatements(stack)[1]).toEqual({
    Sid: 'ListObjects',
    Effect: 'Allow',
    Action: 's3:ListBucket',
    Resource: BUCKET,
  });
});

test('without a scope and without permissions the writer writes anywhere in the bucket', () => {
  const stack = stackIn();
  new Writer(stack, 'Writer', { bucket: acmeOrders(stack), access: WriterAccess.iamUser() });
  expect(identityStatements(stack)).toEqual([{ ...WRITE, Resource: 'arn:aws:s3:::acme-orders/*' }, LOCATION]);
});

describe('the day until which the writer may delete', () => {
  beforeEach(() => jest.useFakeTimers({ now: new Date('2026-12-01T00:00:00Z') }));
  afterEach(() => jest.useRealTimers());

  test('is included', () => {
    jest.setSystemTime(new Date('2026-12-01T23:59:59.999Z'));
    const stack = writerWith({ deletion: DeletePermission.testObjectsUntil('2026-12-01') });
    expect(identityStatements(stack).map(({ Sid }) => Sid)).toContain('DeleteTestObjects');
    expect(warningsOf(stack)).toEqual([]);
  });

  test('passes: the grant is left out, and synthesis warns', () => {
    const stack = writerWith({ deletion: DeletePermission.testObjectsUntil('2026-11-30') });
    expect(identityStatements(stack)).toEqual([WRITE, LOCATION]);
    expect(warningsOf(stack)).toEqual([
      'the day until which the writer may delete has passed: the grant is left out, and its line can be removed [ack: s3-destination-kit:delete-expired]',
    ]);
  });
});

const late = Token.asString({ Ref: 'Late' });

test.each<[string, WriterPermissions, string[]]>([
  [
    'a wildcard in an additional action',
    { additional: [AdditionalPermission.onObjects('s3:Put*')] },
    ['additional[0].action'],
  ],
  [
    'an action that has a prop of its own',
    { additional: [AdditionalPermission.onObjects('s3:DeleteObject')] },
    ['additional[0].action'],
  ],
  [
    'an action that changes the bucket',
    { additional: [AdditionalPermission.onBucket('s3:PutBucketPolicy')] },
    ['additional[0].action'],
  ],
  [
    'an action of which only the deployment knows',
    { additional: [AdditionalPermission.onObjects(late)] },
    ['additional[0].action'],
  ],
  ['no put, and nothing else', { put: false }, ['put']],
  ['no put, and what serves writing', { put: false, read: true, multipart: true }, ['multipart']],
  ['a day that is none', { deletion: DeletePermission.allObjectsUntil('2031-02-30') }, ['deletion.until']],
  [
    'a day of which only the deployment knows',
    { deletion: DeletePermission.allObjectsUntil(late) },
    ['deletion.until'],
  ],
])('%s is refused', (_, permissions, refused) => {
  expect(complaintsOf(() => writerWith(permissions))[0]).toBe('WriterPermissions:');
  expect(refusedProps(() => writerWith(permissions))).toEqual(refused);
});

test('deletion of test objects is refused where none are named', () => {
  const permissions = { deletion: DeletePermission.testObjectsForever() };
  expect(refusedProps(() => writerWith(permissions, {}))).toEqual(['deletion.objects']);
});

test.each([
  ['eu-west-1', 'aws'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['cn-north-1', 'aws-cn'],
  ['us-iso-east-1', 'aws-iso'],
])('in %s the resources are of the partition %s', (region, partition) => {
  const stack = stackIn({ ...IRELAND, region });
  const bucket = Bucket.fromBucketName(stack, 'Existing', 'acme-orders');
  new Writer(stack, 'Writer', { bucket, access: WriterAccess.iamUser() });
  const resources = identityStatements(stack).map(({ Resource }) => stringOf(Resource, partition));
  expect(resources).toEqual([`arn:${partition}:s3:::acme-orders/*`, `arn:${partition}:s3:::acme-orders`]);
});

/** The flag for partition literals covers only two partitions; CloudFormation fills in the others. */
function stringOf(value: unknown, partition: string): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join': [string, (string | object)[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : partition)).join(separator);
}
