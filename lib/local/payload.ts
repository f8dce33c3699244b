import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { notImplemented, Refusal } from './refusal';

export interface Payload {
  readonly body: Buffer;
  /** `x-amz-checksum-…` headers, also those that came in a trailer. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** The bytes of a request without chunks, proven against every digest that came with them. */
export function receivePayload(headers: Readonly<Record<string, string>>, raw: Buffer): Payload {
  const { body, trailers } = unchunk(headers, raw);
  const checksums: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...headers, ...trailers })) {
    const [, algorithm] = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.exec(name) ?? [];
    if (algorithm === undefined) continue;
    const computed = COMPUTE[algorithm]?.(body);
    if (computed !== undefined && computed !== value) {
      const message = `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`;
      throw new Refusal(400, 'BadDigest', message);
    }
    checksums[name] = value;
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== hash('md5')(body)) {
    throw new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return { body, checksums };
}

/** CRC32C and CRC64NVME are not in Node: such checksums are kept as they came. */
const COMPUTE: Readonly<Record<string, (body: Buffer) => string>> = {
  crc32: (body) => {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(crc32(body));
    return digest.toString('base64');
  },
  sha1: hash('sha1'),
  sha256: hash('sha256'),
};

function hash(algorithm: string): (body: Buffer) => string {
  return (body) => createHash(algorithm).update(body).digest('base64');
}

interface Unchunked {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Undoes `aws-chunked`, which SDKs use for streams whose checksum they only know at the end. */
function unchunk(headers: Readonly<Record<string, string>>, raw: Buffer): Unchunked {
  const mode = headers['x-amz-content-sha256'] ?? '';
  if (!mode.startsWith('STREAMING-')) return { body: raw, trailers: {} };
  if (mode !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER')
    throw notImplemented(`bodies in signed chunks (${mode})`);
  const chunks: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const lineEnd = raw.indexOf('\r\n', offset);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(raw.toString('latin1', offset, lineEnd), 16);
    if (Number.isNaN(size)) throw incomplete();
    offset = lineEnd + 2;
    if (size === 0) break;
    chunks.push(raw.subarray(offset, offset + size));
    offset += size + 2;
  }
  const body = Buffer.concat(chunks);
  if (body.length !== Number(headers['x-amz-decoded-content-length'] ?? body.length)) throw incomplete();
  const trailers = Object.fromEntries(
    raw
      .toString('latin1', offset)
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
  const announced = headers['x-amz-trailer'];
  if (announced !== undefined && trailers[announced.toLowerCase()] === undefined) {
    throw new Refusal(
      400,
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed.',
    );
  }
  return { body, trailers };
}

function incomplete(): Refusal {
  const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new Refusal(400, 'IncompleteBody', message);
}
