import fc from 'fast-check';
import { jsonForm } from '../../../lib/sink/runtime/shape/json-form';
import { compact } from '../../../lib/sink/runtime/shape/json-text';

/** JSON.parse says what is JSON, and `compact` what is compact. */
function expected(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return 'none';
  }
  return compact(text) === text ? 'compact' : 'spaced';
}

const TOKENS = [
  ...['{', '}', '[', ']', ',', ':', ' ', '\n', '\t', '\r', '\b', '\u00a0', '\ufeff', '\u2028', '\0'],
  ...['"', '"a"', '""', '"\\u00e9"', '"\\n"', '"\\x"', '"\\u12"', '\\', '"é€😀"', '\ud800', '"\ud800"'],
  ...['0', '-', '-0', '1', '00', '.', '.5', 'e', 'E+', '1e5', '1.5', 'true', 'nul', 'null', 'false'],
  ...['{}', '[]', '{"a":1}', '[1,2]', '{ }', '[ ]', '1 ', ' 1'],
];

test('any row of tokens is JSON, and compact, where JSON.parse and compact say so', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 9 }), (tokens) => {
      const text = tokens.join('');
      expect(jsonForm(text)).toBe(expected(text));
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
        expect(jsonForm(one)).toBe(expected(one));
    }),
    { numRuns: 700 },
  );
});

test.each([
  ['a text larger than what is kept for all', `"${'é'.repeat(100_000)}"`, 'compact'],
  ['as deep as no call could follow', '['.repeat(1e6) + ']'.repeat(1e6), 'compact'],
  ['a bracket that is never closed', '['.repeat(1e6), 'none'],
  ['what the last text left behind', '', 'none'],
  ['the beginning of the last text', '"', 'none'],
])('%s', (_, text, form) => {
  expect(jsonForm(text)).toBe(form);
});
