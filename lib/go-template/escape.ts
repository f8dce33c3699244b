import { isEscape, toBytes } from './bytes';
import { type Context, priced } from './context';
import { sprint } from './fmt/print';
import { isPrint } from './fmt/quote';
import type { Value } from './values';

export const functions = priced(4, 1, {
  html: ['a*', (c: Context, ...args: Value[]) => htmlEscape(evalArgs(c, args))],
  js: ['a*', (c: Context, ...args: Value[]) => jsEscape(evalArgs(c, args))],
  urlquery: ['a*', (c: Context, ...args: Value[]) => queryEscape(evalArgs(c, args)), 6, 2],
});

function evalArgs(c: Context, args: readonly Value[]): string {
  const s = sprint(
    c,
    args.map((a) => a ?? '<no value>'),
  );
  c.chargeString(s.length * 4);
  return s;
}

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
}; // prettier

export function htmlEscape(s: string): string {
  return s.replace(/["'&<>\0]/g, (ch) => HTML[ch] ?? ch);
}

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}; // prettier

export function jsEscape(s: string): string {
  let out = '';
  for (const ch of s) {
    const c = ch.codePointAt(0) ?? 0;
    const special = JS[ch];
    if (special !== undefined) out += special;
    else if (c < 0x20) out += `\\u00${c.toString(16).toUpperCase().padStart(2, '0')}`;
    // A byte that is no UTF-8 reads as U+FFFD, which is printable, and is written as it was.
    else if (c < 0x80 || isEscape(c) || isPrint(ch)) out += ch;
    else out += `\\u${c.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return out;
}

/** url.QueryEscape. */
export function queryEscape(s: string): string {
  return percentEncode(s, /[A-Za-z0-9_.~-]/).replaceAll('%20', '+');
}

/** Every byte that the pattern does not allow, as %XX. */
export function percentEncode(s: string, allowed: RegExp): string {
  let out = '';
  for (const b of toBytes(s)) {
    const ch = String.fromCharCode(b);
    out += b < 0x80 && allowed.test(ch) ? ch : `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
