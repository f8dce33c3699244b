import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SinkOptions } from '../../lib/cli/sink';
import { CANARY } from '../aws-fakes/canary';
import { destinationText, KEYS, LocalBucket, pipe } from '../sink/local/support';
import { inEmptyFolder } from './support';

jest.setTimeout(30_000);

let bucket: LocalBucket;
beforeAll(async () => {
  bucket = await LocalBucket.start();
});
beforeEach(() => bucket.clear());
afterAll(() => bucket.endpoint.stop());

const section = (heading: string, id: string, more = '') =>
  `[${heading}]\naws_access_key_id = ${id}\naws_secret_access_key=${CANARY}\n${more}`;

interface Case {
  readonly credentials?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Partial<SinkOptions>;
  readonly region?: string;
}

/** Whose key signed, and what was said; the folder is the user's own, too. */
function signed({ credentials, files = {}, environment = {}, options = {}, region }: Case) {
  return inEmptyFolder(async () => {
    const sinkLines = credentials === undefined ? '  format: json' : `  credentials: ${credentials}`;
    const file = destinationText(sinkLines).replace(
      'environment: { region: eu-west-1 }',
      region === undefined ? 'tags: {}' : `environment: { region: ${region} }`,
    );
    mkdirSync('.aws');
    mkdirSync('config');
    writeFileSync('config/destination.yaml', file);
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(name, content);
      chmodSync(name, 0o600);
    }
    const { code, out, err } = await pipe(bucket, '{"n":1}\n', {
      environment,
      options: { config: join('config', 'destination.yaml'), ...options },
    });
    expect(out + err).not.toContain(CANARY);
    expect(code).toBe(0);
    const { authorization = '', 'x-amz-security-token': token } = bucket.endpoint.seen[0]?.headers ?? {};
    const [, id, home] = /Credential=(\w+)\/\d+\/([\w-]+)\/s3/.exec(authorization) ?? [];
    return { id, region: home, token, err };
  });
}

const REGION = { AWS_REGION: 'eu-west-1' };
const s3Json = (AccessKeyId: string) =>
  JSON.stringify({
    AccessKey: { UserName: 'plant', AccessKeyId, SecretAccessKey: CANARY, Status: 'Active' },
  });

test.each<[string, Case, object]>([
  [
    'the environment, where nothing is said',
    { environment: { ...KEYS, ...REGION } },
    { id: KEYS.AWS_ACCESS_KEY_ID },
  ],
  [
    'env: with a session',
    { credentials: '{ type: env }', environment: { ...KEYS, ...REGION, AWS_SESSION_TOKEN: 'session' } },
    { id: KEYS.AWS_ACCESS_KEY_ID, token: 'session' },
  ],
  [
    'file: the default profile, before the environment',
    {
      credentials: '{ type: file }',
      environment: { ...KEYS, ...REGION },
      files: { '.aws/credentials': section('default', 'AKIADEFAULT', 'aws_session_token = of-the-file\n') },
    },
    { id: 'AKIADEFAULT', token: 'of-the-file' },
  ],
  [
    'file: the profile of the destination file, and its region',
    {
      credentials: '{ type: file, profile: plant }',
      files: {
        '.aws/credentials': `${section('default', 'AKIADEFAULT')}\n# the plant\n${section('plant', 'AKIAPLANT')}`,
        '.aws/config': '[profile plant]\ns3 =\n  region = none\nregion = eu-north-1 ; far\n',
      },
    },
    { id: 'AKIAPLANT', region: 'eu-north-1' },
  ],
  [
    'file: AWS_PROFILE, and another place of the file',
    {
      credentials: '{ type: file }',
      environment: { ...REGION, AWS_PROFILE: 'plant', AWS_SHARED_CREDENTIALS_FILE: 'keys' },
      files: { keys: section('plant', 'AKIAELSEWHERE') },
    },
    { id: 'AKIAELSEWHERE' },
  ],
  [
    'file: keys in the config file',
    {
      credentials: '{ type: file, profile: plant }',
      environment: REGION,
      files: { '.aws/config': section('profile plant', 'AKIACONFIG') },
    },
    { id: 'AKIACONFIG' },
  ],
  [
    '--profile, whatever the destination file says',
    {
      credentials: '{ type: key, file: s3.json }',
      environment: REGION,
      options: { profile: 'plant' },
      files: { '.aws/credentials': section('plant', 'AKIAFLAG') },
    },
    { id: 'AKIAFLAG' },
  ],
  [
    'key: the environment',
    { credentials: '{ type: key }', environment: { ...KEYS, ...REGION } },
    { id: KEYS.AWS_ACCESS_KEY_ID },
  ],
  [
    'key: a file beside the destination file',
    {
      credentials: '{ type: key, file: s3.json }',
      environment: { ...KEYS, ...REGION },
      files: { 'config/s3.json': s3Json('AKIAKEYFILE') },
    },
    { id: 'AKIAKEYFILE', token: undefined, err: expect.not.stringContaining('warning') },
  ],
  [
    'key: a file in any format of `key issue`',
    {
      credentials: '{ type: key, file: s3.credentials }',
      environment: REGION,
      files: { 'config/s3.credentials': section('plant', 'AKIAFORMAT') },
    },
    { id: 'AKIAFORMAT' },
  ],
  [
    'the region of the destination file before that of the environment',
    { region: 'ap-south-1', environment: { ...KEYS, ...REGION } },
    { region: 'ap-south-1' },
  ],
  [
    '--region before that of the destination file',
    { region: 'ap-south-1', environment: KEYS, options: { region: 'sa-east-1' } },
    { region: 'sa-east-1' },
  ],
])('%s', async (_, given, wanted) => {
  expect(await signed(given)).toMatchObject(wanted);
});

