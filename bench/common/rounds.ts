/**
 * Runs all contestants in turn, round after round, so that what happens to the machine happens to all of them; and
 * nobody always goes first.
 */
export async function rounds<K extends string, T>(
  contestants: Readonly<Record<K, () => T | Promise<T>>>,
  count: number,
  tell: (line: string) => void = () => {},
): Promise<Record<K, T[]>> {
  const names = Object.keys(contestants) as K[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, T[]>;
  for (let round = 0; round < count; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      tell(`round ${round + 1} of ${count}: ${name}`);
      results[name].push(await contestants[name]());
    }
  }
  return results;
}
