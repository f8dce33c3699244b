import fc from 'fast-check';
import { compactJson } from '../../../lib/sink/runtime/shape/compact-json';

/** JSON.parse says what is JSON; a string is taken whole, and whitespace beside it goes. */
function expected(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return written(text.replace(/("(?:[^"\\]|\\.)*")|[ \t\n\r]+/g, '$1'));
}

/** Half of a surrogate pair becomes U+FFFD in any object. */
const written = (text: string) => Buffer.from(text).toString();
const compacted = (text: string) => {
  const compact = compactJson(text);
  return compact === undefined ? undefined : written(compact);
};

const TOKENS = [
  ...['{', '}', '[', ']', ',', ':', ' ', '\n', '\t', '\r', '\b', '\u00a0', '\ufeff', '\u2028', '\0'],
  ...['"', '"a"', '""', '"\\u00e9"', '"\\n"', '"\\x"', '"\\u12"', '\\', '"é€😀"', '\ud800', '"\ud800"'],
  ...['0', '-', '-0', '1', '00', '.', '.5', 'e', 'E+', '1e5', '1.5', 'true', 'nul', 'null', 'false'],
  ...['{}', '[]', '{"a":1}', '[1,2]', '{ }', '[ ]', '1 ', ' 1'],
];

test('any row of tokens is JSON, and compact, where JSON.parse says so', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 9 }), (tokens) => {
      const text = tokens.join('');
      expect(compacted(text)).toBe(expected(text));
    }),
    { numRuns: 6_000 },
  );
});

test('JSON with one token too many, or one character too few', () => {
  const spoilt = fc.tuple(fc.jsonValue(), fc.nat(2), fc.nat(300), fc.constantFrom(...TOKENS));
  fc.assert(
    fc.property(spoilt, ([value, indent, at, token]) => {
      const text = JSON.stringify(value, undefined, indent);
      for (const one of [
        text,
        text.slice(0, at) + token + text.slice(at),
        text.slice(0, at) + text.slice(at + 1),
      ])
        expect(compacted(one)).toBe(expected(one));
    }),
    { numRuns: 700 },
  );
});

const DEPTH = 1_000_000;

test.each([
  ['a text larger than what is kept for all', `"${'é'.repeat(100_000)}"`, `"${'é'.repeat(100_000)}"`],
  ['a large text with whitespace', ` [ "${'é '.repeat(100_000)}" , 1 ]`, `["${'é '.repeat(100_000)}",1]`],
  [
    'as deep as no call could follow',
    '[ '.repeat(DEPTH) + ']'.repeat(DEPTH),
    '['.repeat(DEPTH) + ']'.repeat(DEPTH),
  ],
  ['a bracket that is never closed', '['.repeat(DEPTH), undefined],
  ['what the last text left behind', '', undefined],
  ['the beginning of the last text', '"', undefined],
  ['whitespace in strings', '{"a": "b  c\\n\\t d", "e" : "\u2028"}', '{"a":"b  c\\n\\t d","e":"\u2028"}'],
  ['numbers as they are written', '[ 1.0, -0, 12345678901234567890 ]\n', '[1.0,-0,12345678901234567890]'],
])('%s', (_, text, compact) => {
  expect(compactJson(text)).toBe(compact);
});

test('a text without whitespace is given back itself', () => {
  const text = '{"a":[1,"b c",null]}';
  expect(compactJson(text)).toBe(text);
});
