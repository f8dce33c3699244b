import { createHash } from 'node:crypto';

/**
 * The ETag of what is put in one request, with its quotes: the MD5 of its bytes.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export function etagOf(bytes: Uint8Array): string {
  return `"${md5(bytes)}"`;
}

/** Of a multipart upload: the MD5 of the MD5s of its parts, and how many there are. */
export function etagOfParts(etags: readonly string[]): string {
  return `"${md5(Buffer.from(etags.map((etag) => etag.slice(1, -1)).join(''), 'hex'))}-${etags.length}"`;
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
