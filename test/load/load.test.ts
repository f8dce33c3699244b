import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DestinationFileError } from '../../lib/config/problem';
import { loadDestinations } from '../../lib/load';

const EXAMPLES = readdirSync(join(__dirname, '..', '..', 'examples'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join(__dirname, '..', '..', 'examples', name));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('all examples can be synthesised together, in the order in which they are named', () => {
  const destinations = loadDestinations(EXAMPLES);
  expect(destinations.map(({ file }) => file)).toEqual(EXAMPLES);
});

test('no file is no destination', () => {
  expect(loadDestinations([])).toEqual([]);
});

test('an error has a code, its problems as data, and one line for each of them', () => {
  expect.assertions(4);
  try {
    loadDestinations([join(folder, 'a.yaml'), join(folder, 'b.yaml')]);
  } catch (error) {
    expect(error).toBeInstanceOf(DestinationFileError);
    const { name, code, problems, message } = error as DestinationFileError;
    expect([name, code]).toEqual(['DestinationFileError', 'INVALID_DESTINATION_FILE']);
    expect(problems).toEqual([
      {
        file: join(folder, 'a.yaml'),
        path: '',
        message: 'does not exist: `s3-destination init` writes a destination file',
      },
      {
        file: join(folder, 'b.yaml'),
        path: '',
        message: 'does not exist: `s3-destination init` writes a destination file',
      },
    ]);
    expect(message.split('\n')).toHaveLength(2);
  }
});

describe('what two stacks may both say', () => {
  const github = (more = '') =>
    `access: { type: web-identity-role, issuer: token.actions.githubusercontent.com, subjects: ["repo:acme/a:x"]${more} }`;
  const providerArn = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';

  test.each<[string, string, string]>([
    [
      'the same OIDC provider in different accounts',
      `environment: { account: "111122223333" }\n${github()}`,
      `environment: { account: "444455556666" }\n${github()}`,
    ],
    ['an OIDC provider that the other one makes', github(), github(`, providerArn: "${providerArn}"`)],
    [
      'Google, which needs no provider',
      'access: { type: web-identity-role, issuer: accounts.google.com, subjects: ["1"] }',
      'access: { type: web-identity-role, issuer: accounts.google.com, subjects: ["1"] }',
    ],
    [
      'the same bucket name in different partitions',
      'environment: { region: eu-west-1 }\nbucket: { name: acme-orders }\naccess: { type: iam-user }',
      'environment: { region: cn-north-1 }\nbucket: { name: acme-orders }\naccess: { type: iam-user }',
    ],
    [
      'the same existing bucket',
      'bucket: { existing: acme-lake }\nobjects: { prefix: a }\naccess: { type: iam-user }',
      'bucket: { existing: acme-lake }\nobjects: { prefix: b }\naccess: { type: iam-user }',
    ],
    [
      'the same role name in different accounts',
      'environment: { account: "111122223333" }\naccess: { type: cross-account-role, principal: "444455556666", externalId: acme, roleName: writer }',
      'environment: { account: "444455556666" }\naccess: { type: cross-account-role, principal: "444455556666", externalId: acme, roleName: writer }',
    ],
    [
      'the same name for a user and for a role',
      'access: { type: iam-user, userName: writer }',
      'access: { type: cross-account-role, principal: "444455556666", externalId: acme, roleName: writer }',
    ],
    ['nothing about names', 'access: { type: iam-user }', 'access: { type: iam-user }'],
  ])('%s', (_, a, b) => {
    const files = [a, b].map((text, index) => {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, `version: 1\nname: orders-${index === 0 ? 'a' : 'b'}\n${text}\n`);
      return file;
    });
    expect(loadDestinations(files)).toHaveLength(2);
  });
});
