import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';
import { besideTheWorld } from '../examples.support';
import { accepts, complianceDoc, type Finding, findings, REASONS } from './compliance';

besideTheWorld();

let found: readonly Finding[] = [];
beforeAll(() => {
  found = findings();
});

test('every finding of the packs is accepted with a reason', () => {
  expect(found.length).toBeGreaterThan(REASONS.length);
  expect(found.filter((finding) => !REASONS.some((reason) => accepts(reason, finding)))).toEqual([]);
});

test('every reason is needed', () => {
  expect(REASONS.filter((reason) => !found.some((finding) => accepts(reason, finding)))).toEqual([]);
});

test.each(REASONS)('the reason for $rule is a sentence', ({ reason }) => {
  expect(reason).toMatch(/^[A-Z].{40,}\.$/);
});

test('docs/compliance.md is fresh', () => {
  const written = readFileSync(join(PACKAGE_ROOT, 'docs', 'compliance.md'), 'utf8');
  expect(written).toBe(complianceDoc(found));
});
