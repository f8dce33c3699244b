import { covers } from '../../vendors/pattern';
import { type Filling, partsOf, placeholdersOf, UNFILLED, withPlaceholders } from './placeholder';

/** More before the first wildcard of a path are not told apart: to try all ways would take long. */
const MAX_PLACEHOLDERS = 3;

/** What the user's prefix says of the placeholders of the first path that it decides; nothing where none does. */
export function fillingOf(paths: readonly string[], prefix: string, pattern: string): Filling | undefined {
  // A path without placeholders needs nothing of the user, so that the others stay open.
  const literalFirst = [...paths].sort(
    (one, other) => placeholdersOf(one).length - placeholdersOf(other).length,
  );
  for (const path of literalFirst) {
    const filling = readAs(path, prefix);
    if (filling instanceof Map && covers(withPlaceholders(path, filling), `${prefix}/${pattern}`))
      return filling;
  }
  return undefined;
}

/** Whether the prefix can be split among the placeholders of the path in more than one way. */
export const isAmbiguous = (path: string, prefix: string) => readAs(path, prefix) === 'ambiguous';

function readAs(path: string, prefix: string): Filling | 'ambiguous' | undefined {
  const parts = partsOf(path);
  const end = parts.findIndex((part) => part === '*' || part === '?');
  const head = end < 0 ? parts : parts.slice(0, end);
  const names = [...new Set(head.filter((part) => placeholdersOf(part).length > 0))];
  if (names.length === 0) return UNFILLED;
  if (names.length > MAX_PLACEHOLDERS) return 'ambiguous';
  const source = (quantifier: '*?' | '*') =>
    head
      .map((part, index) => {
        const group = names.indexOf(part) + 1;
        if (group === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        return head.indexOf(part) === index ? `(.${quantifier}[^/])` : `(?:\\${group})`;
      })
      .join('');
  // Where the whole prefix fits, nothing of it is below the path.
  for (const rest of ['/?$', '']) {
    const [shortest, longest] = (['*?', '*'] as const).map((quantifier) =>
      new RegExp(`^${source(quantifier)}${rest}`, 's').exec(`${prefix}/`)?.slice(1),
    );
    if (!shortest || !longest) continue;
    if (shortest.some((value, index) => value !== longest[index])) return 'ambiguous';
    return new Map(names.map((name, index) => [name, shortest[index] as string]));
  }
  return undefined;
}