test('a key file that others may read is warned of', async () => {
  if (process.platform === 'win32') return;
  await inEmptyFolder(async () => {
    writeFileSync('destination.yaml', destinationText('  credentials: { type: key, file: s3.json }'));
    writeFileSync('s3.json', s3Json('AKIAKEYFILE'));
    chmodSync('s3.json', 0o640);
    const { code, err } = await pipe(bucket, '1\n');
    expect(code).toBe(0);
    expect(err).toContain('warning s3.json may be read by others on this machine: chmod 600 s3.json');
  });
});

test('keys that are written anew are used from then on', () =>
  inEmptyFolder(async () => {
    writeFileSync(
      'destination.yaml',
      destinationText('  credentials: { type: key, file: s3.json }\n  batch: { maxRecords: 1 }'),
    );
    writeFileSync('s3.json', s3Json('AKIAOLD'));
    bucket.instead = () => {
      writeFileSync('s3.json', s3Json('AKIANEW'));
      return undefined;
    };
    await pipe(bucket, '1\n2\n3\n4\n');
    expect(bucket.endpoint.seen.at(-1)?.headers.authorization).toContain('AKIANEW');
  }));

test.each<[string, Case, string]>([
  [
    'no key in the environment',
    { environment: REGION },
    'AWS_ACCESS_KEY_ID is not set: set it in the environment, or name a profile',
  ],
  [
    'half a key in the environment',
    { environment: { AWS_ACCESS_KEY_ID: 'AKIA' } },
    'AWS_SECRET_ACCESS_KEY is not set',
  ],
  [
    'no key, and a file would do',
    { credentials: '{ type: key }' },
    'AWS_ACCESS_KEY_ID is not set: set it in the environment, or name the file of the key',
  ],
  [
    'no credentials file',
    { options: { profile: 'plant' } },
    '/credentials cannot be read: aws configure --profile plant writes it',
  ],
  [
    'no such profile',
    { options: { profile: 'plnt' }, files: { '.aws/credentials': section('plant', 'AKIA') } },
    '/credentials has no profile plnt',
  ],
  [
    'half a profile',
    { options: { profile: 'plant' }, files: { '.aws/credentials': '[plant]\naws_access_key_id=AKIA\n' } },
    'lacks aws_access_key_id or aws_secret_access_key',
  ],
  [
    'a profile that takes a role',
    {
      options: { profile: 'plant' },
      files: { '.aws/config': '[profile plant]\nrole_arn=arn:aws:iam::111122223333:role/x\n' },
    },
    'eval "$(aws configure export-credentials --profile plant --format env)"',
  ],
  [
    'no key file',
    { credentials: '{ type: key, file: s3.json }' },
    's3.json does not exist: sink.credentials.file names the file that `s3-destination key issue` wrote',
  ],
  [
    'a key file that is none',
    { credentials: '{ type: key, file: s3.json }', files: { 'config/s3.json': `{"AccessKey":"${CANARY}` } },
    's3.json holds no access key',
  ],
  ['no region', { environment: KEYS }, 'The region of the bucket is not known: write --region'],
])('refused: %s', async (_, given, message) => {
  const refusal = await signed(given).catch((error: Error) => error);
  expect(refusal).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(message) });
  expect((refusal as Error).message).not.toContain(CANARY);
  expect(bucket.endpoint.seen).toEqual([]);
});
