import { isEscape } from '../bytes';

const PLAIN = /^[ !#-[\]-~]*$/;
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;
const SHORT: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  12: '\\f',
  10: '\\n',
  13: '\\r',
  9: '\\t',
  11: '\\v',
}; // prettier

/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII space. */
export function isPrint(ch: string): boolean {
  return ch === ' ' || (ch > ' ' && ch < '\x7f') || (ch > '\x7f' && PRINTABLE.test(ch));
}

/** strconv.Quote. */
export function quote(s: string): string {
  return PLAIN.test(s) ? `"${s}"` : quoteWith(s, '"', false);
}

/** strconv.Quote with another quote, or with everything beyond ASCII escaped. */
export function quoteWith(s: string, mark: string, ascii: boolean): string {
  let out = mark;
  for (const ch of s) out += quoted(ch, mark, ascii);
  return out + mark;
}

function quoted(ch: string, mark: string, ascii: boolean): string {
  const c = ch.codePointAt(0) ?? 0;
  if (ch === mark || ch === '\\') return `\\${ch}`;
  if (c < 0x80 ? c >= 0x20 && c < 0x7f : !ascii && isPrint(ch)) return ch;
  const short = SHORT[c];
  if (short !== undefined) return short;
  if (c < 0x80) return `\\x${hex(c, 2)}`;
  if (isEscape(c)) return `\\x${hex(c - 0xdc00, 2)}`;
  if (c >= 0xd800 && c < 0xe000) return '\\ufffd';
  return c > 0xffff ? `\\U${hex(c, 8)}` : `\\u${hex(c, 4)}`;
}

/** strconv.CanBackquote. */
export function canBackquote(s: string): boolean {
  for (const ch of s) {
    const c = ch.codePointAt(0) ?? 0;
    if ((c < 0x20 && c !== 9) || c === 0x60 || c === 0x7f || c === 0xfeff || (c >= 0xd800 && c < 0xe000))
      return false;
  }
  return true;
}

const hex = (n: number, width: number) => n.toString(16).padStart(width, '0');

/** A character as Go's %#U prints it. */
export function codePoint(c: string): string {
  const n = c.codePointAt(0);
  if (n === undefined) return 'U+FFFFFFFFFFFFFFFF';
  const hex = n.toString(16).toUpperCase().padStart(4, '0');
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(c) ? `U+${hex} '${c}'` : `U+${hex}`;
}
