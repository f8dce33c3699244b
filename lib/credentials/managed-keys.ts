import type { IamUser } from '../config/destination';
import type { AccessKey } from './access-keys';
import { KEY_FILE_NAMES } from './formats';

/** A key that CloudFormation makes and keeps in Secrets Manager: this kit never reads it. */
export interface ManagedKey {
  readonly file: string;
  readonly access: IamUser;
  /** Absent until the stack is deployed. */
  readonly secretArn?: string;
  readonly region?: string;
}

/**
 * Writes the secret to a file of its own, and nowhere else. As STRM reads it, jq has to nest it. The file is made only
 * once there is something to write: an empty one would be in the way of the next attempt.
 */
export function fetchCommand({ secretArn, region }: ManagedKey): string {
  const id = secretArn ?? '<SecretArn>';
  const get =
    `aws secretsmanager get-secret-value --secret-id ${id}` +
    `${region === undefined ? '' : ` --region ${region}`} --query SecretString --output text`;
  const fields = 'UserName, AccessKeyId, Status: "Active", SecretAccessKey';
  const nest = `jq --indent 4 '{AccessKey: {${fields}}}'`;
  const file = KEY_FILE_NAMES['aws-cli'].join('');
  return `(umask 077 && set -C && key=$(${get} | ${nest}) && test -n "$key" && printf '%s\\n' "$key" > ${file})`;
}

/**
 * The deploys that rotate the key, in their order, from where things stand: each serial of the file is a key of the
 * user. `revoke` is the command that deactivates a key.
 */
export function rotationSteps(
  managed: ManagedKey,
  listed: readonly AccessKey[],
  revoke: (id: string) => string,
): string[] {
  const { file, access } = managed;
  const serials = access.keySerials;
  const last = serials.at(-1) ?? 1;
  const [old] = listed;
  if (old === undefined)
    return [`npx cdk deploy (the user has no key yet), then fetch it: ${fetchCommand(managed)}`];

  const deployNew =
    'npx cdk deploy: makes the second key and puts it into the same secret; the first one goes on working';
  const write = (keep: readonly number[]) => `In ${file}, write keySerials: [${keep.join(', ')}]`;
  const begin = serials.length > 1 ? [deployNew] : [write([...serials, last + 1]), deployNew];
  const current = serials.length > 1 ? last : last + 1;
  const handOver = [`Fetch the new key and hand it over: ${fetchCommand(managed)}`];
  const deactivate = [`When the vendor writes with it, deactivate the old one: ${revoke(old.id)}`];
  const end = [`npx cdk deploy: deletes the key ${old.id}`];

  if (listed.length < 2) return [...begin, ...handOver, ...deactivate, write([current]), ...end];
  // The file holds one serial already: only the deploy is missing.
  if (serials.length < 2) return end;
  const rest = [write([last]), ...end];
  return old.active ? [...handOver, ...deactivate, ...rest] : rest;
}
