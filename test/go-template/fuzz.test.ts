import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzz } from './fuzz-run';

const cases = JSON.parse(readFileSync(join(__dirname, 'cases.json'), 'utf8')) as { template?: string }[];
const real = cases.flatMap((c) => c.template ?? []);

test('random templates end in an output or in one of the two errors, and soon', () => {
  const report = fuzz(7, 2000, real, 1000);
  expect(report.broken).toEqual([]);
  expect(report.rendered).toBeGreaterThan(200);
  expect(report.executionErrors).toBeGreaterThan(200);
});
