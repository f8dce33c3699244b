import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectAclCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  ACCOUNT,
  BUCKET,
  type Destination,
  type MetadataBearer,
  messageOf,
  outcome,
  startDestination,
  VENDOR,
} from './support';

let destination: Destination;
let clients: Record<string, S3Client>;

beforeAll(async () => {
  destination = await startDestination();
  const { engine, s3, writer, admin } = destination;
  const everything = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  };
  const principal = (arn: string, policies = [everything]) => s3(engine.addPrincipal({ arn, policies }));
  clients = {
    writer: s3(writer),
    admin: s3(admin),
    'colleague without rights': principal(`arn:aws:iam::${ACCOUNT}:user/colleague`, []),
    'bounded writer': s3(engine.keyFor(`arn:aws:iam::${ACCOUNT}:user/bounded-writer`)),
    "vendor's loader": principal(`arn:aws:iam::${VENDOR}:role/loader`),
    "vendor's loader without rights of its own": principal(`arn:aws:iam::${VENDOR}:role/loader`, []),
    "vendor's other role": principal(`arn:aws:iam::${VENDOR}:role/other`),
    'writer over plain HTTP': s3(writer, { endpoint: engine.endpoint }),
    'admin over plain HTTP': s3(admin, { endpoint: engine.endpoint }),
  };
});
afterAll(() => destination.stop());

const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}\n', ...more });

function client(name: string): S3Client {
  const found = clients[name];
  if (!found) throw new Error(`no client ${name}`);
  return found;
}

describe('an object is written', () => {
  test.each([
    ['writer', 'exports/a.jsonl', '200'],
    ['writer', 'exports/2031/01/a b+c%ü.jsonl', '200'],
    ['writer', 'exports/a.csv', '403 AccessDenied'],
    ['writer', 'other/a.jsonl', '403 AccessDenied'],
    ['writer', 'exports.jsonl', '403 AccessDenied'],
    ['writer', 'EXPORTS/a.jsonl', '403 AccessDenied'],
    ['writer', '*', '403 AccessDenied'],
    ['writer', 'e*/a.jsonl', '403 AccessDenied'],
    ['writer', 'exports/*.jsonl', '200'],
    ['writer', 'exports/?.jsonl', '200'],
    ['admin', 'other/a.csv', '200'],
    ['colleague without rights', 'exports/a.jsonl', '403 AccessDenied'],
    ['bounded writer', 'bounded/a', '200'],
    ['bounded writer', 'exports/a.jsonl', '403 AccessDenied'],
    ["vendor's loader", 'direct/a', '200'],
    ["vendor's loader", 'exports/a.jsonl', '403 AccessDenied'],
    ["vendor's loader without rights of its own", 'direct/a', '403 AccessDenied'],
    ["vendor's other role", 'direct/a', '403 AccessDenied'],
    ['writer over plain HTTP', 'exports/a.jsonl', '403 AccessDenied'],
    ['admin over plain HTTP', 'exports/a.jsonl', '403 AccessDenied'],
  ])('by the %s at %s: %s', async (who, key, expected) => {
    expect(await outcome(client(who).send(put(key)))).toBe(expected);
  });

  test('only what was allowed is stored', async () => {
    const { Contents = [] } = await client('admin').send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents.map(({ Key }) => Key)).toEqual([
      'bounded/a',
      'direct/a',
      'exports/*.jsonl',
      'exports/2031/01/a b+c%ü.jsonl',
      'exports/?.jsonl',
      'exports/a.jsonl',
      'other/a.csv',
    ]);
  });
});

describe('each of these is refused to the writer, and granted to the administrator', () => {
  test.each<[string, (s3: S3Client) => Promise<MetadataBearer>, string]>([
    ['list the bucket', (s3) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET })), '200'],
    [
      'list the prefix',
      (s3) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'exports/' })),
      '200',
    ],
    ['ask for the bucket', (s3) => s3.send(new HeadBucketCommand({ Bucket: BUCKET })), '200'],
    ['list all buckets', (s3) => s3.send(new ListBucketsCommand({})), '200'],
    [
      'read an object',
      (s3) => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'exports/a.jsonl' })),
      '200',
    ],
    ['delete outside', (s3) => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'other/a' })), '204'],
    ['write with tags', (s3) => s3.send(put('exports/t.jsonl', { Tagging: 'a=b' })), '200'],
    ['delete the bucket', (s3) => s3.send(new DeleteBucketCommand({ Bucket: BUCKET })), '501 NotImplemented'],
  ])('to %s', async (_what, send, granted) => {
    expect(await outcome(send(client('writer')))).toMatch(/^403/);
    expect(await outcome(send(client('admin')))).toBe(granted);
  });
});

describe('access control lists', () => {
  test.each([
    ['writer', 'public-read', '403 AccessDenied'],
    ['writer', 'bucket-owner-full-control', '403 AccessDenied'],
    ['admin', 'public-read', '400 AccessControlListNotSupported'],
    ['admin', 'bucket-owner-full-control', '200'],
  ] as const)('sent by the %s with an object as %s: %s', async (who, ACL, expected) => {
    expect(await outcome(client(who).send(put('exports/acl.jsonl', { ACL })))).toBe(expected);
  });

  test.each([
    ['writer', '403 AccessDenied'],
    ['admin', '400 AccessControlListNotSupported'],
  ])('set by the %s afterwards: %s', async (who, expected) => {
    const command = new PutObjectAclCommand({ Bucket: BUCKET, Key: 'exports/a.jsonl', ACL: 'private' });
    expect(await outcome(client(who).send(command))).toBe(expected);
  });

  test('are taken by a bucket that has not disabled them', async () => {
    expect(await outcome(client('admin').send(put('a', { Bucket: 'acme-legacy', ACL: 'private' })))).toBe(
      '200',
    );
  });
});

