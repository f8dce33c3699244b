import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type PutObjectCommandInput,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { BUCKET, type Destination, messageOf, outcome, put, startDestination, storedBytes } from './support';

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

test('a body that the store would not take is refused with its size', async () => {
  const Body = Buffer.alloc(11 * 1024 * 1024 + 1);
  expect(await messageOf(writer.send(put('exports/large.jsonl', { Body })))).toContain(
    'takes at most 11534336 bytes',
  );
});

test.each(['exports/../other/a.jsonl', 'exports/./a.jsonl'])(
  'a key with dots as a segment is not stored elsewhere: %s',
  async (key) => {
    expect(await outcome(admin.send(put(key)))).toBe('501 NotImplemented');
  },
);
