import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Destination } from '../../lib/config/destination';
import { loadDestinations } from '../../lib/load';
import { handoverValues } from '../../lib/onboarding/handover';
import { handoverText } from '../../lib/onboarding/handover-text';
import { presetIds, readPreset } from '../../lib/vendors/preset';
import { inEmptyFolder } from '../cli/support';

const OUTPUTS = {
  BucketName: 'acme',
  BucketRegion: 'eu-west-1',
  ObjectScope: 'acme/in/*',
  RoleArn: 'arn:aws:iam::111122223333:role/writer',
  RoleName: 'writer',
  AccountId: '111122223333',
  UserName: 'writer',
};

function destinationOf(settings: object): Destination {
  return inEmptyFolder(() => {
    writeFileSync(
      'destination.yaml',
      stringify({ version: 1, name: 'd', objects: { prefix: 'in' }, ...settings }),
    );
    return loadDestinations(['destination.yaml'])[0] as Destination;
  });
}

const USER = { access: { type: 'iam-user' } };
const role = (externalId?: string) => ({
  access: { type: 'cross-account-role', principal: 'arn:aws:iam::999988887777:role/v', externalId },
});

test.each<[string, object, Record<string, string>, string | undefined, string, object]>([
  [
    'a key that is not made yet',
    USER,
    OUTPUTS,
    undefined,
    'Secret access key',
    { where: 'in s3.json, once it is made: s3-destination key issue', secret: true },
  ],
  [
    'a key in a file',
    USER,
    OUTPUTS,
    's3.json',
    'Secret access key',
    { where: 'SecretAccessKey in s3.json', file: 's3.json', secret: true },
  ],
  [
    'its ID, too',
    USER,
    OUTPUTS,
    'k/s3.json',
    'Access key ID',
    { where: 'AccessKeyId in k/s3.json', file: 'k/s3.json', secret: true },
  ],
  ['a deployed bucket', USER, OUTPUTS, undefined, 'Bucket name', { value: 'acme' }],
  [
    'a bucket without a name yet',
    USER,
    {},
    undefined,
    'Bucket name',
    { where: 'in the output BucketName of the stack, once it is deployed' },
  ],
  ['an external ID', role('kit-4711'), OUTPUTS, undefined, 'External ID', { value: 'kit-4711' }],
])('%s', (_, settings, outputs, keyFile, label, expected) => {
  const values = handoverValues(destinationOf(settings), undefined, outputs, keyFile);
  expect(values.find((one) => one.label === label)).toEqual({ label, ...expected });
});

test('a key in Secrets Manager is fetched into a file of its own', () => {
  const settings = { access: { type: 'iam-user', keyInSecretsManager: true } };
  const values = handoverValues(destinationOf(settings), undefined, { ...OUTPUTS, SecretArn: 'arn:secret' });
  expect(values.at(-1)?.where).toMatch(
    /^in Secrets Manager: \(umask 077 .* --secret-id arn:secret --region eu-west-1 .* > s3\.json\)$/,
  );
});

const withExternalId = {
  ...readPreset('keboola'),
  handover: [{ label: 'ID', value: 'ExternalId' as const }],
};

test.each<[string, object, string]>([
  [
    'pending',
    { ...role('pending') },
    'pending: the vendor shows it, and you write it into destination.yaml as access.externalId',
  ],
  ['known', role('kit-4711'), 'kit-4711'],
  ['not there', role(), 'none'],
  ['of no role', USER, 'none'],
])('an external ID that is %s', (_, settings, expected) => {
  const [only] = handoverValues(destinationOf(settings), withExternalId, {});
  expect(only?.value ?? only?.where).toBe(expected);
});

/** Each kind of access of each vendor, with what only the vendor knows filled in. */
const VENDORS = presetIds().flatMap((id) =>
  Object.keys(readPreset(id).access).map((type): [string, string] => [id, type]),
);

test.each(VENDORS)('%s, %s: nothing is left open after deploy and key issue', (id, type) => {
  const preset = readPreset(id);
  const given: Record<string, string | string[]> = {};
  const examples: Record<string, string | string[]> = {
    principal: 'arn:aws:iam::999988887777:role/v',
    issuer: 'oidc.example.com',
    subjects: ['tenant'],
  };
  for (const { key, access, example } of preset.parameters) {
    if (access !== type) continue;
    given[key] = examples[key] ?? example ?? 'value-4711';
  }
  const destination = destinationOf({ vendor: id, access: { type, ...given } });
  const values = handoverValues(destination, preset, { ...OUTPUTS, ExternalId: 'value-4711' }, 's3.json');
  expect(values.length).toBeGreaterThan(0);
  expect(values.filter(({ value, file }) => value === undefined && file === undefined)).toEqual([]);
  const expected = preset.handover.filter(({ access }) => access?.includes(type) ?? true);
  expect(values.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
  expect(handoverText(values, preset).split('\n')[0]).toBe(
    `The S3 destination for ${preset.name}, ${preset.product}`,
  );
});

test.each<[string, Parameters<typeof handoverText>[0], string[]]>([
  ['a value', [{ label: 'Region', value: 'eu-west-1' }], ['Region: eu-west-1']],
  ['a value to come', [{ label: 'Role ARN', where: 'in the output' }], ['Role ARN: not known yet']],
  [
    'a secret that is there',
    [{ label: 'Secret', where: 'SecretAccessKey in k/s3.json', file: 'k/s3.json', secret: true }],
    [
      'Secret: in s3.json, which comes by a way of its own',
      '',
      'The access key comes by a way of its own: please never send it by mail or chat.',
    ],
  ],
  [
    'a file that is the value',
    [
      {
        label: '--credentials-file',
        value: '/home/me/keys/s3.json',
        file: '/home/me/keys/s3.json',
        secret: true,
      },
    ],
    [
      '--credentials-file: s3.json, which comes by a way of its own',
      '',
      'The access key comes by a way of its own: please never send it by mail or chat.',
    ],
  ],
  [
    'a secret that is not',
    [{ label: 'Secret', where: 'in Secrets Manager: …', secret: true }],
    [
      'Secret: comes by a way of its own',
      '',
      'The access key comes by a way of its own: please never send it by mail or chat.',
    ],
  ],
])('as text: %s', (_, values, expected) => {
  expect(handoverText(values, undefined).split('\n')).toEqual([
    'The S3 destination for the vendor',
    '',
    ...expected,
  ]);
});
