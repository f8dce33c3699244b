import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_FORMATS, keyText } from '../../lib/credentials/formats';
import { CANARY, spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment } from '../aws-fakes/environment';
import { type Answers, type FakeStore, startFakeStore, stsError } from '../checks/connection/fake-store';
import { named, runTest, type Setting, token, user, withRole, withToken } from '../checks/connection/support';

const { home, restore } = cleanAwsEnvironment();
let store: FakeStore;
/** CloudFormation is asked with the settings of every command, which know nothing of a test's certificate. */
let plain: FakeStore;
beforeAll(async () => {
  const answers: Answers = ({ operation }) =>
    operation === 'DescribeStacks' ? stsError(403, 'AccessDenied', 'not for the writer') : undefined;
  store = await startFakeStore(answers);
  plain = await startFakeStore(answers, { tls: false });
  writeFileSync(
    join(home, 'credentials'),
    `[vendor]\naws_access_key_id = AKIAVENDOR\naws_secret_access_key = ${CANARY}\n`,
  );
});
afterAll(async () => {
  await store.close();
  await plain.close();
  restore();
});

const run = ({ options, ...setting }: Setting) =>
  runTest({
    ...setting,
    certificate: store.certificate,
    options: { endpointUrl: store.endpoint, json: true, ...options },
  });

const none =
  'version: 1\nname: s\nobjects: { prefix: p }\naccess: { type: none }\nsink: { source: { type: sqs } }\n';
const service = named().replace(
  /principal: .*/,
  'principal: logging.s3.amazonaws.com\n  sourceAccount: "111122223333"',
);
const keyOf = { key: 's3.json' };

test.each<[string, Setting, RegExp]>([
  ['a sink alone', { file: none }, /^destination\.yaml: access\.type is none/],
  ['an AWS service', { file: service }, /nobody can act as the service logging\.s3/],
  [
    'a pending external ID',
    { file: withRole().replace('acme-4711', 'pending') },
    /externalId is pending.*write what the vendor shows, deploy/,
  ],
  ['a pending subject', { file: withToken().replace('[exporter]', 'pending') }, /subjects is pending/],
  [
    'a key for a role',
    { file: withRole(), options: keyOf },
    /--key is for the key of a user.*cross-account-role/,
  ],
  ['a token for a user', { options: { tokenFile: 't' } }, /--token-file is for a web identity/],
  ['a vendor for a user', { options: { asVendorProfile: 'vendor' } }, /--as-vendor-profile is for/],
  ['two writers', { options: { ...keyOf, profile: 'vendor' } }, /--key and --profile both say who writes/],
  [
    'two vendors',
    { file: named(), options: { ...keyOf, asVendorProfile: 'vendor' } },
    /--key and --as-vendor-profile both/,
  ],
  ['no token', { file: withToken() }, /name a file with one in --token-file/],
  [
    'a token that is none',
    { file: withToken(), files: { t: CANARY }, options: { tokenFile: 't' } },
    /^t holds no token/,
  ],
  [
    'a token file that is not there',
    { file: withToken(), options: { tokenFile: 't' } },
    /^t does not exist: --token-file names the file with/,
  ],
  ['a key file that is not there', { options: { key: 'k' } }, /^k does not exist: --key names the file that/],
  [
    'a key file that is no JSON',
    { files: { 's3.json': CANARY }, options: keyOf },
    /^s3\.json holds no access key: `key issue` writes one/,
  ],
  [
    'a key file without a secret',
    { files: { 's3.json': '{"AccessKey":{"AccessKeyId":"A"}}' }, options: keyOf },
    /^s3\.json holds no access key/,
  ],
  ['an endpoint that is none', { options: { ...keyOf, endpointUrl: 'minio' } }, /--endpoint-url is no URL/],
  ['outputs that are not there', { options: { ...keyOf, outputs: 'o.json' } }, /o\.json cannot be read/],
  [
    "another user's key",
    { file: user('access: { type: iam-user, userName: other }'), options: keyOf },
    /of arn:aws:iam::111122223333:user\/strm-writer, and the writer is other: name the file of its key/,
  ],
  [
    'somebody whom the bucket policy does not name',
    { file: named().replace('user/strm-writer', 'role/exporter'), options: { asVendorProfile: 'vendor' } },
    /and the writer is arn:aws:iam::111122223333:role\/exporter: name a profile of the vendor/,
  ],
])('%s is refused before anything is put', async (_what, setting, message) => {
  const before = store.log.length;
  const error: unknown = await run(setting).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'InputError', message: expect.stringMatching(message) });
  expect(store.log.slice(before).filter(({ operation }) => operation === 'PutObject')).toEqual([]);
  expect(spilled(error)).toEqual([]);
});

const made = {
  userName: 'strm-writer',
  accessKeyId: 'AKIAFAKE',
  secretAccessKey: CANARY,
  created: new Date('2026-11-21T12:00:00Z'),
};

test.each<[string, Setting]>([
  ...KEY_FORMATS.map((format): [string, Setting] => [
    `the key's file, as \`key issue --format ${format}\` writes it,`,
    { files: { key: keyText(made, format, 'eu-central-1') }, options: { key: 'key' } },
  ]),
  ['a profile', { options: { profile: 'vendor' } }],
  [
    'a profile of the vendor that the bucket policy names',
    { file: named(), options: { asVendorProfile: 'vendor' } },
  ],
  [
    'a profile of the vendor that assumes the role',
    { file: withRole(), options: { asVendorProfile: 'vendor' } },
  ],
  [
    'a token from the file that the environment names',
    { file: withToken(), files: { t: token() }, environment: { AWS_WEB_IDENTITY_TOKEN_FILE: 't' } },
  ],
])('%s makes the writer', async (_what, setting) => {
  const { code, stdout } = await run(setting);
  expect(JSON.parse(stdout)).toMatchObject({
    passed: true,
    bucket: 'acme-strm-events',
    region: 'eu-central-1',
  });
  expect(code).toBe(0);
});

const UNNAMED = user('access: { type: iam-user }').replace('bucket: { name: acme-strm-events }\n', '');

test('bucket, region and user come from the outputs of the stack, and flags overrule them', async () => {
  const outputs = { BucketName: 'acme-strm-events', BucketRegion: 'eu-central-1', UserName: 'strm-writer' };
  const files = { 'cdk-outputs.json': JSON.stringify({ 'S3Destination-strm-events': outputs }) };
  const found = JSON.parse((await run({ file: UNNAMED, files, options: keyOf })).stdout);
  expect(found).toMatchObject({ passed: true, bucket: 'acme-strm-events' });
  const flagged = await run({
    file: UNNAMED,
    files,
    options: { ...keyOf, bucket: 'other', region: 'eu-west-1' },
  });
  expect(JSON.parse(flagged.stdout)).toMatchObject({ passed: false, bucket: 'other', region: 'eu-west-1' });
});

test('the writer may not ask CloudFormation, and need not where the file names the bucket', async () => {
  const file = user('access: { type: iam-user }');
  expect((await run({ file, options: { profile: 'vendor', endpointUrl: plain.endpoint } })).code).toBe(0);
  expect(plain.log.map(({ operation }) => operation)).toContain('DescribeStacks');
});

test('nobody asks for a bucket whose name is not known', async () => {
  await expect(
    run({ file: UNNAMED, options: { profile: 'vendor', endpointUrl: plain.endpoint } }),
  ).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});
