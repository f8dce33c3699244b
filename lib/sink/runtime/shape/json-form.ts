/**
 * Whether a text is JSON, exactly as JSON.parse decides it, and whether it is compact. Nothing is made of it, which takes
 * a fraction of the time of JSON.parse: most records go into their object as they came. Nothing here recurses.
 */

/** `spaced`: JSON with whitespace between its tokens. */
export type JsonForm = 'compact' | 'spaced' | 'none';

/** Of the text of a record, without a byte order mark. */
export function jsonForm(text: string): JsonForm {
  // A character becomes three bytes at most; those of a large text are not kept.
  const bytes = text.length * 3 <= SCRATCH.length ? SCRATCH : Buffer.allocUnsafe(Buffer.byteLength(text));
  return formOf(bytes, bytes.write(text));
}

/** Bytes are read several times as fast as characters of a string. */
const SCRATCH = Buffer.allocUnsafeSlow(64 * 1024);

/** An automaton over bytes, but for brackets and commas, whose meaning depends on what is open. */
function formOf(bytes: Uint8Array, length: number): JsonForm {
  const open: number[] = [];
  let spaced = false;
  let state: number = VALUE;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    const next = TABLE[(state << 8) | byte] as number;
    if (next < ACTIONS) {
      state = next;
      continue;
    }
    if (next === SPACED) {
      spaced = true;
      // A number ends at a space.
      if (ENDS.has(state)) state = AFTER;
    } else if (next === OPENED) {
      open.push(byte);
      state = byte === BRACE ? FIRST_NAME : FIRST_ITEM;
    } else if (next === CLOSED) {
      // A closing bracket or brace is two behind the opening one.
      if (open.pop() !== byte - 2) return 'none';
      state = AFTER;
    } else if (next === SEPARATED && open.length > 0) {
      state = open[open.length - 1] === BRACE ? NAME : VALUE;
    } else return 'none';
  }
  if (open.length > 0 || !ENDS.has(state)) return 'none';
  return spaced ? 'spaced' : 'compact';
}

const BRACE = 0x7b;

// States, by what comes next.
const VALUE = 0;
const FIRST_ITEM = 1;
const FIRST_NAME = 2;
const NAME = 3;
const COLON = 4;
const AFTER = 5;
const IN_STRING = 6;
const IN_NAME = 12;
const MINUS = 18;
const ZERO = 19;
const INTEGER = 20;
const POINT = 21;
const FRACTION = 22;
const EXPONENT = 23;
const SIGN = 24;
const POWER = 25;
const WORDS = 26;
// Not states, but what the automaton leaves to the code.
const ACTIONS = 64;
const SPACED = 64;
const OPENED = 65;
const CLOSED = 66;
const SEPARATED = 67;
const WRONG = 68;

/** Where a value may end. */
const ENDS = new Set([AFTER, ZERO, INTEGER, FRACTION, POWER]);

const DIGITS = '0123456789';
const TABLE = makeTable();

function makeTable(): Uint8Array {
  const table = new Uint8Array(ACTIONS << 8).fill(WRONG);
  const on = (state: number, characters: string, next: number): void => {
    for (const character of characters) table[(state << 8) | character.charCodeAt(0)] = next;
  };
  const outside = [VALUE, FIRST_ITEM, FIRST_NAME, NAME, COLON, ...ENDS];
  for (const state of outside) on(state, ' \n\r\t', SPACED);
  for (const state of ENDS) {
    on(state, ',', SEPARATED);
    on(state, '}]', CLOSED);
  }
  for (const state of [VALUE, FIRST_ITEM]) {
    on(state, '{[', OPENED);
    on(state, '"', IN_STRING);
    on(state, '-', MINUS);
  }
  on(FIRST_ITEM, ']', CLOSED);
  on(FIRST_NAME, '}', CLOSED);
  for (const state of [FIRST_NAME, NAME]) on(state, '"', IN_NAME);
  on(COLON, ':', VALUE);
  string(table, on, IN_STRING, AFTER);
  string(table, on, IN_NAME, COLON);
  for (const state of [VALUE, FIRST_ITEM, MINUS]) {
    on(state, '0', ZERO);
    on(state, '123456789', INTEGER);
  }
  on(INTEGER, DIGITS, INTEGER);
  for (const state of [ZERO, INTEGER]) on(state, '.', POINT);
  for (const state of [POINT, FRACTION]) on(state, DIGITS, FRACTION);
  for (const state of [ZERO, INTEGER, FRACTION]) on(state, 'eE', EXPONENT);
  on(EXPONENT, '+-', SIGN);
  for (const state of [EXPONENT, SIGN, POWER]) on(state, DIGITS, POWER);
  let free = WORDS;
  for (const word of ['true', 'false', 'null']) {
    for (const state of [VALUE, FIRST_ITEM]) on(state, word.charAt(0), free);
    for (const letter of word.slice(1, -1)) on(free, letter, ++free);
    on(free++, word.slice(-1), AFTER);
  }
  return table;
}

/** A string: its inside, a backslash, and the four digits of `\u`. */
function string(
  table: Uint8Array,
  on: (state: number, characters: string, next: number) => void,
  inside: number,
  behind: number,
): void {
  table.fill(inside, (inside << 8) | 0x20, (inside + 1) << 8);
  on(inside, '"', behind);
  on(inside, '\\', inside + 1);
  on(inside + 1, '"\\/bfnrt', inside);
  on(inside + 1, 'u', inside + 2);
  for (let digit = 2; digit < 6; digit++)
    on(inside + digit, `${DIGITS}abcdefABCDEF`, digit === 5 ? inside : inside + digit + 1);
}
