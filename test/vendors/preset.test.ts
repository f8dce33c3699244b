import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE_FOLDER } from '../../lib/paths';
import { presetIds, presetSchema, readPreset } from '../../lib/vendors/preset';

describe.each(presetIds())('lib/vendors/catalogue/%s.json', (id) => {
  const preset = readPreset(id);

  test('is the vendor that its file name says', () => {
    expect(preset.id).toBe(id);
  });

  test('says where its facts stand, and when they were read', () => {
    for (const { url, read } of preset.sources) {
      expect(url).toMatch(/^https:\/\/[a-z.]+\/\S+[^/]?$/);
      expect(new Date(read).getTime()).toBeLessThanOrEqual(Date.now());
    }
  });

  test('speaks only of kinds of access that it supports', () => {
    const named = [
      ...preset.parameters.map(({ access }) => access),
      ...preset.notes.flatMap(({ access }) => access ?? []),
      ...preset.handover.flatMap(({ access }) => access ?? []),
    ];
    expect(named.filter((type) => !Object.hasOwn(preset.access, type))).toEqual([]);
  });

  test('leaves out only what its vendor asks for', () => {
    const asked = (preset.asks ?? []).flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
    );
    const leftOut = preset.leftOut.map(({ action, resource }) => `${action} ${resource}`);
    expect(leftOut.filter((one) => !asked.includes(one))).toEqual([]);
    expect(new Set(leftOut).size).toBe(leftOut.length);
  });
});

test('every file of the catalogue is a preset', () => {
  expect(readdirSync(CATALOGUE_FOLDER).sort()).toEqual(presetIds().map((id) => `${id}.json`));
});

describe('a preset is refused', () => {
  const valid = JSON.parse(readFileSync(join(CATALOGUE_FOLDER, 'keboola.json'), 'utf8'));
  const pathsOf = (changes: object) =>
    presetSchema.safeParse({ ...valid, ...changes }).error?.issues.map(({ path }) => path.join('.'));

  test('is not, as it stands', () => {
    expect(pathsOf({})).toBeUndefined();
  });

  test.each<[string, object, string[]]>([
    ['with a key that nobody reads', { website: 'https://example.com' }, ['']],
    ['without a source', { sources: [] }, ['sources']],
    [
      'with a source over http',
      { sources: [{ title: 'x', url: 'http://example.com', read: '2026-11-21' }] },
      ['sources.0.url'],
    ],
    [
      'with a source of no day',
      { sources: [{ title: 'x', url: 'https://example.com', read: 'lately' }] },
      ['sources.0.read'],
    ],
    ['without a kind of access', { access: {} }, ['access']],
    ['with a kind of access that nobody knows', { access: { 'iam-role': {} } }, ['access', 'access']],
    [
      'with a value that a destination file could not have',
      { access: { 'cross-account-role': { principal: '*' } } },
      ['access.cross-account-role.principal'],
    ],
    [
      'with a key that a destination file could not have',
      { access: { 'iam-user': { externalId: 'acme' } } },
      ['access.iam-user'],
    ],
    ['with a wrong pattern', { objects: { pattern: 'csv' } }, ['objects.pattern']],
    [
      'with a wildcard among the additional actions',
      { permissions: { additional: [{ action: 's3:Get*', on: 'objects' }] } },
      ['permissions.additional.0.action'],
    ],
    [
      'with a wildcard among the actions that the vendor asks for',
      { asks: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
      ['asks.0.Action'],
    ],
    [
      'with something left out for no reason',
      { leftOut: [{ action: 's3:PutObject', resource: '*', reason: '' }] },
      ['leftOut.0.reason'],
    ],
    [
      'with delete for more than 90 days',
      { init: { deleteAllObjectsForDays: 91 } },
      ['init.deleteAllObjectsForDays'],
    ],
    ['with nothing to hand over', { handover: [] }, ['handover']],
    [
      'with a value to hand over that there is not',
      { handover: [{ label: 'x', value: 'SecretKey' }] },
      ['handover.0.value'],
    ],
  ])('%s', (_, changes, paths) => {
    expect(pathsOf(changes)).toEqual(paths);
  });
});
