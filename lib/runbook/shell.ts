import type { PolicyDocument } from '../policy/statement';
import { quoted } from '../terminal/quoted';
import { PLACEHOLDER } from './input';

/** JSON as one word. */
export const jsonWord = (value: unknown): string => quoted(JSON.stringify(value));

/** A command with its options on lines of their own; an option without a value is left out. */
export function command(name: string, options: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(options).filter(
    (option): option is [string, string] => option[1] !== undefined,
  );
  return [name, ...given.map(([key, value]) => `--${key}${looksLikeOption(value) ? '=' : ' '}${value}`)].join(
    ' \\\n  ',
  );
}

const looksLikeOption = (value: string) => /^['"]?-/.test(value);

/**
 * Commands of which none runs after one that failed: a bucket or a user that is there already is not changed. The
 * sub-shell keeps `set -e` from closing the shell into which a block is pasted.
 */
export const together = (commands: readonly string[]): string[] => ['(set -e', ...commands, ')'];

/**
 * Makes an access key into a file that only its owner can read. The file is looked for first, since a key whose secret
 * finds no place is lost; and it is made last, since an empty one would be in the way of the next attempt.
 */
export function accessKeyInto(file: string, user: string): string[] {
  return together([
    'umask 077; set -C',
    `[ ! -e ${file} ] || { echo "${file} is there already: move it away" >&2; exit 1; }`,
    `key=$(aws iam create-access-key --user-name ${user} --output json)`,
    `printf '%s\\n' "$key" > ${file}`,
  ]);
}

/** A word in which a placeholder that the session knows becomes its variable. */
export function filled(value: string): string {
  const known = VARIABLES.filter(({ placeholder }) => value.includes(placeholder));
  if (known.length === 0) return quoted(value);
  const escaped = value.replace(/[\\"$`]/g, '\\$&');
  return `"${known.reduce((text, { placeholder, variable }) => text.replaceAll(placeholder, `\${${variable}:?}`), escaped)}"`;
}

/** Writes a document to a file. The quoted here-document keeps every character; sed fills in what the session knows, or stops. */
export function documentFile(file: string, document: PolicyDocument | object): string[] {
  const text = JSON.stringify(document, undefined, 2);
  const known = VARIABLES.filter(({ placeholder }) => text.includes(placeholder));
  const fill = known
    .map(({ placeholder, variable }) => ` -e "s|${placeholder}|\${${variable}:?}|g"`)
    .join('');
  return [`${fill === '' ? 'cat' : `sed${fill}`} > ${file} <<'JSON'`, text, 'JSON'];
}

const VARIABLES = [
  { placeholder: PLACEHOLDER.accountId, variable: 'ACCOUNT_ID' },
  { placeholder: PLACEHOLDER.keyArn, variable: 'KEY_ARN' },
] as const;
