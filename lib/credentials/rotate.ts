import type { CallerConfig } from '../aws/caller';
import { fromHere } from '../terminal/from-here';
import { InputError } from '../terminal/input-error';
import type { AccessKey, AccessKeys } from './access-keys';
import type { KeyFormat } from './formats';
import { KeyError } from './key-error';
import { type KeyTrial, type Patience, tryKey } from './propagation';
import { finishLost, firstStep } from './rotate-begin';
import { issueStep } from './rotate-issue';
import type { Rotation, RotationState } from './rotation-state';
import { readKeyFile, type StoredKey } from './stored-key';

export interface RotateRequest {
  readonly keys: AccessKeys;
  readonly state: RotationState;
  readonly caller: CallerConfig;
  readonly bucket?: KeyTrial['bucket'];
  readonly region?: string;
  readonly format: KeyFormat;
  /** The file of the new key, where somebody named one. */
  readonly out?: string;
  /** Of two keys, the one that goes first. */
  readonly replace?: string;
  /** The vendor has the new key. */
  readonly handedOver: boolean;
  /** Delete the old key now. */
  readonly finish: boolean;
  /** Between deactivation and deletion, where somebody said it; else what the rotation began with. */
  readonly deleteAfterDays?: number;
  readonly patience: Patience;
  readonly now: Date;
  /** Asks a person whether the vendor has the new key. */
  confirm(rotation: Rotation): Promise<boolean>;
  /** What was just done. */
  say(text: string): void;
}

export type Stage =
  /** Both keys work; the vendor gets the new one now. */
  | 'issued'
  /** The old key is inactive until it is deleted. */
  | 'deactivated'
  /** One key is left. */
  | 'done';

export interface RotateOutcome {
  readonly stage: Stage;
  readonly oldKey: string;
  readonly newKey: string;
  readonly file?: string;
  readonly deleteAfter?: string;
}

/**
 * Exchanges a key so that there is a working one at every moment. Each step can be repeated: what was done is seen in
 * IAM, and what IAM does not know is in the state file. A run that was interrupted is continued by the next.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys_update.html
 */
export async function rotateKey(request: RotateRequest): Promise<RotateOutcome> {
  const { keys, state } = request;
  const listed = await keys.list();
  let rotation = state.read();
  if (rotation === undefined && request.finish) return finishLost(keys, listed);
  if (rotation !== undefined && isGivenUp(rotation, listed, request)) {
    state.end();
    rotation = undefined;
  }
  if (rotation?.new === undefined) {
    refuseUnissued(request);
    keys.refuseClearText();
  }
  rotation ??= state.begin(firstStep(listed, request));
  const { deleteAfterDays = rotation.deleteAfterDays } = request;
  if (deleteAfterDays !== rotation.deleteAfterDays) rotation = state.save({ ...rotation, deleteAfterDays });

  let secret: StoredKey | undefined;
  if (rotation.new === undefined) ({ rotation, secret } = await issueStep(rotation, listed, request));
  // What this run has made is not in the list.
  if (listed.some(({ id }) => id === rotation?.new)) requireActive(rotation, listed, request);
  if (!rotation.tested) rotation = await testStep(rotation, secret, request);

  const outcome = { oldKey: rotation.old, newKey: rotation.new ?? '', file: rotation.file };
  const old = listed.find(({ id }) => id === outcome.oldKey);
  if (old !== undefined) {
    if (old.active && !request.handedOver && !request.finish) {
      if (!(await request.confirm(rotation))) return { ...outcome, stage: 'issued' };
      // A person may take hours to answer.
      requireActive(rotation, await keys.list(), request);
    }
    const deactivatedAt = await deactivateStep(rotation, old, request);
    const deleteAfter = new Date(deactivatedAt.getTime() + deleteAfterDays * DAY);
    if (!request.finish && request.now < deleteAfter)
      return { ...outcome, stage: 'deactivated', deleteAfter: deleteAfter.toISOString() };
    await keys.remove(old.id);
    request.say(`deleted the old key ${old.id}`);
  }
  state.end();
  return { ...outcome, stage: 'done' };
}

const DAY = 86_400_000;

/** The vendor can have a new key only of an earlier run; the same command out of the shell's history begins nothing. */
function refuseUnissued({ keys, handedOver, finish }: RotateRequest): void {
  if (!handedOver && !finish) return;
  throw new InputError(
    `The vendor cannot have a new key yet, because none is issued to the user ${keys.user}: \`key rotate\` makes it; ` +
      `hand its file over, and then write ${handedOver ? '--handed-over' : '--finish'}`,
  );
}

/** The old key goes only while the new one works: somebody may have revoked that meanwhile. */
function requireActive(
  { new: made = '' }: Rotation,
  listed: readonly AccessKey[],
  { keys }: RotateRequest,
): void {
  const found = listed.find(({ id }) => id === made);
  if (found?.active) return;
  throw new KeyError(
    found === undefined
      ? notShown(made)
      : `The new key ${made} is inactive, so the rotation stops here. Make it active: ${keys.activateCommand(made)}\n` +
          `Or delete it, and begin again: \`key revoke --delete --key ${made}\`, then \`key rotate\``,
  );
}

const notShown = (id: string) => `IAM does not show the new key ${id} yet: run it again in a minute`;

/** IAM may take that long to show a key that it has made. */
const SETTLED = 120_000;

/** Whether somebody deleted the new key, and a rotation begins again. */
function isGivenUp(
  rotation: Rotation,
  listed: readonly AccessKey[],
  { state, now, keys }: RotateRequest,
): boolean {
  const { old, new: made, startedAt } = rotation;
  const has = (id: string) => listed.some((key) => key.id === id);
  if (made === undefined || has(made)) return false;
  if (!has(old))
    throw new InputError(
      `${state.path} is about keys that the user ${keys.user} of this account does not have: look at --profile, or delete the file`,
    );
  if (now.getTime() - Date.parse(startedAt) < SETTLED) throw new KeyError(notShown(made));
  return true;
}

async function testStep(
  rotation: Rotation,
  secret: StoredKey | undefined,
  { keys, state, caller, bucket, patience, say }: RotateRequest,
): Promise<Rotation> {
  const key = secret ?? readKeyFile(rotation.file);
  if (key === undefined || key.accessKeyId !== rotation.new) {
    throw new InputError(
      `${fromHere(rotation.file)} does not hold the new key ${rotation.new}, and without it the key cannot be tested: put the file back, ` +
        `or begin again: \`key revoke --delete --key ${rotation.new}\`, then \`key rotate\``,
    );
  }
  await tryKey(key, { user: keys.user, caller, bucket, patience });
  say(`tested the new key ${key.accessKeyId}: AWS knows it`);
  return state.save({ ...rotation, tested: true });
}

/** Since when the old key is inactive. */
async function deactivateStep(
  rotation: Rotation,
  old: AccessKey,
  { keys, state, now, say }: RotateRequest,
): Promise<Date> {
  if (!old.active && rotation.deactivatedAt !== undefined) return new Date(rotation.deactivatedAt);
  if (old.active) {
    await keys.deactivate(old.id);
    say(`deactivated the old key ${old.id}`);
  }
  state.save({ ...rotation, deactivatedAt: now.toISOString() });
  return now;
}
