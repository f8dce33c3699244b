import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';

const text = readFileSync(join(PACKAGE_ROOT, 'SECURITY.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
const named = (form: RegExp) => [...new Set([...text.matchAll(form)].map(([, name = '']) => name))];

test.each(named(/`((?:test|scripts)\/[^`]+)`/g))('%s, which SECURITY.md names, is there', (path) => {
  expect(existsSync(join(PACKAGE_ROOT, path))).toBe(true);
});

test.each(named(/`npm run ([\w:]+)`/g))('npm run %s, which SECURITY.md names, is a script', (name) => {
  expect(Object.keys(scripts)).toContain(name);
});

test('each claim of the threat model names what holds it', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('| ') && !line.includes('| held by |'));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row.split('|').at(-2)).toMatch(/proof|store|`test\/|`npm run /);
});
