import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { permissionsSchema } from '../../lib/config/schema';
import { InputError } from '../../lib/terminal/input-error';
import { findFiles } from '../../lib/upload/files';
import { expand } from '../../lib/upload/glob';
import { covers, scopeOf } from '../../lib/upload/scope';
import { type Naming, plan } from '../../lib/upload/target';
import { inEmptyFolder } from '../cli/support';

const files = (...names: string[]) => names.map((file) => ({ file, size: 1, modified: 0 }));
const one: Naming = { prefixes: ['exports/orders'] };

test.each<[string | undefined, string, string]>([
  [undefined, 'data/a.csv', 'exports/orders/a.csv'],
  ['in/{name}', 'data/a.csv', 'in/a.csv'],
  ['in/', 'data/a.csv', 'in/a.csv'],
  ['in/fixed.csv', 'data/a.csv', 'in/fixed.csv'],
  ['{prefix}/2026/{stem}-1.{ext}', 'data/a.b.csv', 'exports/orders/2026/a.b-1.csv'],
  ['{path}', 'data/2026/a.csv', 'data/2026/a.csv'],
  ['{stem}|{ext}', '.hidden', '.hidden|'],
  ['{stem}|{ext}', 'README', 'README|'],
])('--to %s makes of %s the key %s', (to, file, key) => {
  expect(plan(files(file), { ...one, to }).map((item) => item.key)).toEqual([key]);
});

test('without a prefix a file goes to the root of the bucket', () => {
  expect(plan(files('d/a.csv'), { prefixes: [] })[0]?.key).toBe('a.csv');
});

test.each<[string, Naming, string[], RegExp]>([
  ['another placeholder', { ...one, to: '{date}' }, ['a'], /\{date\} stands for nothing: \{name\}, \{stem\}/],
  ['several prefixes', { prefixes: ['a', 'b'] }, ['x'], /several prefixes, a, b/],
  ['no prefix', { prefixes: [], to: '{prefix}/{name}' }, ['x'], /leave \{prefix\} out/],
  ['two files with one key', { ...one, to: 'x.csv' }, ['a', 'b'], /b and a would both be x\.csv/],
  ['a leading slash', { ...one, to: '/in/{name}' }, ['a'], /begins with a slash/],
  ['two slashes', { ...one, to: 'in//{name}' }, ['a'], /two slashes/],
  ['dots', { ...one, to: 'in/../{name}' }, ['a'], /dots only/],
  ['a long key', { ...one, to: `${'é'.repeat(520)}/{name}` }, ['a'], /1,024 bytes/],
  ['a control character', one, ['a\nb'], /control characters/],
  ['a path that leads out', { ...one, to: '{path}' }, ['../a.csv'], /below the folder/],
])('%s is refused', (_, naming, names, message) => {
  expect(() => plan(files(...names), naming)).toThrow(message);
});

test('all problems are told at once', () => {
  expect(() => plan(files('a', 'b'), { ...one, to: '/x' })).toThrow(/a: .*\nb: .*\nb and a would both/);
});

