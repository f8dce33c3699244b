import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS_TYPES } from '../../lib/config/schema';
import { presetIds, readPreset } from '../../lib/vendors/preset';
import { besideTheWorld, EXAMPLES } from '../examples.support';
import { readDeclarations } from './declarations';
import { destinations } from './destinations';
import { isCaught, MUTATIONS, tryMutation } from './mutations';
import { prove } from './proof';
import { tableOf } from './table';

besideTheWorld();
jest.setTimeout(60_000);

/** One destination for each kind of access, and a sink; `npm run proof` takes all. */
const SOME = ['bucket-policy', 'keboola-user', 'oidc-imported-provider', 'own-vendor', 'sink-eventbridge'];
/** Each of another kind; `npm run proof` tries all. */
const FEW = [
  'the suffix is dropped',
  's3:PutObject becomes s3:PutObject*',
  'Action becomes NotAction',
  'the external ID is not asked for',
  'the subject is not asked for',
  'the bucket takes plain HTTP',
  'BlockPublicPolicy is off',
  "the bucket's key goes with the stack",
  'the public may s3:GetObject',
  'the vendor may use the key directly',
  'the service may send for any source',
  'an account that nobody heard of may read',
  'an external ID that nobody heard of will do',
  'everything may be read with a referer',
  'trust allows sts:TagSession too',
  'dead letters go elsewhere',
];

const declared = readDeclarations().map(({ name }) => name);
const allowed = readFileSync(join(__dirname, 'allowed.txt'), 'utf8');
const some = destinations(SOME);

describe('everything is declared:', () => {
  test.each(EXAMPLES)('%s', (file) => {
    expect(declared).toContain(file.replace(/\.yaml$/, ''));
  });

  const kinds = presetIds().flatMap((id) => Object.keys(readPreset(id).access).map((kind) => [id, kind]));
  test.each(kinds)('the preset %s with %s', (id, kind) => {
    expect(declared).toContain(`preset-${id}-${kind}`);
    expect(ACCESS_TYPES).toContain(kind);
  });

  test.each(declared)('%s is in the tables', (name) => {
    expect(allowed).toMatch(new RegExp(`^== (.*, )?${name}(,|$)`, 'm'));
  });
});

test.each(some)(
  '$name allows what is declared, and nothing else',
  async ({ name, template, declaration }) => {
    const outcome = await prove(template, declaration, { namedOnly: true });
    expect(outcome.unexpected).toEqual([]);
    expect(outcome.missing).toEqual([]);
    expect(outcome.expected).toBeGreaterThan(20);
    const section = allowed.split(/^== /m).find((one) => one.startsWith(name)) ?? '';
    expect(section.slice(section.indexOf('\n') + 1).trim()).toBe(tableOf(outcome));
  },
);

describe('a template that is wider is caught:', () => {
  test.each(FEW)('%s', async (name) => {
    const mutation = MUTATIONS.find((one) => one.name === name);
    if (mutation === undefined) throw new Error(`there is no mutation "${name}"`);
    const verdict = await tryMutation(mutation, some, 1);
    expect([verdict, isCaught(verdict)]).toEqual([
      { name, appliedTo: expect.any(Array), survived: [] },
      true,
    ]);
  });

  test('there are 180 ways at least, each with a name of its own', () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
    expect(MUTATIONS.length).toBeGreaterThanOrEqual(180);
  });
});

test('a question that the simulator cannot answer fails, and is no denial', async () => {
  const [first] = some;
  if (first === undefined) throw new Error('no destination');
  const broken = JSON.parse(JSON.stringify(first.template).replace('"Effect":"Deny"', '"Effect":"Perhaps"'));
  await expect(prove(broken, first.declaration, { namedOnly: true })).rejects.toThrow('cannot decide');
});
