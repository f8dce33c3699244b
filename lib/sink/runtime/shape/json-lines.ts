/** One record on each line, each line ended. */
export function* jsonLines(outputs: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  for (const output of outputs) {
    yield output;
    yield '\n';
  }
}
