import { closeSync, openSync, readSync } from 'node:fs';

/** More is not a destination file; a wrong path (a dump, a log, a device) is not read into memory. */
export const MAX_FILE_BYTES = 64 * 1024;

/** A destination file's text, or one sentence why there is none. A byte order mark is accepted. */
export function readText(file: string): { readonly text: string } | { readonly message: string } {
  let bytes: Uint8Array;
  try {
    bytes = firstBytes(file, MAX_FILE_BYTES + 1);
  } catch (error) {
    return { message: unreadable(error as NodeJS.ErrnoException) };
  }
  if (bytes.length > MAX_FILE_BYTES) {
    return { message: `is larger than ${MAX_FILE_BYTES / 1024} KiB: this is not a destination file` };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { message: 'is not UTF-8 text: save it as UTF-8' };
  }
}

/** A pipe gives its bytes in pieces, so that one read is not enough. */
function firstBytes(file: string, count: number): Uint8Array {
  const bytes = Buffer.alloc(count);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      read = readSync(descriptor, bytes, length, count - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'does not exist: `s3-destination init` writes a destination file';
    case 'EISDIR':
      return 'is a folder: name the destination file in it';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by you: give yourself the right to read it';
    default:
      return `cannot be read (${error.code}): name another file`;
  }
}
