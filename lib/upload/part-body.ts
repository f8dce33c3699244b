import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CHUNK } from './parts-plan';
import type { LargeFile } from './source-file';

/** What a part holds, with the SHA-256 that its signature covers. */
export interface PartBody {
  readonly length: number;
  readonly hash: Buffer;
  /** For one attempt. */
  open(): Buffer | Readable;
}

export function inMemory(bytes: Buffer): PartBody {
  return {
    length: bytes.length,
    hash: createHash('sha256').update(bytes).digest(),
    open: () => bytes,
  };
}

/** Read twice, for the hash and for the wire: what changes in between is refused by the store. */
export async function streamed(file: LargeFile, start: number, length: number): Promise<PartBody> {
  const hash = createHash('sha256');
  for await (const chunk of file.chunks(start, length, CHUNK)) hash.update(chunk);
  return {
    length,
    hash: hash.digest(),
    open: () => Readable.from(file.chunks(start, length, CHUNK), { highWaterMark: 1 }),
  };
}
