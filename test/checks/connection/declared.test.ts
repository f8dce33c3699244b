import { writeFileSync } from 'node:fs';
import { Declared } from '../../../lib/checks/connection/declared';
import { readDestination } from '../../../lib/load/read';
import { inEmptyFolder } from '../../cli/support';

function declared(objects: string, permissions = '{}', now = '2026-11-21T12:00:00Z') {
  const text = `version: 1\nname: d\nobjects: ${objects}\naccess: { type: iam-user }\npermissions: ${permissions}\n`;
  const { destination, ...read } = inEmptyFolder(() => {
    writeFileSync('d.yaml', text);
    return readDestination('d.yaml');
  });
  if (destination === undefined) throw new Error(JSON.stringify(read));
  return new Declared(destination, new Date(now));
}

const ONE = '{ prefix: exports, pattern: "*.csv", testObject: "test_*.tmp" }';
const TWO = '{ prefixes: [a, b/c], pattern: "*.csv" }';
const ROOT = '{ pattern: "*" }';

test.each<[string, string, boolean]>([
  [ONE, 'exports/x.csv', true],
  [ONE, 'exports/2026/x.csv', true],
  [ONE, 'exports//x.csv', true],
  [ONE, 'exports/.csv', true],
  [ONE, 'exports/x.csv.bak', false],
  [ONE, 'exports/x.CSV', false],
  [ONE, 'exports', false],
  [ONE, 'exports.csv', false],
  [ONE, 'exports-other/x.csv', false],
  [ONE, '/exports/x.csv', false],
  [ONE, 'x.csv', false],
  [ONE, 'exports/test_1.tmp', true],
  [ONE, 'exports/test_.tmp', true],
  [ONE, 'exports/test.tmp', false],
  [ONE, 'test_1.tmp', false],
  [TWO, 'b/c/x.csv', true],
  [TWO, 'a/x.csv', true],
  [TWO, 'b/x.csv', false],
  [ROOT, 'anything', true],
  ['{ testObject: "aba*ba" }', 'aba', true],
])('%s lets put %s: %s', (objects, key, expected) => {
  expect(declared(objects).mayPut(key)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['{}', 'exports/x.csv', false],
  ['{ delete: { objects: all, until: forever } }', 'exports/x.csv', true],
  ['{ delete: { objects: all, until: forever } }', 'exports/test_1.tmp', false],
  ['{ delete: { objects: test-objects, until: forever } }', 'exports/test_1.tmp', true],
  ['{ delete: { objects: test-objects, until: forever } }', 'exports/x.csv', false],
  ['{ delete: { objects: all, until: "2026-11-21" } }', 'exports/x.csv', true],
  ['{ delete: { objects: all, until: "2026-11-20" } }', 'exports/x.csv', false],
])('%s lets delete %s: %s', (permissions, key, expected) => {
  expect(declared(ONE, permissions).mayDelete(key)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ['{}', 'exports/x.csv', false],
  ['{ read: true }', 'exports/x.csv', true],
  ['{ read: true }', 'exports/test_1.tmp', false],
])('%s lets read %s: %s', (permissions, key, expected) => {
  expect(declared(ONE, permissions).mayRead(key)).toBe(expected);
});

test('names: the vendor’s own test object, or one that says where it comes from', () => {
  expect(declared(ONE).testName('$&-id')).toBe('test_$&-id.tmp');
  expect(declared(TWO).testName('0123456789')).toBe('s3-destination-test-01234567.csv');
  expect(declared(ROOT).folders).toEqual(['']);
});
