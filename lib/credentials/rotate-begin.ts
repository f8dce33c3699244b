import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../terminal/input-error';
import type { AccessKey, AccessKeys } from './access-keys';
import { KEY_FILE_NAMES, type KeyFormat } from './formats';
import { checkFree } from './key-file';
import type { RotateOutcome, RotateRequest } from './rotate';
import type { Rotation } from './rotation-state';

const DELETE_AFTER_DAYS = 7;

/** What a rotation sets out to do. Everything that can stand in its way is found here, while nothing is done. */
export function firstStep(listed: readonly AccessKey[], request: RotateRequest): Rotation {
  const { format, out, now } = request;
  const { old, surplus } = whichGoes(listed, request);
  const file = out ?? fileName(format, now);
  checkFree(file);
  return {
    version: 1,
    user: request.keys.user,
    before: listed.map(({ id }) => id),
    old,
    surplus,
    format,
    file: resolve(file),
    startedAt: now.toISOString(),
    pid: process.pid,
    tested: false,
    deleteAfterDays: request.deleteAfterDays ?? DELETE_AFTER_DAYS,
  };
}

function whichGoes(
  listed: readonly AccessKey[],
  { keys, replace }: RotateRequest,
): { readonly old: string; readonly surplus?: string } {
  const [first, second] = listed;
  if (first === undefined)
    throw new InputError(`The user ${keys.user} has no key to rotate: \`key issue\` makes one`);
  // A key to be replaced that is gone already went in a run that failed later.
  if (second === undefined) return { old: first.id };
  if (replace !== undefined && !listed.some(({ id }) => id === replace))
    throw new InputError(
      `The user ${keys.user} has no key ${replace}, but ${listed.map(({ id }) => id).join(' and ')}`,
    );
  if (replace === undefined)
    throw new InputError(
      `The user ${keys.user} has two keys, and more are not allowed: ${described(first)} and ${described(second)}. ` +
        'Say which of them goes, before a new one is made: --replace <ID>. Look at `key list` for when they were used last',
    );
  const [surplus, old] = first.id === replace ? [first, second] : [second, first];
  if (surplus.active && !old.active)
    throw new InputError(
      `${surplus.id} is the only key of the user ${keys.user} that works: with --replace ${old.id} the inactive one goes`,
    );
  return { old: old.id, surplus: surplus.id };
}

const described = ({ id, active, created }: AccessKey) =>
  `${id} (${active ? 'active' : 'inactive'}, of ${created.toISOString().slice(0, 10)})`;

/** A name that is free: the file of the old key stays where it is. */
function fileName(format: KeyFormat, now: Date): string {
  const [before, after] = KEY_FILE_NAMES[format];
  const name = `${before}-${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number++) {
    const file = `${name}${number === 1 ? '' : `-${number}`}${after}`;
    if (!existsSync(file)) return file;
  }
}

/** Without a state file it can still be seen which key is the old one, as long as it is inactive. */
export async function finishLost(keys: AccessKeys, listed: readonly AccessKey[]): Promise<RotateOutcome> {
  const old = listed.find(({ active }) => !active);
  const left = listed.find(({ active }) => active);
  if (old === undefined || left === undefined)
    throw new InputError(
      `No rotation of the user ${keys.user} is under way here: there is no inactive key beside an active one`,
    );
  await keys.remove(old.id);
  return { stage: 'done', oldKey: old.id, newKey: left.id };
}
