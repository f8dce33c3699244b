/**
 * Go's strings are bytes. Here a string is a JavaScript string in which a byte that is no part of valid UTF-8
 * stands as a lone surrogate, U+DC80 to U+DCFF (as Python's `surrogateescape` does). Text that is valid UTF-8
 * costs nothing; only what looks at single bytes (`len`, `trunc`, `substr`, `%x` ...) has to count them.
 */

const LONE = /\p{Surrogate}/u;
const encoder = new TextEncoder();

/** Whether an escaped byte was ever made: until then, strings that are put together need no second look. */
let escapesMade = false;

export function hasLoneSurrogates(s: string): boolean {
  return LONE.test(s);
}

export function byteLength(s: string): number {
  let n = s.length;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c < 0x80) continue;
    if (c < 0x800) n += 1;
    else if (c < 0xd800 || c > 0xdfff) n += 2;
    else if (c < 0xdc00 && isLow(s.charCodeAt(i + 1))) {
      n += 2;
      i++;
    } else if (!isEscape(c)) n += 2;
  }
  return n;
}

export function toBytes(s: string): Uint8Array {
  if (!LONE.test(s)) return encoder.encode(s);
  const out = new Uint8Array(byteLength(s));
  let n = 0;
  for (const ch of s) {
    const c = ch.codePointAt(0) ?? 0;
    if (isEscape(c)) out[n++] = c - 0xdc00;
    else n += encoder.encodeInto(ch, out.subarray(n)).written;
  }
  return out;
}

export function fromBytes(b: Uint8Array): string {
  let s = '';
  let run = 0;
  for (let i = 0; i < b.length; ) {
    const size = sequenceLength(b, i);
    if (size === 0) {
      if (i > run) s += decodeValid(b, run, i);
      s += String.fromCharCode(0xdc00 + (b[i] ?? 0));
      escapesMade = true;
      i++;
      run = i;
    } else i += size;
  }
  return run === 0 ? decodeValid(b, 0, b.length) : s + decodeValid(b, run, b.length);
}

/** After putting strings together: escaped bytes that now form a character become that character. */
export function joined(s: string): string {
  return escapesMade && LONE.test(s) ? fromBytes(toBytes(s)) : s;
}

/** What a reader of UTF-8 sees: each byte that is not valid becomes U+FFFD. */
export function wellFormed(s: string): string {
  return LONE.test(s) ? s.replace(/\p{Surrogate}/gu, '\ufffd') : s;
}

/** Order by bytes, which is not the order of UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x < 0xd800 && y < 0xd800) return x - y;
    return compareArrays(toBytes(a), toBytes(b));
  }
  return a.length - b.length;
}

export function isEscape(c: number): boolean {
  return c >= 0xdc80 && c <= 0xdcff;
}

export function isLow(c: number): boolean {
  return c >= 0xdc00 && c <= 0xdfff;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function decodeValid(b: Uint8Array, from: number, to: number): string {
  return from === 0 && to === b.length ? decoder.decode(b) : decoder.decode(b.subarray(from, to));
}

/** Length of the valid UTF-8 sequence at `i`, or 0. */
function sequenceLength(b: Uint8Array, i: number): number {
  const c = b[i] ?? 0;
  if (c < 0x80) return 1;
  if (c < 0xc2 || c > 0xf4) return 0;
  const next = (k: number) => {
    const x = b[i + k] ?? 0;
    return x >= 0x80 && x <= 0xbf;
  };
  if (!next(1)) return 0;
  if (c < 0xe0) return 2;
  const second = b[i + 1] ?? 0;
  if ((c === 0xe0 && second < 0xa0) || (c === 0xed && second > 0x9f)) return 0;
  if (!next(2)) return 0;
  if (c < 0xf0) return 3;
  if ((c === 0xf0 && second < 0x90) || (c === 0xf4 && second > 0x8f)) return 0;
  return next(3) ? 4 : 0;
}

function compareArrays(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    if (d !== 0) return d;
  }
  return a.length - b.length;
}
