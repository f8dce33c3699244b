import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';

/**
 * Files by pattern, for shells that leave patterns alone (quotes, Windows): `*`, `?`, `[a-z]` within a name, `**` for
 * any folders. Names that begin with a dot only where the pattern says the dot. (Node 20 has no fs.glob.)
 * A link to nothing and a pipe are found, too: whoever opens them has to say so. A folder that cannot be looked into is
 * a problem.
 */
export function expand(pattern: string, problems: string[]): string[] {
  const segments = pattern.split('/');
  const absolute = segments[0] === '' || /^[a-z]:$/i.test(segments[0] ?? '');
  const walk = new Walk(problems);
  walk.into(absolute ? `${segments[0]}/` : '', absolute ? segments.slice(1) : segments);
  return [...walk.found].sort();
}

export const isPattern = (text: string) => /[*?[]/.test(text);

/** Why a path cannot be looked at. */
export function lookProblem(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT') return `${path} cannot be read (${code})`;
  if (path.includes(NO_UTF8)) return `${path} has a name that is not UTF-8: rename it`;
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return `${path} is ${isLink ? 'a link to what is ' : ''}not there`;
}

/** What Node makes of bytes that are no UTF-8; nothing can be opened by such a name. */
const NO_UTF8 = '\uFFFD';

type Segments = readonly string[];

class Walk {
  readonly found = new Set<string>();

  constructor(private readonly problems: string[]) {}

  into(folder: string, [segment, ...rest]: Segments): void {
    if (segment === undefined) return;
    if (segment === '**') {
      this.into(folder, rest.length === 0 ? ['*'] : rest);
      // A folder is not followed through a link: it may lead back.
      for (const entry of this.entries(folder)) {
        if (entry.isDirectory() && !entry.name.startsWith('.'))
          this.into(`${folder}${entry.name}/`, ['**', ...rest]);
      }
    } else if (isPattern(segment)) {
      const matches = matcher(segment);
      for (const entry of this.entries(folder))
        if (matches(entry.name)) this.take(folder + entry.name, entry, rest);
    } else this.takeNamed(folder + segment, rest);
  }

  /** What a pattern says in full may be absent. */
  private takeNamed(path: string, rest: Segments): void {
    try {
      const entry = lstatSync(path, { throwIfNoEntry: false });
      if (entry !== undefined) this.take(path, entry, rest);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') this.problems.push(lookProblem(path, error));
    }
  }

  private take(path: string, entry: Pick<Dirent, 'isDirectory' | 'isSymbolicLink'>, rest: Segments): void {
    let isFolder = entry.isDirectory();
    if (entry.isSymbolicLink()) {
      try {
        isFolder = statSync(path).isDirectory();
      } catch (error) {
        if (rest.length > 0) this.problems.push(lookProblem(path, error));
      }
    }
    if (rest.length === 0 && !isFolder) this.found.add(path);
    if (rest.length > 0 && isFolder) this.into(`${path}/`, rest);
  }

  private entries(folder: string): Dirent[] {
    try {
      return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
    } catch (error) {
      this.problems.push(lookProblem(folder, error));
      return [];
    }
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
