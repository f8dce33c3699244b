import fc from 'fast-check';
import { compactJson } from '../../../lib/sink/runtime/shape/compact-json';
import { elements, kindOf, members } from '../../../lib/sink/runtime/shape/json-text';

const space = fc.stringMatching(/^[ \t\n\r]{0,3}$/);

/** JSON text with whitespace between any two tokens, escapes of every kind, and duplicate names. */
const { text: jsonText } = fc.letrec<{ text: string; array: string; object: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'null',
      'true',
      'false',
      '1.0',
      '-0',
      '1E5',
      '12345678901234567890',
      '""',
      '"\\\\"',
      '"\\""',
    ),
    fc.string({ unit: 'binary' }).map((s) => JSON.stringify(s)),
    fc
      .string()
      .map((s) => `"${[...s].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`),
    tie('array'),
    tie('object'),
  ),
  array: fc
    .array(fc.tuple(space, tie('text'), space), { maxLength: 4 })
    .chain((list) => space.map((s) => `[${s}${list.map((parts) => parts.join('')).join(',')}]`)),
  object: fc
    .array(fc.tuple(space, name(), space, space, tie('text'), space), { maxLength: 4 })
    .chain((list) =>
      space.map((s) => `{${s}${list.map(([a, k, b, c, v, d]) => `${a}${k}${b}:${c}${v}${d}`).join(',')}}`),
    ),
}));

function name(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('"a"', '"b"', '"\\u0061"', '"__proto__"', '"7"', '""', '"a\\"b"', '" {[,:]} "'),
    fc.string({ unit: 'binary' }).map((s) => JSON.stringify(s)),
  );
}

const framed = fc.tuple(space, jsonText, space).map((parts) => parts.join(''));

test('compactJson, elements and members agree with JSON.parse', () => {
  fc.assert(
    fc.property(framed, (text) => {
      const value: unknown = JSON.parse(text);
      const one = compactJson(text) as string;
      expect(one).not.toMatch(/[\r\n]/);
      expect(JSON.parse(one)).toEqual(value);
      expect(compactJson(one)).toBe(one);
      if (Array.isArray(value)) {
        expect(kindOf(text)).toBe('array');
        expect(elements(text).map((e) => JSON.parse(e) as unknown)).toEqual(value);
      } else if (typeof value === 'object' && value !== null) {
        expect(kindOf(text)).toBe('object');
        const found = [...members(text)].map(([k, v]) => [k, JSON.parse(v) as unknown] as const);
        expect(new Map(found)).toEqual(new Map(Object.entries(value)));
      } else {
        expect(kindOf(text)).toBe('scalar');
      }
    }),
    { numRuns: 3000 },
  );
});

test('slices are what was written, without the whitespace around them', () => {
  expect(elements(' [ 1.0 , "a b" ,{ "x" : [ ] }, [ ] , 12345678901234567890 ] ')).toEqual([
    '1.0',
    '"a b"',
    '{ "x" : [ ] }',
    '[ ]',
    '12345678901234567890',
  ]);
  expect(elements('[]')).toEqual([]);
  expect(elements(' [ \n ] ')).toEqual([]);
  expect([...members(' { } ')]).toEqual([]);
  expect([...members('{"b":1e2 ,\n"a" : "x\\"}" }')]).toEqual([
    ['b', '1e2'],
    ['a', '"x\\"}"'],
  ]);
});

test('the last of duplicate names counts, in the place of the first', () => {
  expect([...members('{"a":1,"b":2,"\\u0061":3}')]).toEqual([
    ['a', '3'],
    ['b', '2'],
  ]);
});

test('__proto__ is a name like others', () => {
  expect([...members('{"__proto__":{"x":1},"constructor":2}')]).toEqual([
    ['__proto__', '{"x":1}'],
    ['constructor', '2'],
  ]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test('depth does not overflow the stack, and size costs linear time', () => {
  const depth = 100_000;
  const deep = `${'[ '.repeat(depth)}${']'.repeat(depth)}`;
  expect(elements(deep)).toHaveLength(1);
  expect(members(`{"a":${deep}}`).get('a')).toBe(deep);
  const backslashes = `[ "${'\\\\'.repeat(500_000)}", "${'\\"'.repeat(500_000)}" ]`;
  const start = performance.now();
  expect(elements(backslashes)).toHaveLength(2);
  expect(elements(`[${'1, '.repeat(300_000)}1]`)).toHaveLength(300_001);
  expect(performance.now() - start).toBeLessThan(2000);
});
