import { askedUngranted, grantedUnasked, grantsOf } from '../../lib/vendors/grants';
import { type Preset, presetIds, readPreset } from '../../lib/vendors/preset';
import { checkVendors } from '../../scripts/vendors-check';
import { NOW } from '../policy/support';

const BUCKET = `arn:aws:s3:::\${bucket}`;
const OBJECTS = `${BUCKET}/*`;
const SCOPE = `${BUCKET}/\${prefix}/*`;
const asking = (changes: object): Preset => ({ ...readPreset('datadog-log-archive'), ...changes }) as Preset;
const allow = (Action: string | string[], Resource: string) => ({
  Effect: 'Allow' as const,
  Action,
  Resource,
});

test('no vendor is granted what its page does not ask for', () => {
  expect(presetIds().flatMap((id) => grantedUnasked(readPreset(id), NOW))).toEqual([]);
});

test('what all vendors ask for and get, at a glance', () => {
  expect(checkVendors(presetIds().map(readPreset), NOW).table).toMatchSnapshot();
});

test('what is granted and was not asked for is found, with the vendor', () => {
  const { excess } = checkVendors([asking({ permissions: { bucketLocation: true, read: true } })], NOW);
  expect(excess).toEqual([`datadog-log-archive: s3:GetBucketLocation on ${BUCKET}`]);
});

describe('what is granted and was not asked for', () => {
  test.each<[string, object[], string[]]>([
    ['nothing, where the objects are asked for', [allow('s3:PutObject', OBJECTS)], []],
    ['nothing, where the action is asked for with a wildcard', [allow('s3:Put*', OBJECTS)], []],
    ['nothing, where the very scope is asked for', [allow('s3:PutObject', SCOPE)], []],
    ['an action of a longer name', [allow('s3:PutObjectAcl', OBJECTS)], ['s3:PutObject']],
    ['an action that a wildcard does not cover', [allow('s3:Get*', OBJECTS)], ['s3:PutObject']],
    ['an action that is asked for on the bucket only', [allow('s3:PutObject', BUCKET)], ['s3:PutObject']],
    [
      'an action that is asked for in one folder only',
      [allow('s3:PutObject', `${BUCKET}/logs/*`)],
      ['s3:PutObject'],
    ],
    [
      'an action that is asked for on some names only',
      [allow('s3:PutObject', `${OBJECTS}.csv`)],
      ['s3:PutObject'],
    ],
  ])('%s', (_, asks, expected) => {
    const preset = asking({ asks, permissions: { bucketLocation: false } });
    expect(grantedUnasked(preset, NOW).map(({ action }) => action)).toEqual(expected);
  });

  test('is not looked for where the page shows no policy', () => {
    expect(grantedUnasked(asking({ asks: undefined }), NOW)).toEqual([]);
  });
});

describe('what is asked for and not granted in full', () => {
  const asks = [
    allow(['s3:PutObject', 's3:ListBucket', 's3:DeleteObject'], SCOPE),
    allow('s3:ListBucket', BUCKET),
  ];

  test('is what another resource, a condition or a date narrows', () => {
    const preset = asking({ asks, permissions: { list: true }, init: { deleteAllObjectsForDays: 3 } });
    expect(askedUngranted(preset, NOW)).toEqual([
      { action: 's3:ListBucket', resource: SCOPE },
      { action: 's3:DeleteObject', resource: SCOPE },
      { action: 's3:ListBucket', resource: BUCKET },
    ]);
    expect(grantsOf(preset, NOW).find(({ sid }) => sid === 'DeleteObjects')?.when).toBe(
      'until 2026-11-24 (UTC, that day included)',
    );
  });

  test('is nothing where nothing is asked for', () => {
    expect(askedUngranted(asking({ asks: undefined }), NOW)).toEqual([]);
  });
});

test("a preset's own prefix, pattern and test object stand in what it grants", () => {
  const objects = { prefix: 'logs', pattern: '*.gz', testObject: 'test.txt' };
  const [write, test] = grantsOf(asking({ objects }), NOW);
  expect(write?.resources).toEqual([`${BUCKET}/logs/*.gz`]);
  expect(test?.resources).toEqual([`${BUCKET}/logs/test.txt`]);
});
