import { readFileSync } from 'node:fs';
import { InputError } from '../terminal/input-error';
import { unreadable } from '../terminal/unreadable';

/** What a key file holds. */
export interface StoredKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Not every format names it. */
  readonly userName?: string;
  /** Not every format knows it. */
  readonly created?: Date;
}

/** Reads a key out of any of the formats; undefined where the file is not there or holds none. */
export function readKeyFile(path: string): StoredKey | undefined {
  try {
    return keyIn(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param namedBy what the user changes to name another file
 * @throws InputError for a file that somebody named; its message never quotes the file, which holds the secret
 */
export function requireKeyFile(path: string, namedBy = '--key'): StoredKey {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(
      `${path} ${unreadable(error)}: ${namedBy} names the file that \`s3-destination key issue\` wrote`,
    );
  }
  const key = keyIn(text);
  if (key !== undefined) return key;
  throw new InputError(
    `${path} holds no access key: \`key issue\` writes one, in any --format, and so does \`aws iam create-access-key\``,
  );
}

function keyIn(text: string): StoredKey | undefined {
  const { AccessKeyId, SecretAccessKey, UserName, CreateDate } = fieldsOfJson(text) ?? fieldsOfLines(text);
  if (!AccessKeyId || !SecretAccessKey) return undefined;
  const created = new Date(CreateDate ?? '');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(UserName && { userName: UserName }),
    ...(!Number.isNaN(created.getTime()) && { created }),
  };
}

const FIELDS = ['AccessKeyId', 'SecretAccessKey', 'UserName', 'CreateDate'] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], string>>;

/** `aws-cli` nests the key, `json` does not. */
function fieldsOfJson(text: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the text.
    return undefined;
  }
  const { AccessKey = value } = Object(value);
  const known = Object(AccessKey);
  return Object.fromEntries(
    FIELDS.flatMap((name) => (typeof known[name] === 'string' ? [[name, known[name]]] : [])),
  );
}

/** `env`, `dotenv` and `profile`, whose section is the user. */
function fieldsOfLines(text: string): Fields {
  const value = (name: string) =>
    new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*["']?([A-Za-z0-9/+=]+)`, 'im').exec(text)?.[1];
  return {
    AccessKeyId: value('aws_access_key_id'),
    SecretAccessKey: value('aws_secret_access_key'),
    UserName: /^\s*\[([\w+=,.@-]+)\]/m.exec(text)?.[1],
  };
}
