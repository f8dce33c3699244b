import { isAscii } from '../runes';

/** Go's unicode package: one rune to one rune, by its own idea of white space. */

const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

// ASCII by itself first: a pattern takes ten times as long.
const between = (ch: string, from: string, to: string) => ch >= from && ch <= to;
export const isSpace = (ch: string): boolean =>
  ch <= '\x7f' ? ch === ' ' || between(ch, '\t', '\r') : SPACE.test(ch);
export const isUpper = (ch: string): boolean => (ch <= '\x7f' ? between(ch, 'A', 'Z') : /\p{Lu}/u.test(ch));
export const isLower = (ch: string): boolean => (ch <= '\x7f' ? between(ch, 'a', 'z') : /\p{Ll}/u.test(ch));
export const isTitle = (ch: string): boolean => ch > '\x7f' && /\p{Lt}/u.test(ch);
export const isLetter = (ch: string): boolean =>
  isUpper(ch) || isLower(ch) || (ch > '\x7f' && /\p{L}/u.test(ch));
export const isNumber = (ch: string): boolean => (ch <= '\x7f' ? between(ch, '0', '9') : /\p{N}/u.test(ch));
const PUNCT = new Set('!"#%&\'()*,-./:;?@[\\]_{}');
export const isPunct = (ch: string): boolean => (ch <= '\x7f' ? PUNCT.has(ch) : /\p{P}/u.test(ch));

export function trimSpace(s: string): string {
  let from = 0;
  let to = s.length;
  while (from < to && SPACE.test(s.charAt(from))) from++;
  while (to > from && SPACE.test(s.charAt(to - 1))) to--;
  return s.slice(from, to);
}

/** What is not UTF-8 becomes U+FFFD, as strings.Map does it. */
export function mapRunes(s: string, map: (ch: string) => string): string {
  let out = '';
  for (const ch of s) out += map(isLone(ch) ? '\ufffd' : ch);
  return out;
}

const isLone = (ch: string) => ch.length === 1 && ch >= '\ud800' && ch <= '\udfff';

export function toUpper(ch: string): string {
  const u = ch.toUpperCase();
  if (oneRune(u)) return u;
  const c = ch.charCodeAt(0);
  // Greek with iota subscript: the title case letter is the only single one.
  if (c >= 0x1f80 && c <= 0x1faf) return String.fromCharCode(c | 8);
  return c === 0x1fb3 || c === 0x1fc3 || c === 0x1ff3 ? String.fromCharCode(c + 9) : ch;
}

export function toLower(ch: string): string {
  const l = ch.toLowerCase();
  return oneRune(l) ? l : ch === '\u0130' ? 'i' : ch;
}

const DIGRAPHS = /[\u01c4-\u01cc\u01f1-\u01f3]/;

export function toTitle(ch: string): string {
  if (!DIGRAPHS.test(ch)) return /[\u10d0-\u10fa\u10fd-\u10ff]/.test(ch) ? ch : toUpper(ch);
  const c = ch.charCodeAt(0);
  return c >= 0x1f1 ? '\u01f2' : String.fromCharCode(c - ((c - 0x1c4) % 3) + 1);
}

export const upper = (s: string): string => (isAscii(s) ? s.toUpperCase() : mapRunes(s, toUpper));
export const lower = (s: string): string => (isAscii(s) ? s.toLowerCase() : mapRunes(s, toLower));

/** strings.Title. */
export function title(s: string): string {
  let before = ' ';
  return mapRunes(s, (ch) => {
    const at = isSeparator(before);
    before = ch;
    return at ? toTitle(ch) : ch;
  });
}

function isSeparator(ch: string): boolean {
  if (ch <= '\x7f') return !/\w/.test(ch);
  return !isLetter(ch) && !/\p{Nd}/u.test(ch) && isSpace(ch);
}

const oneRune = (s: string) => s.length === 1 || (s.length === 2 && (s.codePointAt(0) ?? 0) > 0xffff);