describe('multipart uploads', () => {
  const begin = (Key: string) => new CreateMultipartUploadCommand({ Bucket: BUCKET, Key });

  test('are begun and aborted inside the scope', async () => {
    const writer = client('writer');
    const { UploadId } = await writer.send(begin('exports/m.jsonl'));
    const abort = new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'exports/m.jsonl', UploadId });
    expect(await outcome(writer.send(abort))).toBe('204');
  });

  test('are not begun outside', async () => {
    expect(await outcome(client('writer').send(begin('other/m.jsonl')))).toBe('403 AccessDenied');
  });

  test('do not lead out of the scope by the ID of an upload of somebody else', async () => {
    const { UploadId } = await client('admin').send(begin('other/m.jsonl'));
    const abort = new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'exports/m.jsonl', UploadId });
    expect(await outcome(client('writer').send(abort))).toBe('404 NoSuchUpload');
  });
});

describe('a copy', () => {
  test.each([
    ['writer', 'other/secret.csv', '403 AccessDenied'],
    ['admin', 'other/secret.csv', '200'],
    ['admin', 'other/nothing', '404 NoSuchKey'],
  ])('by the %s from %s: %s', async (who, source, expected) => {
    await client('admin').send(put('other/secret.csv'));
    const input = { Bucket: BUCKET, Key: 'exports/copy.jsonl', CopySource: `${BUCKET}/${source}` };
    expect(await outcome(client(who).send(new CopyObjectCommand(input)))).toBe(expected);
  });
});

describe('a delete that is granted until a date', () => {
  const remove = () => new DeleteObjectCommand({ Bucket: BUCKET, Key: 'exports/_test_1.jsonl' });
  afterEach(() => destination.engine.setNow(Date.now));

  test.each([
    ['on the last day', '2031-12-01T23:59:59Z', '204'],
    ['on the day after', '2031-12-02T00:00:00Z', '403 AccessDenied'],
  ])('%s: %s', async (_when, time, expected) => {
    destination.engine.setNow(() => Date.parse(time));
    expect(await outcome(client('writer').send(remove()))).toBe(expected);
  });

  test('does not reach other objects', async () => {
    const command = new DeleteObjectCommand({ Bucket: BUCKET, Key: 'exports/a.jsonl' });
    expect(await outcome(client('writer').send(command))).toBe('403 AccessDenied');
  });
});

describe('what a refusal says', () => {
  test.each([
    ['writer', 'because no identity-based policy allows the s3:PutObject action'],
    ['bounded writer', 'because no permissions boundary allows the s3:PutObject action'],
    ['writer over plain HTTP', 'with an explicit deny in a resource-based policy'],
    ["vendor's loader", 'because no resource-based policy allows the s3:PutObject action'],
  ])('to the %s: %s', async (who, reason) => {
    const key = who === 'writer over plain HTTP' ? 'exports/a.jsonl' : 'nowhere/a';
    const message = await messageOf(client(who).send(put(key)));
    expect(message).toMatch(
      /^User: arn:aws:(iam|sts)::\d{12}:\S+ is not authorized to perform: s3:PutObject on resource: /,
    );
    expect(message).toContain(reason);
  });
});

describe('a bucket with a KMS key', () => {
  test('wants the key to be granted too', async () => {
    const message = await messageOf(client('writer').send(put('a', { Bucket: 'acme-vault' })));
    expect(message).toContain('is not authorized to perform: kms:GenerateDataKey on resource: "arn:aws:kms:');
    expect(await outcome(client('admin').send(put('a', { Bucket: 'acme-vault' })))).toBe('200');
  });

  test('asks for no key where the request brings another encryption', async () => {
    const own = put('a', { Bucket: 'acme-vault', ServerSideEncryption: 'AES256' });
    expect(await outcome(client('writer').send(own))).toBe('200');
  });

  test.each(['kms:GenerateDataKey', 'kms:Decrypt'])(
    'takes parts only with %s and the other',
    async (missing) => {
      const Action = ['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'].filter(
        (action) => action !== missing,
      );
      const policies = [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }];
      const half = destination.engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:user/half`, policies });
      const begin = new CreateMultipartUploadCommand({ Bucket: 'acme-vault', Key: 'a' });
      expect(await messageOf(destination.s3(half).send(begin))).toContain(
        `not authorized to perform: ${missing}`,
      );
      expect(await outcome(client('admin').send(begin))).toBe('200');
    },
  );
});

test('buckets are listed to who may, those of the own account only', async () => {
  destination.engine.addBucket({ name: 'of-the-vendor', accountId: VENDOR });
  const { Buckets = [] } = await client('admin').send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual(['acme-exports', 'acme-vault', 'acme-legacy']);
  expect(Buckets[0]?.CreationDate).toBeInstanceOf(Date);
});

test('the location of the bucket is told', async () => {
  const { LocationConstraint } = await client('writer').send(
    new GetBucketLocationCommand({ Bucket: BUCKET }),
  );
  expect(LocationConstraint).toBe('eu-central-1');
});
