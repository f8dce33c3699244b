import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
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
  try {
    const descriptor = openSync(path, FLAGS, 0o600);
    // The umask may have taken the owner's own bits away.
    fchmodSync(descriptor, 0o600);
    return descriptor;
  } catch (error) {
    throw new InputError(`${obstacle(path, error)}; nothing was done.`);
  }
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

export interface StoredKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Reads a key out of any of the formats; undefined where the file is not there or holds none. */
export function readKeyFile(path: string): StoredKey | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const accessKeyId = valueAfter(text, /"AccessKeyId"|aws_access_key_id/i);
  const secretAccessKey = valueAfter(text, /"SecretAccessKey"|aws_secret_access_key/i);
  return accessKeyId === undefined || secretAccessKey === undefined
    ? undefined
    : { accessKeyId, secretAccessKey };
}

function valueAfter(text: string, name: RegExp): string | undefined {
  return new RegExp(`(?:${name.source})\\s*[:=]\\s*["']?([A-Za-z0-9/+=]+)`, 'i').exec(text)?.[1];
}
