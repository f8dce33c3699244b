import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE_FOLDER } from '../../lib/paths';
import { mergePreset } from '../../lib/vendors/merge';

const PRESET = {
  id: 'acme',
  name: 'Acme',
  product: 'exporter',
  sources: [{ title: 'how to', url: 'https://acme.example/s3', read: '2026-11-21' }],
  direction: 'write',
  files: 'csv',
  objectNames: '*.csv',
  connectionTest: 'unknown',
  externalId: { source: 'vendor' },
  sessionHours: 2,
  kms: { support: 'unknown' },
  regions: 'unknown',
  labels: 'vendor',
  access: { 'cross-account-role': { principal: '444455556666', maxSessionHours: 2 }, 'iam-user': {} },
  parameters: [
    {
      key: 'externalId',
      access: 'cross-account-role',
      label: 'Acme ID',
      where: 'in your Acme project',
      mayBePending: true,
    },
    {
      key: 'roleName',
      access: 'cross-account-role',
      label: 'name of the role',
      where: 'as Acme shows it',
      mayBePending: false,
      required: false,
    },
  ],
  objects: { prefix: 'AcmeLogs', pattern: '*.csv' },
  permissions: { list: true },
  handover: [{ label: 'Bucket', value: 'BucketName' }],
};

/** A catalogue of one vendor, which knows a prefix too: none of the seed vendors does. */
jest.mock('../../lib/paths', () => {
  const { mkdtempSync } = jest.requireActual<typeof import('node:fs')>('node:fs');
  const { tmpdir } = jest.requireActual<typeof import('node:os')>('node:os');
  return { CATALOGUE_FOLDER: mkdtempSync(`${tmpdir()}/catalogue-`) };
});
beforeAll(() => {
  writeFileSync(join(CATALOGUE_FOLDER, 'acme.json'), JSON.stringify(PRESET));
  writeFileSync(join(CATALOGUE_FOLDER, 'README.md'), 'not a preset');
});
afterAll(() => rmSync(CATALOGUE_FOLDER, { recursive: true }));

const merged = (keys: object) => mergePreset({ vendor: 'acme', ...keys }).merged;

test('what the file leaves out, the preset fills in', () => {
  expect(merged({ name: 'orders' })).toEqual({
    vendor: 'acme',
    name: 'orders',
    access: { type: 'cross-account-role', principal: '444455556666', maxSessionHours: 2 },
    objects: { prefix: 'AcmeLogs', pattern: '*.csv' },
    permissions: { list: true },
  });
});

test('what the file says stands', () => {
  const keys = {
    access: { principal: 'arn:aws:iam::444455556666:role/x', externalId: 'a' },
    objects: { prefix: 'mine', pattern: '*' },
    permissions: { list: false, read: true },
  };
  expect(merged(keys)).toEqual({
    vendor: 'acme',
    access: {
      type: 'cross-account-role',
      principal: 'arn:aws:iam::444455556666:role/x',
      maxSessionHours: 2,
      externalId: 'a',
    },
    objects: { prefix: 'mine', pattern: '*' },
    permissions: { list: false, read: true },
  });
});

test('prefixes of the file keep the prefix of the preset out', () => {
  expect(merged({ objects: { prefixes: ['a', 'b'] } })).toMatchObject({
    objects: { prefixes: ['a', 'b'], pattern: '*.csv' },
  });
  expect(merged({ objects: { prefixes: ['a', 'b'] } })).not.toHaveProperty('objects.prefix');
});

test('another kind of access gets what the preset says of that kind', () => {
  expect(merged({ access: { type: 'iam-user' } })).toMatchObject({ access: { type: 'iam-user' } });
  expect(merged({ access: { type: 'iam-user' } })).not.toHaveProperty('access.principal');
});

test.each([
  ['a file without a vendor', { name: 'orders' }],
  ['a list', [{ vendor: 'acme' }]],
  ['a text', 'vendor: acme'],
  ['nothing', null],
])('%s stays as it is', (_, value) => {
  const { merged, complaints, excuses } = mergePreset(value);
  expect(merged).toBe(value);
  expect(complaints).toEqual([]);
  expect(excuses(['access'])).toBe(false);
});

describe('what only the vendor tells', () => {
  const asked = (access?: unknown) =>
    mergePreset({ vendor: 'acme', ...(access === undefined ? {} : { access }) }).complaints;
  const ACME_ID = [
    {
      path: ['access', 'externalId'],
      message: 'is missing: write Acme ID, in your Acme project; or pending',
    },
  ];

  test.each<[string, unknown, object[]]>([
    ['is asked for in its own words, where the file says nothing of access', undefined, ACME_ID],
    ['is asked for where the file says something else', { maxSessionHours: 1 }, ACME_ID],
    ['is not asked for where it stands', { externalId: 'acme' }, []],
    ['is not asked for where it stands, and is empty', { externalId: null }, []],
    ['is not asked for with another kind of access', { type: 'iam-user' }, []],
    ['is not asked for where the file names another principal', { principal: '111122223333' }, []],
    ['is not asked for where access is a text', 'iam-user', []],
  ])('%s', (_, access, complaints) => {
    expect(asked(access)).toEqual(complaints);
  });

  test('is asked for once', () => {
    const { excuses } = mergePreset({ vendor: 'acme' });
    expect(excuses(['access', 'externalId'])).toBe(true);
    expect(excuses(['access', 'roleName'])).toBe(false);
    expect(excuses(['externalId'])).toBe(false);
  });
});
