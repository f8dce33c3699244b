import { type Matcher, RE2JS } from 're2js';
import { hasLoneSurrogates, wellFormed } from '../bytes';
import { CallError, type Context, type FunctionTable, priced } from '../context';
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

/** What each execution has paid for: the same steps, whatever other executions have left in the cache. */
const paid = new WeakMap<Context, Set<string>>();
const MAX_CACHED = 100;

function compile(c: Context, pattern: string, fault: Fault): RE2JS {
  if (pattern.length > c.limits.regexLength) throw new LimitError('regexLength', c.limits.regexLength);
  const mine = paid.get(c) ?? new Set();
  paid.set(c, mine);
  if (!mine.has(pattern)) c.charge(300 + 40 * pattern.length);
  if (hasLoneSurrogates(pattern)) {
    const rest = wellFormed(pattern.slice(pattern.search(/\p{Surrogate}/u)));
    fault(`error parsing regexp: invalid UTF-8: \`${rest}\``, pattern);
  }
  let re = cache.get(pattern);
  try {
    re ??= RE2JS.compile(pattern);
  } catch (e) {
    return fault(e instanceof Error ? e.message : String(e), pattern);
  }
  // Repetitions that are written out make the program longer than the pattern.
  if (!mine.has(pattern)) c.charge(8 * re.programSize());
  if (re.programSize() > c.limits.regexSize) throw new LimitError('regexSize', c.limits.regexSize);
  if (mine.size >= MAX_CACHED) mine.clear();
  mine.add(pattern);
  if (cache.size >= MAX_CACHED && !cache.has(pattern)) cache.clear();
  cache.set(pattern, re);
  return re;
}

/** Linear time still means the program's size times the text's length. */
function matcher(c: Context, re: RE2JS, s: string): Matcher {
  c.charge((s.length * (8 + re.programSize())) / 24);
  return re.matcher(s);
}

const width = (s: string, at: number) => ((s.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** FindAllStringIndex. */
function findAll(c: Context, re: RE2JS, s: string, n: bigint): [number, number][] {
  const out: [number, number][] = [];
  const m = matcher(c, re, s);
  let before = -1;
  for (let at = 0; at <= s.length && (n < 0n || out.length < n); ) {
    c.charge(12);
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
    c.charge(12);
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
function expander(c: Context, re: RE2JS, template: string): (m: Matcher) => string {
  if (!template.includes('$')) return () => template;
  const names = re.namedGroups();
  const pattern = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;
  return (m) => {
    c.charge(8 + template.length / 2);
    return template.replace(pattern, (whole, bare?: string, braced?: string) => {
      const name = bare ?? braced;
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const number = /^(0|[1-9][0-9]{0,8})$/.test(name) ? Number(name) : undefined;
      if (number !== undefined) return number <= m.groupCount() ? (m.group(number) ?? '') : '';
      return Object.hasOwn(names, name) ? (m.group(name) ?? '') : '';
    });
  };
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

function family(fault: Fault, name: (base: string) => string): FunctionTable {
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
        return replaceAll(c, re, s, expander(c, re, by));
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

export const functions = priced(12, 1 / 8, {
  ...family(panics, (base) => `regex${base}`),
  ...family(returns, (base) => `mustRegex${base}`),
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
  regexQuoteMeta: ['s', (_: Context, s: string) => s.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'), 6, 1 / 2],
});
