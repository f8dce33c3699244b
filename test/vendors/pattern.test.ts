import fc from 'fast-check';
import { BUCKET, covers, FILLED_IN, overlaps } from '../../lib/vendors/pattern';

test.each([
  ['exports/*', 'exports/orders/*.csv'],
  ['*', ''],
  ['*/*', 'a/*'],
  ['a*', 'a*'],
  ['a?c', 'abc'],
  ['*?', 'a'],
  [`${BUCKET}*`, `${BUCKET}/exports/*`],
  ['*', BUCKET],
  [`${FILLED_IN}/*`, 'exports/orders/*'],
  [`${FILLED_IN}/*`, `${FILLED_IN}/*`],
])('%j covers %j', (wide, narrow) => {
  expect(covers(wide, narrow)).toBe(true);
});

test.each([
  ['exports/*.csv', 'exports/*'],
  ['a', 'a*'],
  ['a?', 'a*'],
  ['?', ''],
  ['?', BUCKET],
  ['?', FILLED_IN],
  ['', 'a'],
  ['ab', 'a'],
  [FILLED_IN, ''],
  [FILLED_IN, 'exports/*'],
  [FILLED_IN, BUCKET],
])('%j does not cover %j', (wide, narrow) => {
  expect(covers(wide, narrow)).toBe(false);
});

test.each([
  ['a*', '*b', true],
  ['a*', 'b*', false],
  ['a?c', 'ab*', true],
  ['', '', true],
  ['', '*', true],
  ['*', '', true],
  ['a', '', false],
  ['', 'a', false],
  [`${FILLED_IN}/x`, 'exports/*', true],
  ['b', '?', true],
])('%j and %j overlap: %s', (one, other, expected) => {
  expect(overlaps(one, other)).toBe(expected);
  expect(overlaps(other, one)).toBe(expected);
});

test('agrees with expressions on any text: what covers holds every text, and what does not overlap holds none', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, pattern, fc.array(text, { maxLength: 20 }), (one, other, texts) => {
      const inOne = texts.filter((each) => expressionOf(one).test(each));
      const inOther = texts.filter((each) => expressionOf(other).test(each));
      if (covers(one, other)) expect(inOther.filter((each) => !inOne.includes(each))).toEqual([]);
      if (!overlaps(one, other)) expect(inOther.filter((each) => inOne.includes(each))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('the longest pattern that IAM takes is not slow', () => {
  const long = '*a'.repeat(500);
  expect(covers(long, 'a'.repeat(1000))).toBe(true);
  expect(overlaps(long, `${'a'.repeat(1000)}b`)).toBe(false);
});

const expressionOf = (pattern: string) =>
  new RegExp(`^${pattern.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 's');
