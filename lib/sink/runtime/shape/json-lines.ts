/** One record on each line, each line ended. */
export function* jsonLines(outputs: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  for (const output of outputs) {
    if (typeof output === 'string') yield `${output}\n`;
    else {
      yield output;
      yield '\n';
    }
  }
}
