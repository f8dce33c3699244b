import { explain } from '../aws/aws-error';
import type { AccessKey, AccessKeys } from './access-keys';
import { type KeyFormat, keyText, type NewKey } from './formats';
import { KeyError } from './key-error';
import { type KeyFile, reserveKeyFile } from './key-file';
import { uninterrupted } from './uninterrupted';

export interface KeyTarget {
  readonly path: string;
  readonly format: KeyFormat;
  /** Of the bucket, where it is known. */
  readonly region?: string;
}

/** Makes a key and writes it to a new file: both, or neither. */
export async function issueKey(
  keys: AccessKeys,
  before: readonly AccessKey[],
  { path, format, region }: KeyTarget,
): Promise<NewKey> {
  keys.refuseClearText();
  const file = reserveKeyFile(path);
  return uninterrupted(async () => {
    const key = await keys.create(before).catch((error: unknown) => {
      file.discard();
      throw error;
    });
    try {
      file.write(keyText(key, format, region));
    } catch (error) {
      await rollBack(keys, key, file, error);
    }
    return key;
  });
}

async function rollBack(
  keys: AccessKeys,
  { accessKeyId }: NewKey,
  file: KeyFile,
  cause: unknown,
): Promise<never> {
  const failure = `${file.path} could not be written (${reason(cause)})`;
  try {
    file.discard();
  } catch {
    // Whoever took the file away may have taken the folder's rights, too; the key weighs more.
  }
  try {
    await keys.remove(accessKeyId);
  } catch (error) {
    throw new KeyError(
      `${failure}, and the key ${accessKeyId}, whose secret is lost now, could not be deleted: ${explain(error)}. ` +
        `Delete it: ${keys.deleteCommand(accessKeyId)}`,
    );
  }
  throw new KeyError(
    `${failure}, so the key ${accessKeyId} was deleted again. No key is left of this run.`,
    true,
  );
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
