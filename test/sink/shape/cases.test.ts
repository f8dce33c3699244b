import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ShaperSettings } from '../../../lib/sink/runtime/shape/shaper';
import { outcome } from './shaping';

interface Case {
  readonly name: string;
  readonly settings?: Partial<ShaperSettings>;
  readonly records: readonly (string | { readonly base64: string })[];
  readonly object?: string;
  readonly dropped?: readonly number[];
  readonly dead?: Readonly<Record<number, string>>;
}

const cases = parse(readFileSync(join(__dirname, 'cases.yaml'), 'utf8')) as readonly Case[];

test.each(cases)('$name', async ({ settings = {}, records, object, dropped = [], dead = {} }) => {
  const contents = records.map((r) => (typeof r === 'string' ? r : Buffer.from(r.base64, 'base64')));
  const found = await outcome(settings, contents);
  expect(found.object?.toString()).toBe(object);
  expect(found.dropped).toEqual(dropped);
  expect(found.dead).toEqual(dead);
  expect(found.written.length > 0).toBe(object !== undefined);
});

test('the names of the cases differ', () => {
  expect(new Set(cases.map((c) => c.name)).size).toBe(cases.length);
});
