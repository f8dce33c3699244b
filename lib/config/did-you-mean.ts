/** Longer than every word that is known anywhere; to measure a dump against each of them would take minutes. */
const LONGEST_TYPO = 40;

/** The known word nearest to what was typed, or `undefined` where none is near enough to be meant. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > LONGEST_TYPO) return undefined;
  const lower = typed.toLowerCase();
  const ranked = known
    .map((word) => ({ word, distance: distance(lower, word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(typed.length / 3)) ? best.word : undefined;
}

/** `did you mean "x"?`, else all that is known. */
export function suggestion(typed: string, known: readonly string[]): string {
  const word = nearest(typed, known);
  return word === undefined
    ? `known: ${[...known].sort().join(', ')}`
    : `did you mean ${JSON.stringify(word)}?`;
}

/** Levenshtein distance with a single row. */
function distance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = i - 1;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] as number;
      row[j] = Math.min(above + 1, (row[j - 1] as number) + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
