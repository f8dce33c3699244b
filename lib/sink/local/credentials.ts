import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { requireKeyFile } from '../../credentials/stored-key';
import type { Credentials } from '../runtime/aws/client';
import { SinkInputError } from '../runtime/record';
import { type Machine, profileCredentials, profileSettings } from './shared-files';

/** Where keys come from, as NeuronEX names it: `env`, `file` with a Credential ID, or `key`. */
export type CredentialChoice =
  | { readonly type: 'env' }
  | { readonly type: 'file'; readonly profile?: string }
  | { readonly type: 'key'; readonly file?: string };

export interface CredentialPlace extends Machine {
  /** The destination file's: what it names is relative to it. */
  readonly folder: string;
}

/**
 * Gives the keys anew whenever it is called, because who renews them writes the file again. The first call says what
 * is missing.
 */
export function credentialSource(choice: CredentialChoice, place: CredentialPlace): () => Credentials {
  if (choice.type === 'file') return () => profileCredentials(profileOf(choice, place), place);
  if (choice.type === 'key' && choice.file !== undefined) {
    const file = keyFile(choice.file, place);
    return () => requireKeyFile(file, 'sink.credentials.file');
  }
  return () => keysOfEnvironment(choice.type, place);
}

/** What is unsafe about where the keys lie. */
export function credentialWarning(choice: CredentialChoice, place: CredentialPlace): string | undefined {
  if (choice.type !== 'key' || choice.file === undefined || process.platform === 'win32') return undefined;
  const file = keyFile(choice.file, place);
  const open = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077;
  return open === 0 ? undefined : `${file} may be read by others on this machine: chmod 600 ${file}`;
}

/** The region that the environment or the profile names. */
export function regionOf(choice: CredentialChoice, place: CredentialPlace): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = place.environment;
  const named = AWS_REGION || AWS_DEFAULT_REGION;
  if (named) return named;
  return choice.type === 'file'
    ? profileSettings(profileOf(choice, place), place).get('region') || undefined
    : undefined;
}

const profileOf = ({ profile }: { readonly profile?: string }, { environment }: Machine) =>
  profile ?? (environment.AWS_PROFILE || 'default');

const keyFile = (file: string, { folder }: CredentialPlace) => (isAbsolute(file) ? file : join(folder, file));

function keysOfEnvironment(type: 'env' | 'key', { environment }: Machine): Credentials {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN,
  } = environment;
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, sessionToken: AWS_SESSION_TOKEN || undefined };
  const missing = accessKeyId ? 'AWS_SECRET_ACCESS_KEY is' : 'AWS_ACCESS_KEY_ID is';
  const other =
    type === 'env'
      ? 'name a profile of your credentials file with --profile'
      : 'name the file of the key with credentials: { type: key, file: s3.json }';
  throw new SinkInputError(`${missing} not set: set it in the environment, or ${other}`);
}
