import { relative, resolve, sep } from 'node:path';
import { InputError } from '../terminal/input-error';
import type { SourceFile } from './source-file';

/** A file, and where it goes. */
export interface Item extends SourceFile {
  readonly key: string;
}

export interface Naming {
  /** What `--to` says. */
  readonly to?: string;
  readonly prefixes: readonly string[];
}

/** What a template may hold; nothing that another run would fill in otherwise, or `--skip-existing` finds nothing. */
const PLACEHOLDERS: Readonly<Record<string, (file: string, prefix: () => string) => string>> = {
  name: baseName,
  stem: (file) => baseName(file).replace(/(?<=.)\.[^.]*$/, ''),
  ext: (file) => /(?<=.)\.([^.]*)$/.exec(baseName(file))?.[1] ?? '',
  path: pathBelow,
  prefix: (_, prefix) => prefix(),
};

/** Keys for files, from the root of the bucket. Every problem at once. */
export function plan(files: readonly SourceFile[], naming: Naming): Item[] {
  const template = templateOf(naming);
  const prefix = () => onlyPrefix(naming);
  const problems: string[] = [];
  const items = files.map((source): Item => {
    const key = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => fill(name, source.file, prefix));
    const problem = keyProblem(key);
    if (problem !== undefined) problems.push(`${source.file}: the object's key ${key} ${problem}`);
    return { ...source, key };
  });
  const taken = new Map<string, string>();
  for (const { file, key } of items) {
    const other = taken.get(key);
    if (other !== undefined)
      problems.push(`${file} and ${other} would both be ${key}: write --to with {path}`);
    else taken.set(key, file);
  }
  if (problems.length > 0) throw new InputError(`${problems.join('\n')}\nNothing was sent.`);
  return items;
}

function templateOf({ to, prefixes }: Naming): string {
  if (to === undefined) return prefixes.length === 0 ? '{name}' : '{prefix}/{name}';
  return to === '' || to.endsWith('/') ? `${to}{name}` : to;
}

function fill(name: string, file: string, prefix: () => string): string {
  const value = PLACEHOLDERS[name]?.(file, prefix);
  if (value !== undefined) return value;
  const known = Object.keys(PLACEHOLDERS).map((one) => `{${one}}`);
  throw new InputError(`--to: {${name}} stands for nothing: ${known.join(', ')} can be written`);
}

/** An empty one leaves no slash behind. */
function onlyPrefix({ prefixes }: Naming): string {
  if (prefixes.length === 1) return prefixes[0] ?? '';
  throw new InputError(
    prefixes.length === 0
      ? '--to: the destination has no prefix: leave {prefix} out'
      : `Say where with --to: the destination has several prefixes, ${prefixes.join(', ')}`,
  );
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function pathBelow(file: string): string {
  const path = relative('.', resolve(file)).split(sep).join('/');
  if (!path.startsWith('../') && !/^([a-z]:|\/)/i.test(path)) return path;
  throw new InputError(
    `--to: {path} is for files below the folder where one stands, and ${file} is elsewhere`,
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
function keyProblem(key: string): string | undefined {
  if (Buffer.byteLength(key) > 1024) return 'is longer than 1,024 bytes';
  if (key.startsWith('/'))
    return 'begins with a slash, which S3 takes for a folder without a name: leave it out';
  if (key.includes('//'))
    return 'has two slashes in a row, which S3 takes for a folder without a name: write one';
  if (key.split('/').some((segment) => segment === '.' || segment === '..'))
    return 'has a segment of dots only, which clients resolve: write it without';
  if (/\p{Cc}/u.test(key)) return 'has control characters, which S3 lists badly: rename the file';
  return undefined;
}
