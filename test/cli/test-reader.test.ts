import { PutObjectCommand } from '@aws-sdk/client-s3';
import { cleanAwsEnvironment } from '../aws-fakes/environment';
import { type Deployed, replaced, rowsOf, withDeployment } from '../checks/connection/deployed';

// The first test loads the CDK.
jest.setTimeout(30_000);

const { restore } = cleanAwsEnvironment();
afterAll(restore);

const READER = (permissions = 'list: true, read: true') => `version: 1
name: reader
environment: { account: "111122223333", region: eu-west-1 }
bucket: { name: acme-reader }
objects: { prefix: in, pattern: "*.csv" }
access: { type: iam-user, userName: reader }
permissions: { put: false, ${permissions} }
`;

/** By the owner, as our own systems would. */
const stock = async ({ cast }: Deployed, ...keys: string[]) => {
  for (const Key of keys)
    await cast.s3(cast.owner()).send(new PutObjectCommand({ Bucket: 'acme-reader', Key, Body: 'a;b' }));
};

test('a vendor that reads: lists and gets what is there, and may not write', () =>
  withDeployment(READER(), async (deployed) => {
    await stock(deployed, 'in/', 'in/1.txt', 'in/2.csv', 'other/3.csv');
    const { code, lines } = await deployed.withKey();
    expect(rowsOf(lines)).toEqual([
      'ok | writer | get the location of the bucket | 200 eu-west-1 | 200 eu-west-1',
      'ok | writer | list in/ | 200 | 200',
      'ok | writer | get the first object under in/ | 200 | 200',
      'ok | writer | list the bucket | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | get the policy of the bucket | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put in/s3-destination-test-ID.csv | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put in-other/s3-destination-test-ID.csv | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put s3-destination-test-ID.csv | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put /in/s3-destination-test-ID.csv | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put in/s3-destination-test-ID.other | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put in/s3-destination-test-ID.csv.bak | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put in/s3-destination-test-ID.CSV | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | delete in/s3-destination-other-ID.csv | 403 AccessDenied | 403 AccessDenied',
    ]);
    expect(lines.at(-1)).toBe('13 checks, all as declared');
    expect(code).toBe(0);
  }));

test.each<[string, string, string[], RegExp]>([
  [
    'no object is there',
    'list: true, read: true',
    [],
    /note Nothing could be read: there is no object in scope yet/,
  ],
  [
    'no object in scope is there',
    'list: true, read: true',
    ['in/1.txt', 'other/2.csv'],
    /note Nothing could be read: there is no object in scope yet/,
  ],
  ['nobody may list', 'read: true', ['in/1.csv'], /note Nothing could be read: without permissions\.list/],
])('%s: that is no proof, and is said', (_why, permissions, keys, note) =>
  withDeployment(READER(permissions), async (deployed) => {
    await stock(deployed, ...keys);
    const { code, stdout, lines } = await deployed.withKey();
    expect(rowsOf(lines).filter((row) => !row.startsWith('ok'))).toEqual([
      expect.stringMatching(/^- \| writer \| get the first object under in\/ \| 200 \| not tested$/),
    ]);
    expect(stdout).toMatch(note);
    expect(code).toBe(1);
  }),
);

test.each<[string, string, Parameters<typeof replaced>, string[], RegExp]>([
  [
    'it may write',
    'list: true, read: true',
    ['"s3:GetObject"', '["s3:GetObject","s3:PutObject"]'],
    ['put in/s3-destination-test-ID.csv'],
    /Left behind by the test/,
  ],
  [
    'it may not read',
    'list: true, read: true',
    ['"s3:GetObject"', '"s3:GetObjectTagging"'],
    ['get the first object under in/'],
    /what is deployed does not/,
  ],
])('enforced for real: %s', (_what, permissions, change, differing, said) =>
  withDeployment(
    READER(permissions),
    async (deployed) => {
      await stock(deployed, 'in/1.csv');
      const { code, lines, stdout } = await deployed.withKey();
      const found = rowsOf(lines).filter((row) => row.startsWith('DIFFERS'));
      expect(found.map((row) => row.split(' | ')[2])).toEqual(differing);
      expect(stdout).toMatch(said);
      expect(code).toBe(1);
    },
    replaced(...change),
  ),
);
