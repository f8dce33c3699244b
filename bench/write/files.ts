import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { etagOf, etagOfParts } from '../common/etag';

/** From half a KiB to four. Gives the ETag of each by its name. */
export function makeSmall(folder: string, files: number): Map<string, string> {
  mkdirSync(folder);
  return new Map(
    Array.from({ length: files }, (_, index) => {
      const name = `readings-${String(index).padStart(6, '0')}.csv`;
      const bytes = Buffer.from(`${index},press-4,71.5\n`.repeat(32 + (index % 224)));
      writeFileSync(join(folder, name), bytes);
      return [name, etagOf(bytes)];
    }),
  );
}

export function makeLarge(file: string, size: number): void {
  const descriptor = openSync(file, 'w');
  const block = Buffer.alloc(1024 ** 2);
  for (let written = 0; written < size; written += block.length) {
    block.writeUInt32LE(written / block.length);
    writeSync(descriptor, block, 0, Math.min(block.length, size - written));
  }
  closeSync(descriptor);
}

/** The ETag of a file that is written in such parts, or in one PUT. */
export function etagOfFile(file: string, parts: readonly number[] | undefined): string {
  if (parts === undefined) return etagOf(readFileSync(file));
  const descriptor = openSync(file, 'r');
  const etags = parts.map((bytes) => {
    const part = Buffer.alloc(bytes);
    return etagOf(part.subarray(0, readSync(descriptor, part, 0, bytes, null)));
  });
  closeSync(descriptor);
  return etagOfParts(etags);
}
