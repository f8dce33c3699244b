import { fromBytes, isLow, toBytes } from './bytes';

/** Parts of strings, by bytes and by runes; see bytes.ts. */

/** Is every character of the string below U+0080? Then bytes and UTF-16 units are the same. */
export function isAscii(s: string): boolean {
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Bytes `from` to `to`, as Go's s[from:to]; both must be in range. */
export function sliceBytes(s: string, from: number, to: number): string {
  if (isAscii(s)) return s.slice(from, to);
  return fromBytes(toBytes(s).subarray(from, to));
}

/** The runes of a string; an invalid byte counts as one (its escape is returned). */
export function runes(s: string): string[] {
  return Array.from(s);
}

export function runeCount(s: string): number {
  let n = s.length;
  for (let i = 0; i < s.length - 1; i++) {
    const c = s.charCodeAt(i);
    if (c >= 0xd800 && c < 0xdc00 && isLow(s.charCodeAt(i + 1))) {
      n--;
      i++;
    }
  }
  return n;
}
