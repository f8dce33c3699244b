/** All records as one JSON array. */
export function* jsonArray(outputs: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let before = '[';
  for (const output of outputs) {
    yield before;
    yield output;
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}
