import { crc32 } from 'node:zlib';
import { receivePayload } from '../../lib/local/payload';
import { Refusal } from '../../lib/local/refusal';

const STREAM = {
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
};
const ANNOUNCED = { ...STREAM, 'x-amz-trailer': 'x-amz-checksum-crc32' };
const CHUNKS = '3\r\nhel\r\n2\r\nlo\r\n0\r\n';

function checksum(text: string): string {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(text));
  return digest.toString('base64');
}

function receive(headers: Record<string, string>, body: string): string {
  try {
    return receivePayload(headers, Buffer.from(body)).body.toString();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('a body in chunks', () => {
  test.each([
    ['is put together', STREAM, `${CHUNKS}\r\n`, 'hello'],
    [
      'is proven by its trailer',
      ANNOUNCED,
      `${CHUNKS}x-amz-checksum-crc32:${checksum('hello')}\r\n\r\n`,
      'hello',
    ],
    [
      'is refused by its trailer',
      ANNOUNCED,
      `${CHUNKS}x-amz-checksum-crc32:${checksum('other')}\r\n\r\n`,
      'BadDigest',
    ],
    ['is refused without the trailer that it announced', ANNOUNCED, `${CHUNKS}\r\n`, 'MalformedTrailerError'],
    ['is refused where it ends too early', STREAM, '3\r\nhel\r\n', 'IncompleteBody'],
    ['is refused where it is not as long as it said', STREAM, '3\r\nhel\r\n0\r\n\r\n', 'IncompleteBody'],
    [
      'is refused where its chunks are signed',
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      '',
      'NotImplemented',
    ],
  ])('%s', (_what, headers, body, expected) => {
    expect(receive(headers, body)).toBe(expected);
  });
});

test('a checksum that Node cannot compute is kept as it came', () => {
  const headers = { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' };
  expect(receivePayload(headers, Buffer.from('hello')).checksums).toEqual(headers);
});
