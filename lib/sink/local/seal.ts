import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Bytes. */
const SEAL = 4096;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * By what a file is known again: its beginning, and what lies before the offset. Not by its inode, which changes where
 * a longer copy takes the file's place. Undefined where the file is shorter than that.
 */
export function sealOf(handle: FileHandle, offset: number): string | undefined {
  const length = Math.min(SEAL, offset);
  const hash = createHash('sha256');
  for (const position of [0, offset - length]) {
    const bytes = bytesAt(handle, position, length);
    if (bytes.length < length) return undefined;
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** Whether the offset lies inside of a line, or at the end of one that has no newline. */
export function endsInside(handle: FileHandle, offset: number): boolean {
  return offset > 0 && bytesAt(handle, offset - 1, 1)[0] !== NEWLINE;
}

/** Whether a line lies on both sides of the offset. */
export function goesOn(handle: FileHandle, offset: number): boolean {
  const [next] = bytesAt(handle, offset, 1);
  return endsInside(handle, offset) && next !== undefined && next !== NEWLINE && next !== RETURN;
}

function bytesAt({ fd }: FileHandle, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, position));
}
