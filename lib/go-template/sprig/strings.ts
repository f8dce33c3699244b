import { byteLength, compareBytes, joined } from '../bytes';
import { CallError, type Context, type GoFunction, priced } from '../context';
import { text } from '../fmt/print';
import { quote } from '../fmt/quote';
import { isAscii, runes, sliceBytes } from '../runes';
import { GoMap, GoSlice, listItems, strings, type Value } from '../values';
import { camelcase, connected } from './cases';
import { strslice, strval } from './strval';
import { lower, title, trimSpace, upper } from './unicode';
import { abbreviate, initials, nospace, swapcase, untitle, wrap } from './words';

/** Text beyond ASCII is read character by character, or by its bytes. */
const wide = (c: Context, s: string): string => {
  if (!isAscii(s)) c.charge(8 + s.length);
  return s;
};
const trimAll = (c: Context, cutset: string, s: string) =>
  trimRunes(wide(c, s), new Set(runes(wide(c, cutset))));
const indent = (c: Context, spaces: bigint, s: string) => {
  const pad = repeat(c, spaces, ' ');
  const lines = s.split('\n').length;
  c.chargeString(s.length + lines * pad.length);
  c.charge(3 * lines);
  return pad + s.replaceAll('\n', `\n${pad}`);
};
const given = (args: readonly Value[]) => args.filter((a) => a !== null && a !== undefined);

const stringOf: GoFunction = ['a', (c: Context, v: Value) => strval(c, v)];

export const functions = priced(4, 1 / 4, {
  hello: ['', () => 'Hello!'],
  abbrev: [
    'is',
    (c: Context, width: bigint, s: string) => (width < 4n ? s : abbreviate(wide(c, s), 0, Number(width))),
  ],
  abbrevboth: ['iis', abbrevboth],
  trunc: ['is', trunc],
  trim: ['s', (_: Context, s: string) => trimSpace(s)],
  upper: ['s', (c: Context, s: string) => upper(wide(c, s))],
  lower: ['s', (c: Context, s: string) => lower(wide(c, s))],
  title: ['s', (c: Context, s: string) => title(wide(c, s)), 6, 1],
  untitle: ['s', (c: Context, s: string) => untitle(wide(c, s)), 10, 1],
  substr: ['iis', substr],
  repeat: ['is', repeat],
  trimall: ['ss', trimAll],
  trimAll: ['ss', trimAll],
  trimSuffix: [
    'ss',
    (_: Context, x: string, s: string) => (s.endsWith(x) ? s.slice(0, s.length - x.length) : s),
  ],
  trimPrefix: ['ss', (_: Context, x: string, s: string) => (s.startsWith(x) ? s.slice(x.length) : s)],
  nospace: ['s', (_: Context, s: string) => nospace(s), 10, 1.5],
  initials: ['s', (_: Context, s: string) => initials(s), 8, 1.5],
  swapcase: ['s', (_: Context, s: string) => swapcase(s), 10, 2],
  snakecase: ['s', (_: Context, s: string) => connected(s, '_'), 20, 6],
  camelcase: ['s', (_: Context, s: string) => camelcase(s), 8, 2.5],
  kebabcase: ['s', (_: Context, s: string) => connected(s, '-'), 20, 6],
  wrap: ['is', (c: Context, l: bigint, s: string) => wrap(c, Number(l), s, '', false)],
  wrapWith: ['iss', (c: Context, l: bigint, sep: string, s: string) => wrap(c, Number(l), s, sep, true)],
  contains: ['ss', (_: Context, x: string, s: string) => s.includes(x)],
  hasPrefix: ['ss', (_: Context, x: string, s: string) => s.startsWith(x)],
  hasSuffix: ['ss', (_: Context, x: string, s: string) => s.endsWith(x)],
  quote: [
    'a*',
    (c: Context, ...args: Value[]) =>
      given(args)
        .map((a) => quote(wide(c, joined(c, strval(c, a)))))
        .join(' '),
  ],
  squote: [
    'a*',
    (c: Context, ...args: Value[]) =>
      given(args)
        .map((a) => `'${text(c, a)}'`)
        .join(' '),
  ],
  cat: [
    'a*',
    (c: Context, ...args: Value[]) =>
      given(args)
        .map((a) => text(c, a))
        .join(' '),
  ],
  indent: ['is', indent],
  nindent: ['is', (c: Context, n: bigint, s: string) => `\n${indent(c, n, s)}`],
  replace: ['sss', replace],
  plural: ['ssi', (_: Context, one: string, many: string, n: bigint) => (n === 1n ? one : many)],
  toString: stringOf,
  split: ['ss', (c: Context, sep: string, s: string) => numbered(splitList(c, sep, s))],
  splitn: ['sis', (c: Context, sep: string, n: bigint, s: string) => numbered(splitn(c, sep, n, s))],
  splitList: ['ss', (c: Context, sep: string, s: string) => strings(splitList(c, sep, s))],
  toStrings: [
    'a',
    (c: Context, v: Value) => (v instanceof GoSlice && v.elem === 'string' ? v : strings(strslice(c, v))),
  ],
  join: ['sa', join],
  sortAlpha: ['a', sortAlpha],
});

