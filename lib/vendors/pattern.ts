/**
 * Patterns as IAM writes them: an asterisk stands for any characters, slashes too, and a question mark for one.
 * Two letters that no ARN holds stand for what a page leaves to its reader.
 */

/** The one bucket that a document is about, whatever the document calls it. */
export const BUCKET = '\uE000';
/** One value that the reader chooses, and never a wildcard: `<prefix>`. */
export const FILLED_IN = '\uE001';

/** Whether each text that `narrow` stands for is one of `wide`. A `true` is certain; a union of patterns is not seen. */
export function covers(wide: string, narrow: string): boolean {
  return walk(wide, narrow, (w, n, rest) => {
    switch (w) {
      case undefined:
        return n === undefined;
      case '*':
        return rest(1, 0) || (n !== undefined && rest(0, 1));
      case FILLED_IN:
        return n !== undefined && !'*?'.includes(n) && n !== BUCKET && (rest(1, 1) || rest(0, 1));
      case '?':
        return n !== undefined && !['*', BUCKET, FILLED_IN].includes(n) && rest(1, 1);
      default:
        return w === n && rest(1, 1);
    }
  });
}

/** Whether some text may be one of both. A `false` is certain. */
export function overlaps(one: string, other: string): boolean {
  const many = (letter: string | undefined) => letter === '*' || letter === FILLED_IN;
  return walk(one, other, (a, b, rest) => {
    if (a === undefined && b === undefined) return true;
    if (many(a)) return rest(1, 0) || (b !== undefined && rest(0, 1));
    if (many(b)) return rest(0, 1) || (a !== undefined && rest(1, 0));
    return a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && rest(1, 1);
  });
}

type Step = (
  a: string | undefined,
  b: string | undefined,
  rest: (skipA: 0 | 1, skipB: 0 | 1) => boolean,
) => boolean;

/** From the ends to the beginnings, each pair of places once: no pattern makes it slow. */
function walk(a: string, b: string, step: Step): boolean {
  let below: boolean[] = [];
  for (let j = b.length; j >= 0; j--) {
    const row: boolean[] = [];
    for (let i = a.length; i >= 0; i--) {
      row[i] = step(a[i], b[j], (skipA, skipB) => (skipB === 0 ? row : below)[i + skipA] === true);
    }
    below = row;
  }
  return below[0] === true;
}
