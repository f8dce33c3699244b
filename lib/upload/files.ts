import { existsSync, statSync } from 'node:fs';
import { InputError } from '../terminal/input-error';
import { expand, isPattern, lookProblem } from './glob';
import type { SourceFile } from './source-file';

/** What was named, each file once, in that order; patterns become the files that they match. */
export function findFiles(named: readonly string[]): SourceFile[] {
  const problems: string[] = [];
  const files = new Map<string, SourceFile>();
  for (const name of named) {
    const text = process.platform === 'win32' ? name.replaceAll('\\', '/') : name;
    for (const path of pathsOf(text, problems)) {
      const found = stat(path, problems);
      const file = path.replace(/^(\.\/+)+(?=[^/])/, '');
      if (found !== undefined) files.set(file, { file, ...found });
    }
  }
  if (problems.length > 0) throw new InputError(`${[...new Set(problems)].join('\n')}\nNothing was sent.`);
  return [...files.values()];
}

function pathsOf(text: string, problems: string[]): string[] {
  if (!isPattern(text) || existsSync(text)) return [text];
  const before = problems.length;
  const found = expand(text, problems);
  if (found.length === 0 && problems.length === before) problems.push(`${text}: no file has such a name`);
  return found;
}

function stat(path: string, problems: string[]): { size: number; modified: number } | undefined {
  try {
    const found = statSync(path);
    if (found.isFile()) return { size: found.size, modified: found.mtimeMs };
    problems.push(
      found.isDirectory()
        ? `${path} is a folder: write "${path.replace(/\/$/, '')}/*" for the files in it, with ** for those further down, too`
        : `${path} is no file: its size has to be known`,
    );
  } catch (error) {
    problems.push(lookProblem(path, error));
  }
  return undefined;
}
