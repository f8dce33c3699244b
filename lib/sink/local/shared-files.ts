import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials } from '../runtime/aws/client';
import { SinkInputError } from '../runtime/record';
import { parseIni, type Section } from './ini';

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's own folder. */
  readonly home: string;
}

/** The settings of a profile in the credentials file and in the config file; the former stand. */
export function profileSettings(profile: string, { environment, home }: Machine): Section {
  const section = (file: string, ...names: string[]) => {
    const sections = parseIni(textOf(file) ?? '');
    return names.map((name) => sections.get(name)).find((found) => found !== undefined) ?? [];
  };
  const config = environment.AWS_CONFIG_FILE || join(home, '.aws', 'config');
  const names = profile === 'default' ? ['default', 'profile default'] : [`profile ${profile}`];
  return new Map([...section(config, ...names), ...section(credentialsFile({ environment, home }), profile)]);
}

/** Only keys that stand there: who gets them from a role or a login is told how to hand them over. */
export function profileCredentials(profile: string, machine: Machine): Credentials {
  const settings = profileSettings(profile, machine);
  const accessKeyId = settings.get('aws_access_key_id');
  const secretAccessKey = settings.get('aws_secret_access_key');
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, sessionToken: settings.get('aws_session_token') || undefined };
  const file = credentialsFile(machine);
  const indirect = [...settings.keys()].find((key) =>
    /^(role_arn|sso_|credential_process|login_session|web_identity)/.test(key),
  );
  if (indirect !== undefined)
    throw new SinkInputError(
      `the profile ${profile} gets its keys by ${indirect}, and only keys that stand in the file are read here: run eval "$(aws configure export-credentials --profile ${profile} --format env)", and write credentials: { type: env }`,
    );
  if (textOf(file) === undefined)
    throw new SinkInputError(
      `${file} cannot be read: aws configure --profile ${profile} writes it, and AWS_SHARED_CREDENTIALS_FILE names another`,
    );
  throw new SinkInputError(
    settings.size === 0
      ? `${file} has no profile ${profile}: name another with --profile, or add it with aws configure --profile ${profile}`
      : `the profile ${profile} in ${file} lacks aws_access_key_id or aws_secret_access_key: add it with aws configure --profile ${profile}`,
  );
}

function credentialsFile({ environment, home }: Machine): string {
  return environment.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
