/** How an element of a policy that was written as Not… begins. */
export const NOT = 'all but ';

/** Whether everything that the other pattern stands for is matched; a wildcard of the other is a letter like any. */
export function matches(pattern: string, other: string): boolean {
  if (pattern === other) return true;
  if (pattern.startsWith(NOT) || other.startsWith(NOT)) return false;
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^*]');
  return new RegExp(`^${expression}$`).test(other);
}

/** Whether there is anything that both stand for. `other` is no Not… */
export function overlaps(pattern: string, other: string): boolean {
  if (pattern.startsWith(NOT)) return !namesIn(pattern).some((name) => matches(name, other));
  let next: boolean[] = [];
  for (let i = pattern.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = other.length; j >= 0; j--) {
      const [one, two] = [pattern[i], other[j]];
      if (one === undefined && two === undefined) row[j] = true;
      else if (one === '*') row[j] = next[j] === true || row[j + 1] === true;
      else if (two === '*') row[j] = row[j + 1] === true || next[j] === true;
      else row[j] = (one === two || one === '?' || two === '?') && next[j + 1] === true;
    }
    next = row;
  }
  return next[0] === true;
}

/** What a Not… excepts. */
export const namesIn = (element: string): string[] => element.slice(NOT.length).split(', ');
