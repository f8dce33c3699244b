import fc from 'fast-check';
import { parse } from 'yaml';
import { yaml } from '../../lib/runbook/yaml';
import { HOSTILE, isWellFormed } from './hostile';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => isWellFormed(value)),
  fc.constantFrom(
    ...HOSTILE,
    'yes',
    'null',
    '1e3',
    '0x1',
    '2026-11-21',
    'true',
    '~',
    'a: b',
    'a #b',
    '{{ .x }}\n',
    'a\n b\n',
  ),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

test('YAML reads what was written, whatever it holds', () => {
  fc.assert(
    fc.property(fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true }), (data) => {
      expect(parse(yaml(data)) ?? {}).toEqual(data);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test('a destination file reads as a person would write it', () => {
  const file = {
    version: 1,
    name: 'orders',
    environment: { account: '111122223333', region: 'eu-west-1' },
    objects: { prefixes: ['a', 'b/c'], pattern: '*.csv' },
    permissions: { delete: { objects: 'all', until: '2026-12-31' } },
    sink: { template: '{"a":{{ .a }}}\n' },
    tags: {},
  };
  expect(yaml(file)).toMatchInlineSnapshot(`
"version: 1
name: orders
environment:
  account: "111122223333"
  region: eu-west-1
objects:
  prefixes: [a, b/c]
  pattern: "*.csv"
permissions:
  delete:
    objects: all
    until: "2026-12-31"
sink:
  template: |
    {"a":{{ .a }}}
tags: {}"
`);
});
