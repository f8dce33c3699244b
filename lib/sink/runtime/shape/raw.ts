/** The records as they came; a newline between two of them where the former does not end with one. */
export function* raw(outputs: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let ended = true;
  for (const output of outputs) {
    if (!ended) yield '\n';
    yield output;
    const last = typeof output === 'string' ? output.charCodeAt(output.length - 1) : output.at(-1);
    ended = last === NEWLINE;
  }
}

const NEWLINE = 0x0a;
