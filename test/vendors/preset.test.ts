import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE_FOLDER } from '../../lib/paths';
import { askedUngranted } from '../../lib/vendors/grants';
import { presetIds, presetSuggestion, readPreset } from '../../lib/vendors/preset';
import { presetSchema } from '../../lib/vendors/preset-schema';
import { NOW } from '../policy/support';

describe.each(presetIds())('lib/vendors/catalogue/%s.json', (id) => {
  const preset = readPreset(id);

  test('is a preset, and what it leaves out is filled in as the schema says', () => {
    expect(preset).toEqual(presetSchema.parse(fileOf(id)));
  });

  test('is the vendor that its file name says', () => {
    expect(preset.id).toBe(id);
  });

  test('says where its facts stand, and when they were read', () => {
    for (const { url, read } of preset.sources) {
      expect(url).toMatch(/^https:\/\/[a-z.]+\/\S+[^/]?$/);
      // What is read in a repository is named by its commit, so that it stays what was read.
      if (url.startsWith('https://github.com/')) expect(url).toMatch(/\/blob\/[0-9a-f]{7,40}\//);
      expect(new Date(read).getTime()).toBeLessThanOrEqual(Date.now());
    }
  });

  test('speaks only of kinds of access that it supports', () => {
    const named = [
      ...preset.parameters.map(({ access }) => access),
      ...preset.variants.map(({ access }) => access),
      ...preset.notes.flatMap(({ access }) => access ?? []),
      ...preset.handover.flatMap(({ access }) => access ?? []),
    ];
    expect(named.filter((type) => !Object.hasOwn(preset.access, type))).toEqual([]);
  });

  test('says of each thing that its vendor asks for and does not get in full, why', () => {
    const words = ({ action, resource }: { readonly action: string; readonly resource: string }) =>
      `${action} ${resource}`;
    expect(preset.leftOut.map(words).sort()).toEqual(askedUngranted(preset, NOW).map(words).sort());
  });

  test('asks for no value that it fills in, and for none twice', () => {
    const filledIn = preset.parameters.filter(({ key, access }) =>
      Object.hasOwn(preset.access[access] ?? {}, key),
    );
    expect(filledIn).toEqual([]);
    const keys = preset.parameters.map(({ key, access }) => `${access} ${key}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('may wait only for what can be pending', () => {
    const waiting = preset.parameters.filter(({ mayBePending }) => mayBePending).map(({ key }) => key);
    expect(waiting.filter((key) => key !== 'externalId' && key !== 'subjects')).toEqual([]);
  });

  test('has other values only for what it fills in', () => {
    const loose = preset.variants.filter(
      ({ access, key }) => !Object.hasOwn(preset.access[access] ?? {}, key),
    );
    expect(loose).toEqual([]);
  });

  test('hands over a role, or a key, wherever there is one', () => {
    for (const type of Object.keys(preset.access)) {
      const values = preset.handover
        .filter(({ access }) => access?.includes(type) ?? true)
        .map(({ value }) => value);
      if (type === 'iam-user')
        expect(values).toContain(values.includes('KeyFile') ? 'KeyFile' : 'SecretAccessKey');
      else if (type !== 'bucket-policy')
        expect(values).toContain(values.includes('RoleName') ? 'RoleName' : 'RoleArn');
    }
  });
});

test('every file of the catalogue is a preset', () => {
  const files = readdirSync(CATALOGUE_FOLDER).sort();
  expect(files).toEqual(
    presetIds()
      .map((id) => `${id}.json`)
      .sort(),
  );
});

test.each([
  ['a slip of the pen', 'kebola', 'did you mean "keboola"?'],
  ['a part of several', 'Braze', 'did you mean "braze-currents" or "braze-dashboard-export"?'],
  [
    'a part of many',
    'segment',
    'did you mean "segment-aws-s3" or "segment-s3-actions" or "segment-s3-legacy"?',
  ],
  ['a word of two letters', 's3', '`s3-destination vendors` lists them'],
  ['another word', 'constructor', '`s3-destination vendors` lists them'],
])('an ID that is %s: what to write instead', (_, typed, expected) => {
  expect(presetSuggestion(typed)).toBe(expected);
});

describe('a preset is refused', () => {
  const valid = fileOf('keboola');
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
    ['without a kind of access', { access: {} }, ['access', 'externalId']],
    [
      'with a kind of access that nobody knows',
      { access: { 'iam-role': {} } },
      ['access', 'access', 'externalId'],
    ],
    [
      'with a value that a destination file could not have',
      { access: { 'cross-account-role': { principal: '*' } } },
      ['access.cross-account-role.principal'],
    ],
    [
      'with a key that a destination file could not have',
      { access: { 'iam-user': { externalId: 'acme' } } },
      ['access.iam-user', 'externalId'],
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
    [
      'with a wildcard too many among the resources that the vendor asks for',
      { asks: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::*/*' }] },
      ['asks.0.Resource'],
    ],
    [
      'with a question mark among the actions that the vendor asks for',
      { asks: [{ Effect: 'Allow', Action: 's3:Get?', Resource: '*' }] },
      ['asks.0.Action'],
    ],
    ['with a wildcard too many in the pattern', { objects: { pattern: '*/*.csv' } }, ['objects.pattern']],
    ['with a wildcard as the prefix', { objects: { prefix: '*' } }, ['objects.prefix']],
    [
      'with a wildcard as the test object',
      { objects: { pattern: '*.csv', testObject: '*' } },
      ['objects.testObject'],
    ],
    ['without a direction', { direction: undefined }, ['direction']],
    ['that only reads and may write', { direction: 'read' }, ['permissions']],
    ['that writes and may not', { permissions: { put: false, read: true } }, ['permissions']],
    ['that does not say whose the external ID is', { externalId: undefined }, ['externalId']],
    ['that says nothing of KMS', { kms: undefined }, ['kms']],
    ['that says nothing of regions, not even unknown', { regions: '' }, ['regions']],
    ['with something left out of nothing', { asks: undefined }, ['leftOut']],
    [
      'that asks for a value which no key of access takes',
      { parameters: [{ ...valid.parameters[0], key: 'workspaceId' }] },
      ['parameters.0.key'],
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

function fileOf(id: string) {
  return JSON.parse(readFileSync(join(CATALOGUE_FOLDER, `${id}.json`), 'utf8'));
}
