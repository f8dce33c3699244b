import type { Context } from './context';

/**
 * Go's strings are bytes. Here a string is a JavaScript string in which a byte that is no part of valid UTF-8
 * stands as a lone surrogate, U+DC80 to U+DCFF (as Python's `surrogateescape` does). Text that is valid UTF-8
 * costs nothing; only what looks at single bytes (`len`, `trunc`, `substr`, `%x` ...) has to count them.
 */

/** Node 20 has these; the types come with ES2024. */
type Unicode = string & { isWellFormed(): boolean; toWellFormed(): string };
const encoder = new TextEncoder();

/** Whether an escaped byte was ever made: until then, strings that are put together need no second look. */
let escapesMade = false;

export function hasLoneSurrogates(s: string): boolean {
  return !(s as Unicode).isWellFormed();
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
  if (!hasLoneSurrogates(s)) return encoder.encode(s);
  // By hand: calling the encoder for every run between two escapes takes fifty times as long.
  const out = new Uint8Array(byteLength(s));
  let n = 0;
  for (let i = 0; i < s.length; i++) {
    let c = s.codePointAt(i) ?? 0;
    if (c > 0xffff) i++;
    else if (c >= 0xd800 && c < 0xe000 && !isEscape(c)) c = 0xfffd;
    // An escape's last eight bits are the byte.
    if (c < 0x80 || isEscape(c)) out[n++] = c;
    else {
      if (c < 0x800) out[n++] = 0xc0 | (c >> 6);
      else {
        if (c > 0xffff) out[n++] = 0xf0 | (c >> 18);
        out[n++] = c > 0xffff ? 0x80 | ((c >> 12) & 63) : 0xe0 | (c >> 12);
        out[n++] = 0x80 | ((c >> 6) & 63);
      }
      out[n++] = 0x80 | (c & 63);
    }
  }
  return out;
}

export function fromBytes(b: Uint8Array): string {
  for (let i = 0; i < b.length; ) {
    const size = sequenceLength(b, i);
    if (size === 0) return withEscapes(b);
    i += size;
  }
  return decoder.decode(b);
}

function withEscapes(b: Uint8Array): string {
  escapesMade = true;
  const units = new Uint16Array(b.length);
  let n = 0;
  for (let i = 0; i < b.length; ) {
    const size = sequenceLength(b, i);
    let c = b[i++] ?? 0;
    if (size === 0) c += 0xdc00;
    if (size > 1) {
      c &= 0x7f >> size;
      for (let k = 1; k < size; k++) c = (c << 6) | ((b[i++] ?? 0) & 63);
    }
    if (c > 0xffff) {
      units[n++] = 0xd7c0 + (c >> 10);
      c = 0xdc00 | (c & 0x3ff);
    }
    units[n++] = c;
  }
  let s = '';
  for (let i = 0; i < n; i += 4096) s += String.fromCharCode(...units.subarray(i, Math.min(n, i + 4096)));
  return s;
}

/** After putting strings together: escaped bytes that now form a character become that character. */
export function joined(c: Context, s: string): string {
  if (!escapesMade || !hasLoneSurrogates(s)) return s;
  c.charge(s.length / 2);
  return fromBytes(toBytes(s));
}

/** What a reader of UTF-8 sees: each byte that is not valid becomes U+FFFD. */
export function wellFormed(s: string): string {
  return (s as Unicode).toWellFormed();
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

/** Length of the valid UTF-8 sequence at `i`, or 0. */
function sequenceLength(b: Uint8Array, i: number): number {
  const c = b[i] ?? 0;
  if (c < 0x80) return 1;
  if (c < 0xc2 || c > 0xf4) return 0;
  if (!isTail(b, i + 1)) return 0;
  if (c < 0xe0) return 2;
  const second = b[i + 1] ?? 0;
  if ((c === 0xe0 && second < 0xa0) || (c === 0xed && second > 0x9f)) return 0;
  if (!isTail(b, i + 2)) return 0;
  if (c < 0xf0) return 3;
  if ((c === 0xf0 && second < 0x90) || (c === 0xf4 && second > 0x8f)) return 0;
  return isTail(b, i + 3) ? 4 : 0;
}

const isTail = (b: Uint8Array, i: number) => ((b[i] ?? 0) & 0xc0) === 0x80;

function compareArrays(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    if (d !== 0) return d;
  }
  return a.length - b.length;
}