function abbrevboth(c: Context, left: bigint, right: bigint, s: string): string {
  if (right < 4n || (left > 0n && right < 7n)) return s;
  return abbreviate(wide(c, s), Number(left), Number(right));
}

function trunc(c: Context, n: bigint, s: string): string {
  const length = byteLength(wide(c, s));
  const at = Number(n);
  if (at < 0 && length + at > 0) return sliceBytes(s, length + at, length);
  return at >= 0 && length > at ? sliceBytes(s, 0, at) : s;
}

function substr(c: Context, from: bigint, to: bigint, s: string): string {
  const length = byteLength(wide(c, s));
  const [start, end] = [Number(from), Number(to)];
  const outOf = (what: string) => new CallError(`runtime error: slice bounds out of range ${what}`);
  if (start < 0) {
    if (end < 0) throw outOf(`[:${to}]`);
    if (end > length) throw outOf(`[:${to}] with length ${length}`);
    return sliceBytes(s, 0, end);
  }
  const stop = end < 0 || end > length ? length : end;
  if (start > stop) throw outOf(`[${from}:${stop}]`);
  return sliceBytes(s, start, stop);
}

function repeat(c: Context, n: bigint, s: string): string {
  if (n < 0n) throw new CallError('strings: negative Repeat count');
  c.chargeString(Number(n) * byteLength(s));
  return s.repeat(s === '' ? 0 : Number(n));
}

function replace(c: Context, before: string, after: string, s: string): string {
  if (before === '') {
    const chars = runes(s);
    c.chargeString((chars.length + 1) * (after.length + 1));
    c.charge(2 * chars.length);
    return after + chars.map((ch) => ch + after).join('');
  }
  if (!s.includes(before)) return s;
  const parts = s.split(before);
  c.chargeString(s.length + parts.length * after.length);
  c.charge(2 * parts.length);
  return parts.join(after);
}

function trimRunes(s: string, cut: ReadonlySet<string>): string {
  const chars = runes(s);
  let from = 0;
  let to = chars.length;
  while (from < to && cut.has(chars[from] as string)) from++;
  while (to > from && cut.has(chars[to - 1] as string)) to--;
  return chars.slice(from, to).join('');
}

function splitList(c: Context, sep: string, s: string): string[] {
  c.charge(s.length / 64);
  const parts = sep === '' ? runes(s) : s.split(sep);
  c.chargeList(parts.length);
  return parts;
}

function splitn(c: Context, sep: string, n: bigint, s: string): string[] {
  if (n === 0n) return [];
  const parts = splitList(c, sep, s);
  if (n < 0n || BigInt(parts.length) <= n) return parts;
  const head = Number(n) - 1;
  return [...parts.slice(0, head), parts.slice(head).join(sep)];
}

function numbered(parts: readonly string[]): GoMap {
  return new GoMap(
    'string',
    parts.map((p, i) => [`_${i}`, p] as const),
  );
}

function join(c: Context, sep: string, v: Value): string {
  const parts = strslice(c, v);
  c.charge(parts.length);
  let length = sep.length * parts.length;
  for (const p of parts) length += p.length;
  c.chargeString(length);
  return parts.join(sep);
}

function sortAlpha(c: Context, v: Value): Value {
  if (listItems(v) === undefined) return strings([v === null ? '<nil>' : strval(c, v)]);
  const items = strslice(c, v);
  // A comparison reads two texts as far as they are the same.
  const length = items.reduce((n, s) => n + s.length, 8 * items.length);
  c.charge((length * Math.log2(items.length + 1)) / 8);
  if (!(v instanceof GoSlice) || v.elem !== 'string') return strings(items.sort(compareBytes));
  // Go sorts a []string where it is.
  (v.items as string[]).sort(compareBytes);
  return v;
}
