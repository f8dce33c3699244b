import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handover } from '../../lib/cli/handover';
import { PACKAGE_ROOT } from '../../lib/paths';
import { inEmptyFolder, memoryTerminal } from './support';

const example = (name: string) => join(PACKAGE_ROOT, 'examples', `${name}.yaml`);

function values(name: string, outputs?: Record<string, string>): [string, string][] {
  return inEmptyFolder(() => {
    if (outputs) writeFileSync('cdk-outputs.json', JSON.stringify({ [`S3Destination-${name}`]: outputs }));
    const terminal = memoryTerminal();
    handover(example(FILES[name] ?? name), { json: true }, terminal);
    const shown: { label: string; value?: string; where?: string }[] = JSON.parse(
      terminal.stdout.join('\n'),
    ).values;
    return shown.map(({ label, value, where }) => [label, value ?? `(${where})`]);
  });
}

/** Example files by the name of their destination. */
const FILES: Record<string, string> = {
  'keboola-orders': 'keboola',
  'thanx-loyalty': 'thanx',
  'thanx-with-key': 'thanx-user',
  'strm-events': 'strm-privacy',
  'neuronex-readings': 'neuronex',
};

test('Keboola wants the account ID and the name of the role, not its ARN', () => {
  expect(
    values('keboola-orders', {
      RoleName: 'role-1',
      RoleArn: 'arn:aws:iam::111122223333:role/role-1',
      AccountId: '111122223333',
    }),
  ).toEqual([
    ['Account ID', '111122223333'],
    ['Role Name', 'role-1'],
    ['S3 bucket', 'acme-keboola-orders'],
    ['Destination path begins with', 'exports/orders'],
  ]);
});

test('Thanx wants bucket name, region and role ARN', () => {
  expect(values('thanx-loyalty', { RoleArn: 'arn:aws:iam::111122223333:role/r' })).toEqual([
    ['Bucket name', 'acme-thanx-loyalty'],
    ['Bucket region', 'us-east-1'],
    ['Role ARN', 'arn:aws:iam::111122223333:role/r'],
  ]);
});

test('NeuronEX wants the fields of its form in its order', () => {
  const [, ...rest] = values('neuronex-readings', { UserName: 'gateway' });
  expect(rest.map(([label]) => label)).toEqual(['Credential Type', 'Access Key', 'Secret Key', 'Region']);
  expect(rest[0]).toEqual(['Credential Type', 'key']);
});

test('a secret is named by where it is kept, never by its value', () => {
  const shown = values('strm-events', { UserName: 'strm-writer' });
  expect(shown[0]).toEqual([
    '--credentials-file',
    '(in s3.json: (umask 077 && aws iam create-access-key --user-name strm-writer > s3.json))',
  ]);
  expect(values('key-in-secrets-manager', { SecretArn: 'arn:secret' })[0]?.[1]).toContain(
    '--secret-id arn:secret',
  );
});

test('before the deployment it says where each value will be', () => {
  expect(values('thanx-loyalty')[2]).toEqual([
    'Role ARN',
    '(in the output RoleArn of the stack, once it is deployed)',
  ]);
});

test.each<[string, string[]]>([
  ['existing-bucket', ['Bucket name', 'Region', 'Objects', 'Role ARN', 'External ID']],
  ['kms', ['Bucket name', 'Region', 'Objects', 'Role ARN']],
  ['github-actions', ['Bucket name', 'Region', 'Objects', 'Role ARN']],
  ['bucket-policy', ['Bucket name', 'Region', 'Objects']],
])('a vendor without a preset gets the words of AWS: %s', (name, labels) => {
  expect(values(name).map(([label]) => label)).toEqual(labels);
});

test('for people: a table under the vendor', () => {
  const terminal = memoryTerminal();
  inEmptyFolder(() => handover(example('keboola'), { json: false }, terminal));
  expect(terminal.stdout.join('\n')).toMatch(/^For Keboola, .*\nAccount ID +111122223333\n/);
});

test.each<[string, string | undefined, string]>([
  ['is missing', undefined, 'deploy with --outputs-file o.json'],
  ['is not JSON', 'no json', 'is not what `cdk deploy --outputs-file` writes'],
  [
    'is of another stack',
    '{"Other":{}}',
    'holds no outputs of the stack S3Destination-keboola-orders, but of: Other',
  ],
])('an outputs file that %s is an error', (_, text, message) => {
  inEmptyFolder(() => {
    if (text !== undefined) writeFileSync('o.json', text);
    expect(() => handover(example('keboola'), { outputs: 'o.json', json: false }, memoryTerminal())).toThrow(
      message,
    );
  });
});

test('the default outputs file is ignored where it is of another stack', () => {
  inEmptyFolder(() => {
    writeFileSync('cdk-outputs.json', '{"Other":{}}');
    expect(handover(example('keboola'), { json: true }, memoryTerminal())).toBe(0);
  });
});
