import { lstatSync, readdirSync, statSync } from 'node:fs';

/**
 * Files by pattern, for shells that leave patterns alone (quotes, Windows): `*`, `?`, `[a-z]` within a name, `**` for
 * any folders. Names that begin with a dot only where the pattern says the dot. (Node 20 has no fs.glob.)
 */
export function expand(pattern: string): string[] {
  const segments = pattern.split('/');
  const absolute = segments[0] === '' || /^[a-z]:$/i.test(segments[0] ?? '');
  const start = absolute ? `${segments[0]}/` : '';
  const found = new Set<string>();
  walk(start, absolute ? segments.slice(1) : segments, found);
  return [...found].sort();
}

export const isPattern = (text: string) => /[*?[]/.test(text);

function walk(folder: string, [segment, ...rest]: readonly string[], found: Set<string>): void {
  if (segment === undefined) return;
  if (segment === '**') {
    walk(folder, rest.length === 0 ? ['*'] : rest, found);
    for (const name of namesIn(folder)) {
      // A folder is not followed through a link: it may lead back.
      if (!name.startsWith('.') && isFolder(folder + name, false))
        walk(`${folder}${name}/`, ['**', ...rest], found);
    }
    return;
  }
  const names = isPattern(segment) ? namesIn(folder).filter(matcher(segment)) : [segment];
  for (const name of names) {
    const path = folder + name;
    if (rest.length > 0) {
      if (isFolder(path, true)) walk(`${path}/`, rest, found);
    } else if (isFile(path)) found.add(path);
  }
}

function matcher(segment: string): (name: string) => boolean {
  const source = segment.replaceAll(/\[!?[^\]]+\]|[*?]|[\\^$.|+(){}[\]]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replaceAll('\\', '\\\\').replace(/^\[!/, '[^');
    return `\\${part}`;
  });
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name) && (!name.startsWith('.') || segment.startsWith('.'));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder);
  } catch {
    return [];
  }
}

function isFolder(path: string, follow: boolean): boolean {
  const found = (follow ? statSync : lstatSync)(path, { throwIfNoEntry: false });
  return found?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
