import { fromBytes, toBytes } from '../bytes';

/** strconv.Unquote: undefined where the literal is wrong. */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal[0] === '`') return body.replaceAll('\r', '');
  return unescaped(body, '"');
}

/** The rune of a character constant; undefined where it is wrong, 'long' where there is more than one. */
export function unquoteChar(literal: string): number | undefined | 'long' {
  const body = literal.slice(1, -1);
  if (body === '' || body.startsWith("'")) return undefined;
  const m = body.startsWith('\\') ? escapeAt(body, 0, "'") : undefined;
  if (body.startsWith('\\')) {
    if (m === undefined) return undefined;
    return m.size === body.length ? m.code : 'long';
  }
  const code = body.codePointAt(0) ?? 0;
  return String.fromCodePoint(code).length === body.length ? code : 'long';
}

function unescaped(body: string, quote: string): string | undefined {
  if (!body.includes('\\')) return body.includes('\n') ? undefined : body;
  let out = '';
  let bytes = false;
  for (let i = 0; i < body.length; ) {
    const c = body.charAt(i);
    if (c === '\n') return undefined;
    if (c !== '\\') {
      out += c;
      i++;
      continue;
    }
    const e = escapeAt(body, i, quote);
    if (e === undefined) return undefined;
    if (e.byte && e.code >= 0x80) {
      out += String.fromCharCode(0xdc00 + e.code);
      bytes = true;
    } else out += String.fromCodePoint(e.code);
    i += e.size;
  }
  return bytes ? fromBytes(toBytes(out)) : out;
}

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escapeAt(
  s: string,
  i: number,
  quote: string,
): { code: number; size: number; byte: boolean } | undefined {
  const c = s.charAt(i + 1);
  if (Object.hasOwn(SIMPLE, c)) return { code: SIMPLE[c] ?? 0, size: 2, byte: false };
  if (c === quote && c !== '') return { code: c.charCodeAt(0), size: 2, byte: false };
  const n = Object.hasOwn(HEX, c) ? (HEX[c] ?? 0) : 0;
  if (n > 0) {
    const digits = s.slice(i + 2, i + 2 + n);
    if (digits.length !== n || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
    const code = Number.parseInt(digits, 16);
    if (c !== 'x' && (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) return undefined;
    return { code, size: 2 + n, byte: c === 'x' };
  }
  const octal = s.slice(i + 1, i + 4);
  if (!/^[0-7]{3}$/.test(octal)) return undefined;
  const code = Number.parseInt(octal, 8);
  return code > 255 ? undefined : { code, size: 4, byte: true };
}
