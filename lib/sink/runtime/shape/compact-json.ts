/**
 * Whether a text is JSON, exactly as JSON.parse decides it, and the text without the whitespace between its tokens. No value
 * is made of it, which takes a fraction of the time of JSON.parse and leaves each as it was written: 1.0 stays 1.0, and
 * 12345678901234567890 keeps its digits. Nothing here recurses.
 */

/** Of a text without a byte order mark; undefined where it is not JSON. */
export function compactJson(text: string): string | undefined {
  // A character becomes three bytes at most, and the end is marked; the bytes of a large text are not kept.
  const fits = text.length * 3 < SCRATCH.length;
  const bytes = fits ? SCRATCH : Buffer.allocUnsafe(Buffer.byteLength(text) + 1);
  const length = bytes.write(text);
  const kept = squeeze(bytes, length);
  if (kept === length) return text;
  return kept === undefined ? undefined : bytes.toString('utf8', 0, kept);
}

/** Bytes are read several times as fast as characters of a string. */
const SCRATCH = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Moves the bytes together, and says how many remain; undefined where they are not JSON.
 *
 * An automaton, which leaves brackets, whitespace and the beginning of strings to the code. A state is the row of the table
 * that says what each byte leads to. Every step waits for the one before, so that steps decide the time.
 */
function squeeze(bytes: Uint8Array, length: number): number | undefined {
  // No byte of a text leads on from a NUL: the loops need not look for the end.
  bytes[length] = 0;
  let depth = 0;
  let within = TOP;
  let state = VALUE;
  let kept = 0;
  /** What is read, and not yet moved. */
  let from = 0;
  let i = 0;
  for (;;) {
    let next = TABLE[state + (bytes[i] as number)] as number;
    while (next < ROWS) {
      state = next;
      next = TABLE[state + (bytes[++i] as number)] as number;
    }
    if (next === STRING || next === NAME_STRING) {
      // No step of these waits for another.
      do i++;
      while (PLAIN[bytes[i] as number] === 1);
      state = within + (next === STRING ? IN_STRING : IN_NAME);
      continue;
    }
    if (next === CLOSED) {
      within = AROUND[--depth] as number;
      state = within + AFTER;
    } else if (next === OPENED) {
      AROUND[depth++] = within;
      within = bytes[i] === BRACE ? OBJECT : ARRAY;
      state = within + (within === OBJECT ? FIRST_NAME : FIRST_ITEM);
    } else if (next === SPACED || next === ENDED_BY_SPACE) {
      kept = moved(bytes, kept, from, i);
      from = i + 1;
      if (next === ENDED_BY_SPACE) state = within + AFTER;
    } else break;
    i++;
  }
  // What one deep record left is not kept for all others.
  if (AROUND.length > KEPT) AROUND.length = 0;
  if (i < length || within !== TOP || !ENDS.includes(state)) return undefined;
  return moved(bytes, kept, from, length);
}

/** What was open before, from the outside inwards: kept, because each record would leave a list behind. */
const AROUND: number[] = [];
const KEPT = 1024;

/** Mostly a few bytes: the call of `copyWithin` would take longer. */
function moved(bytes: Uint8Array, to: number, from: number, end: number): number {
  if (to === from) return end;
  let at = to;
  for (let i = from; i < end; i++) bytes[at++] = bytes[i] as number;
  return at;
}

const BRACE = 0x7b;

/** States, by what comes next. */
const row = (n: number) => n << 8;
const VALUE = row(0);
const FIRST_ITEM = row(1);
const FIRST_NAME = row(2);
const NAME = row(3);
const COLON = row(4);
const AFTER = row(5);
const IN_STRING = row(6);
const IN_NAME = row(12);
const MINUS = row(18);
const ZERO = row(19);
const INTEGER = row(20);
const POINT = row(21);
const FRACTION = row(22);
const EXPONENT = row(23);
const SIGN = row(24);
const POWER = row(25);
const WORDS = row(26);
const STATES = row(36);

/** What a comma leads to, and what closes, depends on what is open, so that each has all states. */
const TOP = 0;
const ARRAY = STATES;
const OBJECT = 2 * STATES;
const ROWS = 3 * STATES;

// Not states, but what the automaton leaves to the code.
const SPACED = ROWS;
const ENDED_BY_SPACE = ROWS + 1;
const OPENED = ROWS + 2;
const CLOSED = ROWS + 3;
const STRING = ROWS + 4;
const NAME_STRING = ROWS + 5;
const WRONG = ROWS + 6;

/** Where a value may end. */
const ENDS: readonly number[] = [AFTER, ZERO, INTEGER, FRACTION, POWER];

const SPACE = ' \n\r\t';
const DIGITS = '0123456789';

/** The bytes of a string that stand for themselves. */
const PLAIN = new Uint8Array(256).fill(1, 0x20);
for (const character of '"\\') PLAIN[character.charCodeAt(0)] = 0;

const TABLE = new Uint16Array(ROWS).fill(WRONG);
for (const within of [TOP, ARRAY, OBJECT]) fill(within);

function fill(within: number): void {
  const on = (state: number, characters: string, next: number): void => {
    const found = next < STATES ? within + next : next;
    for (const character of characters) TABLE[within + state + character.charCodeAt(0)] = found;
  };
  for (const state of [VALUE, FIRST_ITEM, FIRST_NAME, NAME, COLON]) on(state, SPACE, SPACED);
  for (const state of ENDS) {
    on(state, SPACE, ENDED_BY_SPACE);
    if (within !== TOP) on(state, ',', within === OBJECT ? NAME : VALUE);
    if (within !== TOP) on(state, within === OBJECT ? '}' : ']', CLOSED);
  }
  for (const state of [VALUE, FIRST_ITEM]) {
    on(state, '{[', OPENED);
    on(state, '"', STRING);
    on(state, '-', MINUS);
  }
  on(FIRST_ITEM, ']', CLOSED);
  on(FIRST_NAME, '}', CLOSED);
  for (const state of [FIRST_NAME, NAME]) on(state, '"', NAME_STRING);
  on(COLON, ':', VALUE);
  for (const [inside, behind] of [
    [IN_STRING, AFTER],
    [IN_NAME, COLON],
  ] as const) {
    for (let byte = 0; byte < 256; byte++)
      if (PLAIN[byte] === 1) TABLE[within + inside + byte] = within + inside;
    on(inside, '"', behind);
    escapes(on, inside);
  }
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
    for (const letter of word.slice(1, -1)) {
      on(free, letter, free + row(1));
      free += row(1);
    }
    on(free, word.slice(-1), AFTER);
    free += row(1);
  }
}

/** A backslash in a string, and the four digits of `\u`. */
function escapes(on: (state: number, characters: string, next: number) => void, inside: number): void {
  const escaped = inside + row(1);
  on(inside, '\\', escaped);
  on(escaped, '"\\/bfnrt', inside);
  on(escaped, 'u', inside + row(2));
  for (let digit = 2; digit < 6; digit++)
    on(inside + row(digit), `${DIGITS}abcdefABCDEF`, digit === 5 ? inside : inside + row(digit + 1));
}
