import { SinkInputError } from '../record';
import { elements } from '../shape/json-text';
import type { Batch, Origin } from './batch';
import { parseJson, textOf } from './encoding';

/**
 * Adds the records of a text: the elements of a JSON array, or one JSON value, or the lines of JSON Lines.
 * `where` names the text in errors.
 */
export function addTextRecords(batch: Batch, origin: Origin, bytes: Buffer, where: string): void {
  const text = textOf(bytes);
  const json = text === undefined ? undefined : parseJson(text);
  if (text === undefined || json === undefined) {
    addLines(batch, origin, bytes, where);
    return;
  }
  if (Array.isArray(json.value)) {
    if (!batch.takes(json.value.length, bytes.length)) throw tooMany(where);
    if (json.value.length === 0) batch.drop();
    // Slices of the text, not what JSON.parse made of it: it would change numbers.
    for (const [i, one] of elements(text).entries()) batch.add(at(origin, i), Buffer.from(one));
  } else batch.add(at(origin, 0), Buffer.from(text.trim()));
}

function addLines(batch: Batch, origin: Origin, bytes: Buffer, where: string): void {
  const found: { bytes: Buffer; problem?: string }[] = [];
  let lineNumber = 0;
  for (let start = 0; start < bytes.length; ) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    const line = bytes.subarray(start, end);
    start = end + 1;
    lineNumber += 1;
    const text = textOf(line)?.trim();
    if (text === '') continue;
    if (!batch.takes(1, line.length)) throw tooMany(where);
    // A single line that is not UTF-8 or not JSON does not keep the others away.
    if (text === undefined) found.push({ bytes: line, problem: `line ${lineNumber} is not UTF-8` });
    else if (parseJson(text)) found.push({ bytes: Buffer.from(text) });
    else found.push({ bytes: line, problem: `line ${lineNumber} is not JSON` });
  }
  if (found.length === 0) throw new SinkInputError(`${where} is empty, expected JSON or JSON Lines`);
  if (found.every(({ problem }) => problem !== undefined)) {
    throw new SinkInputError(`${where} is neither JSON nor JSON Lines`);
  }
  found.forEach((one, i) => {
    if (one.problem === undefined) batch.add(at(origin, i), one.bytes);
    else batch.bury(at(origin, i), one.bytes, one.problem);
  });
}

const at = (origin: Origin, index: number): Origin => ({ ...origin, id: `${origin.id}/${index}` });

export function tooMany(where: string): SinkInputError {
  return new SinkInputError(
    `${where} holds more records than the function's memory, expected it in smaller parts`,
  );
}
