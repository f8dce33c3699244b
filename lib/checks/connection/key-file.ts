import { readFileSync } from 'node:fs';
import { InputError } from '../../terminal/input-error';

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The file that `aws iam create-access-key` prints. Messages never quote it: it holds the secret. */
export function readKeyFile(file: string): Key {
  const { AccessKeyId, SecretAccessKey } = accessKeyIn(readSecret(file, '--key'));
  if (typeof AccessKeyId === 'string' && typeof SecretAccessKey === 'string')
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  throw new InputError(
    `${file} is not what \`aws iam create-access-key\` prints: it must hold AccessKey with AccessKeyId and SecretAccessKey`,
  );
}

export function readTokenFile(file: string): string {
  const token = readSecret(file, '--token-file').trim();
  if (token.split('.').length === 3) return token;
  throw new InputError(`${file} holds no token: a web identity is a JWT, three parts with dots between them`);
}

function readSecret(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${file} cannot be read (${code}): ${option} names it`);
  }
}

function accessKeyIn(text: string): { readonly AccessKeyId?: unknown; readonly SecretAccessKey?: unknown } {
  try {
    const value = JSON.parse(text) as { readonly AccessKey?: object } | null;
    return value?.AccessKey ?? {};
  } catch {
    // The parser's message would quote the text.
    return {};
  }
}
