import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../terminal/input-error';

/** A file that is ours alone, and empty until there is a key. */
export interface KeyFile {
  readonly path: string;
  /** To the disk, or it throws. */
  write(text: string): void;
  /** As if nothing had been. */
  discard(): void;
}

/** Makes the file before the key is made, so that what stands in its way is found while nothing is done yet. */
export function reserveKeyFile(path: string): KeyFile {
  const descriptor = open(path);
  const { ino, dev } = fstatSync(descriptor);
  const isOurs = () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.ino === ino && found.dev === dev;
  };
  return {
    path,
    write: (text) => {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
      if (!isOurs()) throw new Error('it was moved or deleted meanwhile');
      closeSync(descriptor);
    },
    discard: () => {
      // While it is open, no other file can have its number.
      const ours = isOurs();
      closeSync(descriptor);
      if (ours) unlinkSync(path);
    },
  };
}

/** Never an existing file, and never where a symbolic link points. */
const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

function open(path: string): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, FLAGS, 0o600);
    // The umask may have taken the owner's own bits away.
    fchmodSync(descriptor, 0o600);
    if (!HAS_MODES || (fstatSync(descriptor).mode & 0o077) === 0) return descriptor;
    throw Object.assign(new Error(), { code: 'EPERM' });
  } catch (error) {
    const problem = descriptor === undefined ? obstacle(path, error) : withoutModes(path, error);
    if (descriptor !== undefined) {
      closeSync(descriptor);
      unlinkSync(path);
    }
    throw new InputError(`${problem}; nothing was done.`);
  }
}

/** On Windows a file has no mode; who may read it is what the folder hands down. */
const HAS_MODES = process.platform !== 'win32';

/** What is said of a key file that was written. */
export const FILE_MODE = HAS_MODES ? ' (mode 0600)' : '';

/** FAT, and some shares, give every file the mode that they were mounted with. */
function withoutModes(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPERM' || code === 'ENOTSUP'
    ? `${path} would be on a file system that keeps no permissions, where others may read the key: choose another --out`
    : `${path} cannot be written (${code})`;
}

/** What an interrupted run had only just made. */
export function removeEmpty(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() && found.size === 0) unlinkSync(path);
}

/** What stands in the way of a new file, while nothing is done yet. */
export function checkFree(path: string): void {
  const code = lstatSync(path, { throwIfNoEntry: false }) === undefined ? folderProblem(path) : 'EEXIST';
  if (code !== undefined) throw new InputError(`${obstacle(path, { code })}; nothing was done.`);
}

function folderProblem(path: string): string | undefined {
  try {
    accessSync(dirname(path), constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

function obstacle(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return `The folder of ${path} is not there`;
  if (code !== 'EEXIST' && code !== 'ELOOP') return `${path} cannot be written (${code})`;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink())
    return `${path} is a symbolic link, and none is followed: choose another --out`;
  if (found?.isFile() && found.size === 0)
    return `${path} is there and empty, as an interrupted run leaves it: delete it, and look with \`key list\` for a key that nobody has`;
  return `${path} is there already, and no key file is overwritten: move it, or choose another --out`;
}
