import { InputError } from '../terminal/input-error';
import type { AccessKey, AccessKeys } from './access-keys';

export interface RevokeRequest {
  readonly keys: AccessKeys;
  /** Needed where there are two, unless `all`. */
  readonly key?: string;
  readonly all: boolean;
  readonly delete: boolean;
}

export interface Revoked {
  readonly id: string;
  readonly wasActive: boolean;
  readonly deleted: boolean;
}

/** Takes keys out of use, the first thing first: what is deleted was deactivated before. */
export async function revokeKeys(request: RevokeRequest, listed: readonly AccessKey[]): Promise<Revoked[]> {
  const { keys } = request;
  const chosen = which(request, listed);
  for (const { id, active } of chosen) if (active) await keys.deactivate(id);
  if (request.delete) for (const { id } of chosen) await keys.remove(id);
  return chosen.map(({ id, active }) => ({ id, wasActive: active, deleted: request.delete }));
}

function which(
  { keys: { user }, key, all }: RevokeRequest,
  listed: readonly AccessKey[],
): readonly AccessKey[] {
  const ids = listed.map(({ id }) => id).join(' and ');
  if (listed.length === 0) throw new InputError(`The user ${user} has no key`);
  if (key !== undefined) {
    const found = listed.filter(({ id }) => id === key);
    if (found.length === 0) throw new InputError(`The user ${user} has no key ${key}, but ${ids}`);
    return found;
  }
  if (listed.length > 1 && !all)
    throw new InputError(`The user ${user} has two keys, ${ids}: say which with --key <ID>, or --all`);
  return listed;
}
