import {
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { startEngine } from '../../lib/local';
import {
  ACCOUNT,
  BUCKET,
  type Destination,
  outcome,
  put,
  startDestination,
  storedBytes,
  VENDOR,
} from './support';

let destination: Destination;
let admin: S3Client;
let writer: S3Client;

beforeAll(async () => {
  destination = await startDestination();
  admin = destination.s3(destination.admin);
  writer = destination.s3(destination.writer);
});
afterAll(() => destination.stop());

const stored = (Key: string) => storedBytes(admin, Key);

describe('a listing', () => {
  const keys = ['list/B', 'list/a', 'list/a&<b>', 'list/d/1', 'list/d/2', 'list/ä'];
  beforeAll(() => Promise.all(keys.map((key) => admin.send(put(key)))));

  test('gives every key once, in the order of S3, however small its pages are', async () => {
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const input = { Bucket: BUCKET, Prefix: 'list/', MaxKeys: 2, ContinuationToken };
      const page = await admin.send(new ListObjectsV2Command(input));
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(found).toEqual(keys);
  });

  test('folds what lies under a delimiter', async () => {
    const listing = await admin.send(
      new ListObjectsCommand({ Bucket: BUCKET, Prefix: 'list/', Delimiter: '/' }),
    );
    expect(listing.CommonPrefixes).toEqual([{ Prefix: 'list/d/' }]);
    expect(listing.Contents).toHaveLength(4);
  });

  test('says that there is nothing', async () => {
    const listing = await admin.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'nothing/' }));
    expect(listing).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });
});

describe('what does not exist', () => {
  test('is an object for who may list, and a refusal for who may not', async () => {
    const vendor = destination.s3(
      destination.engine.addPrincipal({
        arn: `arn:aws:iam::${ACCOUNT}:user/reader`,
        policies: [{ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }],
      }),
    );
    const get = () => new GetObjectCommand({ Bucket: BUCKET, Key: 'exports/nothing.jsonl' });
    expect(await outcome(admin.send(get()))).toBe('404 NoSuchKey');
    expect(await outcome(vendor.send(get()))).toBe('403 AccessDenied');
  });

  test('is a bucket for who has the permission, and a refusal for who has not', async () => {
    const elsewhere = put('exports/a.jsonl', { Bucket: 'nobodys-bucket' });
    expect(await outcome(admin.send(elsewhere))).toBe('404 NoSuchBucket');
    expect(await outcome(writer.send(elsewhere))).toBe('403 AccessDenied');
  });
});

describe('DeleteObjects', () => {
  test('deletes the keys that it may and names the others', async () => {
    await Promise.all(['exports/_test_1', 'exports/keep'].map((key) => admin.send(put(key))));
    const Objects = [{ Key: 'exports/_test_1' }, { Key: 'exports/keep' }];
    const { Deleted, Errors } = await writer.send(
      new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }),
    );
    expect(Deleted).toEqual([{ Key: 'exports/_test_1' }]);
    expect(Errors).toMatchObject([{ Key: 'exports/keep', Code: 'AccessDenied' }]);
    expect(await stored('exports/keep')).not.toHaveLength(0);
    await expect(stored('exports/_test_1')).rejects.toThrow('does not exist');
  });

  test('takes keys for what they are, whatever is in them', async () => {
    const keys = ['exports/_test_<&"\'>', 'exports/_test_&amp;', 'exports/_test_ü+%20'];
    await Promise.all(keys.map((key) => admin.send(put(key))));
    const Delete = { Objects: keys.map((Key) => ({ Key })) };
    const { Deleted = [] } = await writer.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    expect(Deleted.map(({ Key }) => Key)).toEqual(keys);
    const { KeyCount } = await admin.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'exports/_test_' }),
    );
    expect(KeyCount).toBe(0);
  });
});

describe('the owner of a bucket', () => {
  test.each([
    [ACCOUNT, '200'],
    [VENDOR, '403 AccessDenied'],
  ])('may be demanded: %s gives %s', async (ExpectedBucketOwner, expected) => {
    expect(await outcome(admin.send(put('exports/o.jsonl', { ExpectedBucketOwner })))).toBe(expected);
  });

  test('decides over a bucket of another account, not the identity that asks', async () => {
    const policy = {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::vendor-open/*',
        },
      ],
    };
    destination.engine.addBucket({ name: 'vendor-closed', accountId: VENDOR });
    destination.engine.addBucket({ name: 'vendor-open', accountId: VENDOR, policy });
    expect(await outcome(admin.send(put('a', { Bucket: 'vendor-closed' })))).toBe('403 AccessDenied');
    expect(await outcome(admin.send(put('a', { Bucket: 'vendor-open' })))).toBe('200');
  });
});

test('us-east-1 has no name as a location', async () => {
  const engine = await startEngine({ accountId: ACCOUNT, region: 'us-east-1' });
  engine.addBucket({ name: 'first' });
  const credentials = engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:user/admin`, admin: true });
  const s3 = destination.s3(credentials, { region: 'us-east-1', endpoint: engine.endpoint });
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: 'first' }));
  expect(LocationConstraint).toBeUndefined();
  await engine.stop();
});
