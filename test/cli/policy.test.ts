import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PolicyOptions, policy } from '../../lib/cli/policy';
import { PACKAGE_ROOT } from '../../lib/paths';
import { InputError } from '../../lib/terminal/input-error';
import { inEmptyFolder, memoryTerminal } from './support';

function printed(example: string, options: PolicyOptions): unknown {
  const terminal = memoryTerminal();
  policy(join(PACKAGE_ROOT, 'examples', `${example}.yaml`), options, terminal);
  return JSON.parse(terminal.stdout.join('\n'));
}

test('the policy of STRM Privacy can be pasted into an S3-compatible store', () => {
  expect(printed('strm-privacy-no-prefix', { kind: 'identity' })).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'WriteObjects',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::acme-strm-all-events/*.jsonl',
      },
      {
        Sid: 'GetBucketLocation',
        Effect: 'Allow',
        Action: 's3:GetBucketLocation',
        Resource: 'arn:aws:s3:::acme-strm-all-events',
      },
    ],
  });
});

test('the trust policy of an OIDC issuer names the provider of the account', () => {
  expect(printed('github-actions', { kind: 'trust' })).toMatchObject({
    Statement: [
      {
        Principal: {
          Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        },
      },
    ],
  });
});

test('a bucket policy holds the denial without TLS and the principal', () => {
  expect(printed('bucket-policy', { kind: 'bucket', bucket: 'acme-logs' })).toMatchObject({
    Statement: [
      { Sid: 'DenyWithoutTls', Effect: 'Deny' },
      {
        Sid: 'WriteObjects',
        Principal: { AWS: 'arn:aws:iam::444455556666:role/exporter' },
        Resource: 'arn:aws:s3:::acme-logs/segment-logs/*.gz',
      },
      { Sid: 'PutObjectAcl' },
      { Sid: 'GetBucketLocation' },
    ],
  });
});

test('the region decides the partition', () => {
  expect(JSON.stringify(printed('china', { kind: 'trust' }))).toContain('arn:aws-cn:iam::444455556666:root');
});

test.each<[string, string, PolicyOptions, string]>([
  [
    'a bucket that CloudFormation names',
    'kms',
    { kind: 'identity', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    '--bucket is missing',
  ],
  ['a key that the stack makes', 'kms', { kind: 'identity', bucket: 'acme-backups' }, '--key-arn is missing'],
  ['the account of a provider', 'pending-subjects', { kind: 'bucket' }, '--bucket is missing'],
  ['a bucket name that S3 refuses', 'kms', { kind: 'bucket', bucket: 'Acme' }, '--bucket holds capitals'],
  ['a user has no trust policy', 'keboola-user', { kind: 'trust' }, 'There is no trust policy'],
  [
    'a vendor in the bucket policy has no identity',
    'bucket-policy',
    { kind: 'identity', bucket: 'abc', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    'try --kind bucket',
  ],
])('%s is asked for', (_, example, options, message) => {
  expect(() => printed(example, options)).toThrow(InputError);
  expect(() => printed(example, options)).toThrow(message);
});

test('an account is asked for where the ARN of a provider needs it', () => {
  inEmptyFolder(() => {
    writeFileSync(
      'a.yaml',
      'version: 1\nname: a\naccess: { type: web-identity-role, issuer: oidc.example.com, audience: a, subjects: [abc] }\n',
    );
    expect(() => policy('a.yaml', { kind: 'trust' }, memoryTerminal())).toThrow('--account is missing');
    expect(() => policy('a.yaml', { kind: 'trust', account: '12' }, memoryTerminal())).toThrow(
      '--account is not an AWS account ID',
    );
  });
});

describe('the policy of a sink', () => {
  const said = (text: string, kind: PolicyOptions['kind']) =>
    inEmptyFolder(() => {
      writeFileSync('a.yaml', `version: 1\nname: a\nbucket: { name: acme-a }\n${text}\n`);
      const terminal = memoryTerminal();
      policy('a.yaml', { kind }, terminal);
      const { Statement } = JSON.parse(terminal.stdout.join('\n'));
      return { statements: Statement.map(({ Sid }: { Sid: string }) => Sid), stderr: terminal.stderr };
    });
  const sink = 'sink: { source: { type: sqs }, deduplicate: true }';

  test('is printed by its own name, beside a writer', () => {
    expect(said(`access: { type: iam-user }\n${sink}`, 'sink')).toEqual({
      statements: ['WriteObjects', 'FindObjects'],
      stderr: [],
    });
    expect(said(`access: { type: iam-user }\n${sink}`, 'identity').statements).toEqual([
      'WriteObjects',
      'GetBucketLocation',
    ]);
  });

  test('is that of the identity where nobody else writes, and this is said', () => {
    expect(said(`access: { type: none }\n${sink}`, 'identity')).toEqual({
      statements: ['WriteObjects', 'FindObjects'],
      stderr: ['Nobody but the sink writes here: this is the policy of its role.'],
    });
  });

  test('is not there without a sink, and neither is a trust policy without a role', () => {
    expect(() => said('access: { type: iam-user }', 'sink')).toThrow(
      'There is no sink policy: the file has no sink.',
    );
    expect(() => said(`access: { type: none }\n${sink}`, 'trust')).toThrow(
      'There is no trust policy: access.type none has no role: there is nothing to trust.',
    );
  });
});

test('a flag stands before what the file says', () => {
  const document = JSON.stringify(
    printed('strm-privacy', { kind: 'identity', bucket: 'my-bucket', region: 'cn-north-1' }),
  );
  expect(document).toContain('arn:aws-cn:s3:::my-bucket/exports/*.jsonl');
});

test('the region of a key is the region that KMS is told', () => {
  inEmptyFolder(() => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/k';
    writeFileSync(
      'a.yaml',
      `version: 1\nname: a\nbucket: { encryption: "${key}" }\naccess: { type: iam-user }\n`,
    );
    const terminal = memoryTerminal();
    policy('a.yaml', { kind: 'identity', bucket: 'acme-a' }, terminal);
    expect(terminal.stdout.join('')).toContain('"s3.eu-west-1.amazonaws.com"');
  });
});

test('without any region the partition is aws', () => {
  inEmptyFolder(() => {
    writeFileSync('a.yaml', 'version: 1\nname: a\naccess: { type: iam-user }\n');
    const terminal = memoryTerminal();
    policy('a.yaml', { kind: 'identity', bucket: 'acme-a' }, terminal);
    expect(terminal.stdout.join('')).toContain('"arn:aws:s3:::acme-a/*"');
  });
});

test.each([
  ['another bucket than that of the file is said', 'acme-other', 1],
  ['the same bucket is not', 'acme-keboola-orders', 0],
])('%s', (_, bucket, lines) => {
  const terminal = memoryTerminal();
  policy(join(PACKAGE_ROOT, 'examples', 'keboola.yaml'), { kind: 'identity', bucket }, terminal);
  expect(terminal.stderr).toEqual(
    Array(lines).fill('The file says acme-keboola-orders, and --bucket acme-other is used instead.'),
  );
});
