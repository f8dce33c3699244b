import { resolve } from 'node:path';
import { codeOf, isAwsError } from '../aws/aws-error';
import { fromHere } from '../terminal/from-here';
import { InputError } from '../terminal/input-error';
import type { AccessKey } from './access-keys';
import type { NewKey } from './formats';
import { issueKey } from './issue';
import { KeyError } from './key-error';
import { removeEmpty } from './key-file';
import type { RotateRequest } from './rotate';
import type { Rotation } from './rotation-state';
import { readKeyFile, type StoredKey } from './stored-key';

interface Issued {
  readonly rotation: Rotation;
  readonly secret: StoredKey;
}

/** Makes the new key, or finds the one that an interrupted run made. */
export async function issueStep(
  rotation: Rotation,
  listed: readonly AccessKey[],
  request: RotateRequest,
): Promise<Issued> {
  const { state, keys, now, say } = request;
  refuseCompany(rotation, request);
  const others = listed.filter(({ id }) => !rotation.before.includes(id));
  const written = readKeyFile(rotation.file);
  if (written !== undefined && others.some(({ id }) => id === written.accessKeyId)) {
    say(`found the new key ${written.accessKeyId} in ${fromHere(rotation.file)}`);
    return { rotation: state.save({ ...rotation, new: written.accessKeyId }), secret: written };
  }
  await removeOrphans(others, rotation, request);
  const file = request.out === undefined ? rotation.file : resolve(request.out);
  if (file === rotation.file) removeEmpty(file);
  const begun = state.save({ ...rotation, file, startedAt: now.toISOString(), pid: process.pid });
  const { surplus } = rotation;
  if (surplus !== undefined && listed.some(({ id }) => id === surplus)) {
    await keys.remove(surplus);
    say(`deleted the key ${surplus}`);
  }
  const made = await make(begun, listed, request);
  say(`made the new key ${made.accessKeyId}, in ${fromHere(file)}`);
  return { rotation: state.save({ ...begun, new: made.accessKeyId }), secret: made };
}

/** A rotation of which nothing is left is forgotten, so that it cannot be confused with a key of later. */
async function make(
  rotation: Rotation,
  listed: readonly AccessKey[],
  { keys, state, region }: RotateRequest,
): Promise<NewKey> {
  const { file, format } = rotation;
  try {
    return await issueKey(keys, listed, { path: fromHere(file), format, region });
  } catch (error) {
    const undone =
      error instanceof KeyError ? error.undone : isAwsError(error) || error instanceof InputError;
    if (undone) state.end();
    if (codeOf(error) === 'LimitExceededException')
      throw new KeyError(`The user ${keys.user} got another key meanwhile: look at \`key list\``, true);
    throw error;
  }
}

/** Two runs at a time would take each other's key for an orphan. Milliseconds. */
const ONE_RUN = 600_000;

function refuseCompany({ pid, startedAt }: Rotation, { now, state }: RotateRequest): void {
  const age = now.getTime() - Date.parse(startedAt);
  if (pid === process.pid || age > ONE_RUN || !isAlive(pid)) return;
  throw new InputError(
    `Another \`key rotate\` is at it (process ${pid}): wait for it. If there is none, delete ${state.path}`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Around the moment of the interrupted run; the clocks may differ. Milliseconds. */
const WINDOW = 900_000;

/** A run was killed between making a key and writing it down: nobody has its secret. */
async function removeOrphans(
  others: readonly AccessKey[],
  { startedAt }: Rotation,
  { keys, say, state }: RotateRequest,
): Promise<void> {
  for (const { id, created } of others) {
    const isOfThatRun = Math.abs(created.getTime() - Date.parse(startedAt)) < WINDOW;
    const lastUse = isOfThatRun ? await keys.lastUse(id) : undefined;
    if (lastUse === 'not told')
      throw new KeyError(
        `The key ${id} seems to be of the interrupted rotation, and whether somebody uses it cannot be seen: ` +
          `allow iam:GetAccessKeyLastUsed, or, if nobody needs it: \`key revoke --delete --key ${id}\``,
      );
    if (lastUse !== 'never')
      throw new InputError(
        `The user ${keys.user} has a key, ${id}, that the interrupted rotation did not make. ` +
          `If nobody needs it: \`key revoke --delete --key ${id}\`. Otherwise delete ${state.path}`,
      );
    await keys.remove(id);
    say(`deleted the key ${id}, which an interrupted run had made and not written down`);
  }
}
