import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { startEngine } from '../../lib/local';
import { ACCOUNT, BUCKET, type Destination, messageOf, outcome, startDestination, VENDOR } from './support';

let destination: Destination;
let admin: S3Client;
let writer: S3Client;

beforeAll(async () => {
  destination = await startDestination();
  admin = destination.s3(destination.admin);
  writer = destination.s3(destination.writer);
});
afterAll(() => destination.stop());

const put = (Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{"a":1}\n', ...more });

async function stored(Key: string): Promise<Buffer> {
  const { Body } = await admin.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe('bytes arrive as they were sent', () => {
  const bytes = randomBytes(100_003);

  test.each(Object.values(ChecksumAlgorithm).filter((name) => ['CRC32', 'SHA1', 'SHA256'].includes(name)))(
    'with a %s in a header',
    async (ChecksumAlgorithm) => {
      await writer.send(put('exports/header.jsonl', { Body: bytes, ChecksumAlgorithm }));
      expect(bytes.equals(await stored('exports/header.jsonl'))).toBe(true);
    },
  );

  test.each(['CRC32', 'SHA256'] as const)(
    'as a stream with a %s in the trailer',
    async (ChecksumAlgorithm) => {
      const Body = Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
      const answer = await writer.send(
        put('exports/stream.jsonl', { Body, ContentLength: bytes.length, ChecksumAlgorithm }),
      );
      expect(answer).toHaveProperty(`Checksum${ChecksumAlgorithm}`);
      expect(bytes.equals(await stored('exports/stream.jsonl'))).toBe(true);
    },
  );

  test('without any checksum', async () => {
    const plain = destination.s3(destination.writer, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    await plain.send(put('exports/plain.jsonl', { Body: bytes }));
    expect(bytes.equals(await stored('exports/plain.jsonl'))).toBe(true);
  });

  test('when there are none', async () => {
    await writer.send(put('exports/empty.jsonl', { Body: new Uint8Array() }));
    expect(await stored('exports/empty.jsonl')).toHaveLength(0);
  });

  test('with their type, encoding, metadata and checksum', async () => {
    const described = {
      ContentType: 'application/x-www-form-urlencoded',
      ContentEncoding: 'gzip',
      Metadata: { batch: '7' },
    };
    await writer.send(put('exports/described.jsonl', { ...described, ChecksumAlgorithm: 'SHA256' }));
    const head = new HeadObjectCommand({
      Bucket: BUCKET,
      Key: 'exports/described.jsonl',
      ChecksumMode: 'ENABLED',
    });
    const ChecksumSHA256 = createHash('sha256').update('{"a":1}\n').digest('base64');
    expect(await admin.send(head)).toMatchObject({ ...described, ContentLength: 8, ChecksumSHA256 });
  });
});

describe('bytes that changed on the way are refused', () => {
  test.each<[string, Partial<PutObjectCommandInput>]>([
    ['CRC32', { ChecksumCRC32: 'AAAAAA==' }],
    ['SHA1', { ChecksumSHA1: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }],
    ['SHA256', { ChecksumSHA256: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' }],
    ['MD5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
  ])('by a wrong %s', async (_digest, input) => {
    expect(await outcome(writer.send(put('exports/wrong.jsonl', input)))).toBe('400 BadDigest');
    await expect(stored('exports/wrong.jsonl')).rejects.toThrow('does not exist');
  });
});

describe('If-None-Match: *', () => {
  test('lets the first write pass and refuses the second', async () => {
    const once = () => put('exports/once.jsonl', { IfNoneMatch: '*' });
    expect(await outcome(writer.send(once()))).toBe('200');
    expect(await outcome(writer.send(once()))).toBe('412 PreconditionFailed');
  });

  test('lets one of twenty writers at the same time pass', async () => {
    const race = Array.from({ length: 20 }, () =>
      outcome(writer.send(put('exports/race.jsonl', { IfNoneMatch: '*' }))),
    );
    const outcomes = await Promise.all(race);
    expect(outcomes.filter((result) => result === '200')).toHaveLength(1);
    expect(outcomes.filter((result) => result === '412 PreconditionFailed')).toHaveLength(19);
  });

  test('lets a key be written again that was deleted', async () => {
    await admin.send(put('exports/again.jsonl', { IfNoneMatch: '*' }));
    await admin.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'exports/again.jsonl' }));
    expect(await outcome(admin.send(put('exports/again.jsonl', { IfNoneMatch: '*' })))).toBe('200');
  });

  test('is the only condition on writes: another is not passed over', async () => {
    expect(await outcome(writer.send(put('exports/c.jsonl', { IfMatch: '"x"' })))).toBe('501 NotImplemented');
  });
});

describe('a multipart upload', () => {
  const object = { Bucket: BUCKET, Key: 'exports/parts.jsonl' };

  test('is put together from its parts, also with checksums on them', async () => {
    const { UploadId } = await writer.send(
      new CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm: 'CRC32' }),
    );
    const bodies = [randomBytes(5 * 1024 * 1024), randomBytes(12_345)];
    const Parts = [];
    for (const [index, Body] of bodies.entries()) {
      const part = { ...object, UploadId, PartNumber: index + 1 };
      const { ETag, ChecksumCRC32 } = await writer.send(new UploadPartCommand({ ...part, Body }));
      Parts.push({ ETag, ChecksumCRC32, PartNumber: part.PartNumber });
    }
    const listed = await writer.send(new ListPartsCommand({ ...object, UploadId }));
    expect(listed.Parts).toMatchObject([
      { PartNumber: 1, Size: 5 * 1024 * 1024 },
      { PartNumber: 2, Size: 12_345 },
    ]);
    const complete = { ...object, UploadId, MultipartUpload: { Parts } };
    expect(await outcome(writer.send(new CompleteMultipartUploadCommand(complete)))).toBe('200');
    expect(Buffer.concat(bodies).equals(await stored(object.Key))).toBe(true);
    expect(await outcome(writer.send(new CompleteMultipartUploadCommand(complete)))).toBe('404 NoSuchUpload');
  });

  test('is not made of parts that are not there, nor of none', async () => {
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand(object));
    const complete = (Parts: { ETag: string; PartNumber: number }[]) =>
      writer.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));
    expect(await outcome(complete([{ ETag: '"x"', PartNumber: 1 }]))).toBe('400 InvalidPart');
    expect(await outcome(complete([]))).toBe('400 MalformedXML');
    const part = { ...object, UploadId, PartNumber: 10_001, Body: 'x' };
    expect(await outcome(writer.send(new UploadPartCommand(part)))).toBe('400 InvalidArgument');
  });

  test('does not overwrite with If-None-Match: *', async () => {
    const { UploadId } = await writer.send(new CreateMultipartUploadCommand(object));
    const { ETag } = await writer.send(
      new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'x' }),
    );
    const input = { ...object, UploadId, MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] } };
    const complete = new CompleteMultipartUploadCommand({ ...input, IfNoneMatch: '*' });
    expect(await outcome(writer.send(complete))).toBe('412 PreconditionFailed');
    expect(await outcome(writer.send(new CompleteMultipartUploadCommand(input)))).toBe('200');
  });
});

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

test('a body that the store would not take is refused with its size', async () => {
  const Body = Buffer.alloc(11 * 1024 * 1024 + 1);
  expect(await messageOf(writer.send(put('exports/large.jsonl', { Body })))).toContain(
    'takes at most 11534336 bytes',
  );
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

test.each(['exports/../other/a.jsonl', 'exports/./a.jsonl'])(
  'a key with dots as a segment is not stored elsewhere: %s',
  async (key) => {
    expect(await outcome(admin.send(put(key)))).toBe('501 NotImplemented');
  },
);
