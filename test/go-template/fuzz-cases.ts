import { functionNames } from '../../lib/go-template';

/** Random templates, from a grammar and by mutating real ones, with random data. The same seed, the same cases. */

export interface FuzzCase {
  readonly template: string;
  readonly data: unknown;
  readonly numbers: 'friendly' | 'strict-go';
}

/** Mulberry32: small, and the same everywhere. */
function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const CONSTANTS = [
  '0',
  '1',
  '-1',
  '2',
  '7',
  '1.5',
  '1e6',
  '1e18',
  '9223372036854775807',
  "'x'",
  '3i',
  'true',
  'false',
  'nil',
  '""',
  '"a"',
  '"%5.2f|%v"',
  '"%*d"',
  '"%1000000d"',
  '"(a*)*b"',
  '"[a-z]{1,1000}"',
  '"."',
  '","',
  '"\\xff\\xfe"',
  '"日本"',
  '"2006-01-02"',
  '"2023-11-14"',
  '"1.2.x || >=3"',
  '"{\\"a\\":[1,{}]}"',
  '"http://u:p@h/p?q"',
  '`raw`',
  '"__proto__"',
  '"constructor"',
  '99999',
  '1000000',
  '"1h"',
  '"/a/../b"',
]; // prettier
const FIELDS = [
  '.',
  '$',
  '.a',
  '.b',
  '.n',
  '.s',
  '.l',
  '.m',
  '.m.x',
  '.m.x.y',
  '.missing',
  '.l.x',
  '.constructor',
  '.__proto__',
  '.toString',
  '.t',
  '.f',
  '.u',
]; // prettier
const TEXT = ['x', ' ', '\n', '{', '}}', '"', 'é', '{{', '-'];

export function* fuzzCases(seed: number, count: number, real: readonly string[]): Generator<FuzzCase> {
  const next = random(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const functions = functionNames();

  const term = (depth: number): string => {
    const r = next();
    if (r < 0.4) return pick(FIELDS);
    if (r < 0.75 || depth <= 0) return pick(CONSTANTS);
    return r < 0.8 ? '$v' : `(${pipeline(depth - 1)})`;
  };
  const call = (depth: number): string => {
    const args = Array.from({ length: Math.floor(next() * 4) }, () => term(depth));
    return [pick(functions), ...args].join(' ');
  };
  const pipeline = (depth: number): string => {
    const first = next() < 0.8 ? call(depth) : term(depth);
    return next() < 0.2 ? `${first} | ${call(depth - 1)}` : first;
  };
  const block = (depth: number): string => {
    const r = next();
    if (depth <= 0 || r < 0.25) return pick(TEXT.slice(0, -2));
    const inner = () => statements(depth - 1);
    const trim = next() < 0.1 ? '- ' : '';
    if (r < 0.55) return `{{${trim}${pipeline(2)}}}`;
    if (r < 0.65) return `{{if ${pipeline(1)}}}${inner()}{{else}}${inner()}{{end}}`;
    if (r < 0.8)
      return `{{range $i, $v = ${next() < 0.5 ? pick(['.l', 'until 50', '.m', '.', 'list 1 2']) : pipeline(1)}}}${inner()}{{end}}`;
    if (r < 0.86) return `{{with ${pipeline(1)}}}${inner()}{{end}}`;
    if (r < 0.93) return `{{$v = ${pipeline(2)}}}`;
    return pick([
      '{{template "t" .}}',
      '{{range .l}}{{if .}}{{break}}{{end}}{{continue}}{{end}}',
      '{{template "u" $v}}',
    ]);
  };
  const statements = (depth: number): string =>
    Array.from({ length: 1 + Math.floor(next() * 3) }, () => block(depth)).join('');
  const mutated = (): string => {
    let s = pick(real);
    for (let i = 0; i < 1 + next() * 3; i++) {
      const at = Math.floor(next() * (s.length + 1));
      const cut = Math.floor(next() * 4);
      s = s.slice(0, at) + pick([...TEXT, ...CONSTANTS, '', '(', ')', '|', '$', '.']) + s.slice(at + cut);
    }
    return s;
  };
  const data = (depth: number): unknown => {
    const r = next();
    if (depth <= 0 || r < 0.5)
      return pick([null, true, 0, 1, -2.5, 1e21, 12345678, '', 'str', 'é\ud800', '%d', 123n]);
    const n = Math.floor(next() * 5);
    if (r < 0.7) return Array.from({ length: n }, () => data(depth - 1));
    return Object.fromEntries(
      Array.from({ length: n }, () => [pick(['a', 'x', 'y', '__proto__', 'é']), data(depth - 1)]),
    );
  };

  for (let i = 0; i < count; i++) {
    const grammar = next() < 0.6;
    const head = '{{$i := 0}}{{$v := .a}}';
    const defines =
      '{{define "t"}}{{.a}}{{template "u" .}}{{end}}{{define "u"}}{{if .}}{{template "u" .}}{{end}}{{end}}';
    yield {
      template: grammar ? head + statements(3) + (next() < 0.5 ? defines : '') : mutated(),
      data: {
        a: data(2),
        b: data(1),
        n: 3,
        s: 'Hello, Wörld',
        l: data(3),
        m: { x: data(2) },
        t: true,
        f: 2.5,
        u: null,
      },
      numbers: next() < 0.5 ? 'friendly' : 'strict-go',
    };
  }
}