describe('files', () => {
  const inTree = (work: () => void) =>
    inEmptyFolder(() => {
      for (const folder of ['data/2026/01', 'data/.git']) mkdirSync(folder, { recursive: true });
      for (const file of ['a.csv', 'b.csv', 'c.txt', 'x[1].csv', 'data/d.csv', 'data/2026/e.csv'])
        writeFileSync(file, '');
      for (const file of ['data/2026/01/f.csv', 'data/.git/g.csv', '.h.csv']) writeFileSync(file, '');
      work();
    });

  test.each<[string, string[]]>([
    ['*.csv', ['a.csv', 'b.csv', 'x[1].csv']],
    ['?.csv', ['a.csv', 'b.csv']],
    ['[ac].*', ['a.csv', 'c.txt']],
    ['[!a].csv', ['b.csv']],
    ['.*', ['.h.csv']],
    ['**/*.csv', ['a.csv', 'b.csv', 'data/2026/01/f.csv', 'data/2026/e.csv', 'data/d.csv', 'x[1].csv']],
    ['data/**', ['data/2026/01/f.csv', 'data/2026/e.csv', 'data/d.csv']],
    ['data/*/e.csv', ['data/2026/e.csv']],
    ['data/20[0-9][0-9]/**/f.csv', ['data/2026/01/f.csv']],
    ['d+(a)*', []],
    ['none/*', []],
  ])('%s expands', (pattern, expected) => {
    inTree(() => {
      const problems: string[] = [];
      expect(expand(pattern, problems)).toEqual(expected);
      expect(problems).toEqual([]);
    });
  });

  test('a link to a folder above ends nothing', () => {
    inTree(() => {
      symlinkSync('..', 'data/up');
      expect(expand('data/**/d.csv', [])).toEqual(['data/d.csv']);
    });
  });

  test('each is there once, in order, and a name that looks like a pattern is a name', () => {
    inTree(() => {
      const found = findFiles(['x[1].csv', './b.csv', '*.csv', 'b.csv']);
      expect(found.map(({ file }) => file)).toEqual(['x[1].csv', 'b.csv', 'a.csv']);
    });
  });

  const link = (to: string, at: string) => () => symlinkSync(to, at);
  const latin1 = (path: string) => Buffer.from(path, 'latin1');
  const inLatin1: [string, string, () => void, string][] = [
    [
      'a name in Latin-1',
      '*.csv',
      () => writeFileSync(latin1('m\xe4rz.csv'), ''),
      'm\ufffdrz.csv has a name that is not UTF-8: rename it',
    ],
    [
      'a folder with such a name',
      '**/*.csv',
      () => mkdirSync(latin1('m\xe4rz')),
      'm\ufffdrz/ has a name that is not UTF-8: rename it',
    ],
  ];
  test.each<[string, string, () => void, string]>([
    ['a link to nothing', '*.csv', link('gone', 'y.csv'), 'y.csv is a link to what is not there'],
    ['one within', '*/z.csv', link('gone', 'data/z.csv'), 'data/z.csv is a link to what is not there'],
    ['one instead of a folder', '*/d.csv', link('gone', 'data2'), 'data2 is a link to what is not there'],
    ['a link to itself', '*.csv', link('y.csv', 'y.csv'), 'y.csv cannot be read (ELOOP)'],
    [
      'a folder that may not be read',
      '**/*.csv',
      () => {
        const { readdirSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
        jest.spyOn(require('node:fs'), 'readdirSync').mockImplementation(((path: string, how: object) => {
          // Root may read everything.
          if (path === 'data/2026/') throw Object.assign(new Error('no'), { code: 'EACCES' });
          return readdirSync(path, how);
        }) as never);
      },
      'data/2026/ cannot be read (EACCES)',
    ],
    // Elsewhere no file can have such a name.
    ...(process.platform === 'linux' ? inLatin1 : []),
  ])('no pattern passes over %s', (_, pattern, prepare, problem) => {
    inTree(() => {
      try {
        prepare();
        expect(() => findFiles([pattern])).toThrow(new InputError(`${problem}\nNothing was sent.`));
      } finally {
        jest.restoreAllMocks();
      }
    });
  });

  test('what is none is told, all of it', () => {
    inTree(() =>
      expect(() => findFiles(['data/', 'gone.csv', '*.parquet', 'a.csv'])).toThrow(
        'data/ is a folder: write "data/*" for the files in it, with ** for those further down, too\n' +
          'gone.csv is not there\n*.parquet: no file has such a name\nNothing was sent.',
      ),
    );
  });
});

test.each<[string, boolean]>([
  ['exports/orders/a.csv', true],
  ['exports/orders/deep/a.csv', true],
  ['exports/orders/.csv', true],
  ['exports/orders/.strm_test_1.jsonl', true],
  ['exports/orders/a.CSV', false],
  ['exports/orders/a.csv.gz', false],
  ['exports/orders-evil/a.csv', false],
  ['exports/orders.csv', false],
  ['a.csv', false],
  ['exports/returns/a.csv', true],
])('%s is in scope: %s', (key, expected) => {
  const objects = {
    prefixes: ['exports/orders', 'exports/returns'],
    pattern: '*.csv',
    testObject: '.strm_test_*.jsonl',
  };
  const permissions = permissionsSchema.parse({});
  const access = { type: 'iam-user', keyInSecretsManager: false, keySerials: [] } as const;
  expect(covers(scopeOf({ access, objects, permissions }), key)).toBe(expected);
  expect(scopeOf({ access, objects, permissions: { ...permissions, put: false } })).toEqual([]);
});
