import { type Matcher, RE2JS } from 're2js';
import { CallError, type Context, type FunctionTable } from '../context';
import { canBackquote, quote } from '../fmt/quote';
import { LimitError } from '../limits';
import { GoSlice, strings, type Value } from '../values';

/** Go's regexp over re2js: the same syntax, linear time, and Go's rules for empty matches and replacements. */

type Fault = (message: string, pattern: string) => never;

/** regexp.MustCompile panics with the pattern in front, Compile does not. */
const panics: Fault = (message, pattern) => {
  throw new CallError(
    `regexp: Compile(${canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern)}): ${message}`,
  );
};
const returns: Fault = (message) => {
  throw new CallError(message);
};

const cache = new Map<string, RE2JS>();

function compile(c: Context, pattern: string, fault: Fault): RE2JS {
  const known = cache.get(pattern);
  if (known !== undefined && pattern.length <= c.limits.regexLength) return known;
  if (pattern.length > c.limits.regexLength) throw new LimitError('regexLength', c.limits.regexLength);
  let re: RE2JS;
  c.charge(200);
  try {
    re = RE2JS.compile(pattern);
  } catch (e) {
    return fault(e instanceof Error ? e.message : String(e), pattern);
  }
  if (re.programSize() > c.limits.regexSize) throw new LimitError('regexSize', c.limits.regexSize);
  if (cache.size >= 100) cache.clear();
  cache.set(pattern, re);
  return re;
}

/** Linear time still means the program's size times the text's length. */
function matcher(c: Context, re: RE2JS, s: string): Matcher {
  c.charge((s.length * (8 + re.programSize())) / 32);
  return re.matcher(s);
}

const width = (s: string, at: number) => ((s.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** FindAllStringIndex. */
function findAll(c: Context, re: RE2JS, s: string, n: bigint): [number, number][] {
  const out: [number, number][] = [];
  const m = matcher(c, re, s);
  let before = -1;
  for (let at = 0; at <= s.length && (n < 0n || out.length < n); ) {
    c.charge(4);
    if (!m.find(at)) break;
    const [from, to] = [m.start(), m.end()];
    const accept = !(to === at && from === before);
    if (to === at) at += at < s.length ? width(s, at) : 1;
    else at = to;
    before = to;
    if (accept) out.push([from, to]);
  }
  return out;
}

function replaceAll(c: Context, re: RE2JS, s: string, expand: (m: Matcher) => string): string {
  const m = matcher(c, re, s);
  let out = '';
  let last = 0;
  for (let at = 0; at <= s.length; ) {
    c.charge(4);
    if (!m.find(at)) break;
    const [from, to] = [m.start(), m.end()];
    out += s.slice(last, from);
    if (to > last || from === 0) out += expand(m);
    if (out.length > c.limits.stringBytes) c.chargeString(out.length);
    last = to;
    const step = at < s.length ? width(s, at) : 0;
    if (at + step > to) at += step;
    else at = Math.max(at + 1, to);
  }
  return out + s.slice(last);
}

/** Regexp.Expand: $1, $name, ${name}, $$. */
function expander(re: RE2JS, template: string): (m: Matcher) => string {
  if (!template.includes('$')) return () => template;
  const names = re.namedGroups();
  const pattern = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;
  return (m) =>
    template.replace(pattern, (whole, bare?: string, braced?: string) => {
      const name = bare ?? braced;
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const number = /^(0|[1-9][0-9]{0,8})$/.test(name) ? Number(name) : undefined;
      if (number !== undefined) return number <= m.groupCount() ? (m.group(number) ?? '') : '';
      return Object.hasOwn(names, name) ? (m.group(name) ?? '') : '';
    });
}

function split(c: Context, re: RE2JS, pattern: string, s: string, n: bigint): Value {
  if (n === 0n) return new GoSlice('string', [], true);
  if (pattern !== '' && s === '') return strings(['']);
  const out: string[] = [];
  let [from, end] = [0, 0];
  for (const [start, stop] of findAll(c, re, s, n)) {
    if (n > 0n && BigInt(out.length) === n - 1n) break;
    end = start;
    if (stop !== 0) out.push(s.slice(from, end));
    from = stop;
  }
  if (end !== s.length) out.push(s.slice(from));
  c.chargeList(out.length);
  return strings(out);
}

function functions(fault: Fault, name: (base: string) => string): FunctionTable {
  return {
    [name('FindAll')]: [
      'ssi',
      (c: Context, p: string, s: string, n: bigint) => {
        const found = findAll(c, compile(c, p, fault), s, n);
        c.chargeList(found.length);
        return new GoSlice(
          'string',
          found.map(([from, to]) => s.slice(from, to)),
          found.length === 0,
        );
      },
    ],
    [name('Find')]: [
      'ss',
      (c: Context, p: string, s: string) => {
        const m = matcher(c, compile(c, p, fault), s);
        return m.find() ? (m.group() ?? '') : '';
      },
    ],
    [name('ReplaceAll')]: [
      'sss',
      (c: Context, p: string, s: string, by: string) => {
        const re = compile(c, p, fault);
        return replaceAll(c, re, s, expander(re, by));
      },
    ],
    [name('ReplaceAllLiteral')]: [
      'sss',
      (c: Context, p: string, s: string, by: string) => replaceAll(c, compile(c, p, fault), s, () => by),
    ],
    [name('Split')]: [
      'ssi',
      (c: Context, p: string, s: string, n: bigint) => split(c, compile(c, p, fault), p, s, n),
    ],
  };
}

const match = (c: Context, p: string, s: string) => matcher(c, compile(c, p, returns), s).find();

export const regexFunctions: FunctionTable = {
  ...functions(panics, (base) => `regex${base}`),
  ...functions(returns, (base) => `mustRegex${base}`),
  regexMatch: [
    'ss',
    (c: Context, p: string, s: string) => {
      try {
        return match(c, p, s);
      } catch (e) {
        if (e instanceof CallError) return false;
        throw e;
      }
    },
  ],
  mustRegexMatch: ['ss', match],
  regexQuoteMeta: ['s', (_: Context, s: string) => s.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')],
};
