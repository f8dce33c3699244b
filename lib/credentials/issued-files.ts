import { readdirSync } from 'node:fs';
import { KEY_FILE_NAMES } from './formats';
import { RotationState } from './rotation-state';
import { readKeyFile, type StoredKey } from './stored-key';

/** What the vendor gets. */
export interface IssuedFile {
  readonly path: string;
  readonly key: StoredKey;
  /** Other files here that might be meant. */
  readonly others: readonly string[];
}

/**
 * Where the key is that a user's vendor gets, if it is here: a rotation that is under way knows it; otherwise it is the
 * newest of what `key issue` and `key rotate` have written into the current folder. `folders` may hold the rotation.
 */
export function issuedFile(user: string | undefined, folders: readonly string[]): IssuedFile | undefined {
  const rotation = user === undefined ? undefined : rotationOf(user, folders);
  if (rotation?.new !== undefined) {
    const key = readKeyFile(rotation.file);
    if (key?.accessKeyId === rotation.new) return { path: rotation.file, key, others: [] };
  }
  const replaced = rotation?.new === undefined ? [] : rotation.before;
  const [newest, ...others] = filesHere()
    .filter(({ key }) => !replaced.includes(key.accessKeyId))
    .filter(({ key: { userName = user } }) => user === undefined || userName === user)
    .sort((a, b) => time(b.key) - time(a.key) || b.path.localeCompare(a.path));
  return newest && { ...newest, others: others.map(({ path }) => path) };
}

function rotationOf(user: string, folders: readonly string[]) {
  for (const folder of folders) {
    const found = new RotationState(folder, user).read();
    if (found !== undefined) return found;
  }
  return undefined;
}

const [BEFORE, ENDING] = KEY_FILE_NAMES['aws-cli'];
const DATED = /^(-\d{4}-\d\d-\d\d(-\d+)?)?$/;

/** `s3.json`, and the dated ones of rotations. */
function filesHere(): { readonly path: string; readonly key: StoredKey }[] {
  return readdirSync('.').flatMap((path) => {
    if (!path.startsWith(BEFORE) || !path.endsWith(ENDING)) return [];
    const key = DATED.test(path.slice(BEFORE.length, -ENDING.length)) ? readKeyFile(path) : undefined;
    return key === undefined ? [] : [{ path, key }];
  });
}

const time = ({ created }: StoredKey) => created?.getTime() ?? 0;
