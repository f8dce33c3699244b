import { byteLength, fromBytes, toBytes } from '../bytes';
import type { Context } from '../context';
import { isAscii, sliceBytes } from '../runes';
import { isLower, isSpace, isTitle, isUpper, mapRunes, toLower, toTitle, toUpper } from './unicode';

/** Masterminds/goutils: bytes where it counts bytes, Latin-1 where it makes runes of them. */

const latin1 = (s: string) => Array.from(toBytes(s), (b) => String.fromCharCode(b));

export function nospace(s: string): string {
  const chars = latin1(s);
  const kept = chars.filter((ch) => !isSpace(ch));
  return kept.length === chars.length ? s : kept.join('');
}

export function initials(s: string): string {
  let out = '';
  let gap = true;
  for (const ch of latin1(s)) {
    if (isSpace(ch)) gap = true;
    else if (gap) {
      out += ch;
      gap = false;
    }
  }
  return out;
}

export function untitle(s: string): string {
  let next = true;
  return mapRunes(s, (ch) => {
    if (isSpace(ch)) next = true;
    else if (next) {
      next = false;
      return toLower(ch);
    }
    return ch;
  });
}

export function swapcase(s: string): string {
  let whitespace = true;
  return mapRunes(s, (ch) => {
    if (isUpper(ch) || isTitle(ch)) {
      whitespace = false;
      return toLower(ch);
    }
    if (isLower(ch)) {
      if (!whitespace) return toUpper(ch);
      whitespace = false;
      return toTitle(ch);
    }
    whitespace = isSpace(ch);
    return ch;
  });
}

export function abbreviate(s: string, left: number, width: number): string {
  if (s === '' || width < 4) return '';
  const length = byteLength(s);
  if (length <= width) return s;
  let offset = Math.min(left, length);
  if (length - offset < width - 3) offset = length - (width - 3);
  if (offset <= 4) return `${sliceBytes(s, 0, width - 3)}...`;
  if (width < 7) return '';
  if (offset + (width - 3) < length) return `...${abbreviate(sliceBytes(s, offset, length), 0, width - 3)}`;
  return `...${sliceBytes(s, length - (width - 3), length)}`;
}

/** Wraps at spaces; a word that is too long is cut where `long` says so. */
export function wrap(c: Context, width: number, text: string, newline: string, long: boolean): string {
  if (text === '') return '';
  const bytes = toBytes(text);
  const lineWidth = Math.max(width, 1);
  const nl = newline === '' ? '\n' : newline;
  const total = bytes.length;
  c.chargeString(total + (total / lineWidth) * nl.length);
  c.charge(12);
  // Asked once: a text of n lines would otherwise be read n times.
  const ascii = isAscii(text);
  const cut = (from: number, to: number) =>
    ascii ? text.slice(from, to) : fromBytes(bytes.subarray(from, to));
  let out = '';
  let offset = 0;
  while (total - offset > lineWidth) {
    c.charge(ascii ? 4 : 12);
    if (bytes[offset] === 32) {
      offset++;
      continue;
    }
    let at = lineWidth + offset;
    while (at >= offset && bytes[at] !== 32) at--;
    if (at >= offset) {
      out += cut(offset, at) + nl;
      offset = at + 1;
    } else if (long) {
      out += cut(offset, offset + lineWidth) + nl;
      offset += lineWidth;
    } else {
      at = bytes.indexOf(32, offset + lineWidth);
      if (at < 0) {
        out += cut(offset, total);
        offset = total;
      } else {
        out += cut(offset, at) + nl;
        offset = at + 1;
      }
    }
  }
  return out + cut(offset, total);
}
