import { writeFileSync } from 'node:fs';
import { NOW, UNTIL_2031, VerifyBench } from '../checks/verify/support';

const bench = new VerifyBench();
afterEach(() => bench.stop());

const denied = (operation: string, times = 1) =>
  bench.aws.fault({ operation, status: 403, code: 'AccessDenied', message: 'not authorized', times });

describe('a caller that lacks a right', () => {
  test.each([
    ['keboola', 'GetRole', 'iam:GetRole', /role\/S3Destination/],
    ['keboola', 'ListRolePolicies', 'iam:ListRolePolicies', /role\/S3Destination/],
    ['keboola', 'GetRolePolicy', 'iam:GetRolePolicy', /role\/S3Destination/],
    ['keboola', 'ListAttachedRolePolicies', 'iam:ListAttachedRolePolicies', /role\/S3Destination/],
    ['keboola', 'SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', /role\/S3Destination/],
    ['keboola-user', 'GetUser', 'iam:GetUser', /user\/keboola-writer$/],
    ['keboola-user', 'ListUserPolicies', 'iam:ListUserPolicies', /user\/keboola-writer$/],
    ['keboola-user', 'GetUserPolicy', 'iam:GetUserPolicy', /user\/keboola-writer$/],
    ['keboola-user', 'ListAttachedUserPolicies', 'iam:ListAttachedUserPolicies', /user\/keboola-writer$/],
    ['keboola-user', 'ListGroupsForUser', 'iam:ListGroupsForUser', /user\/keboola-writer$/],
    ['keboola', 's3:GetBucketPolicy', 's3:GetBucketPolicy', /^arn:aws:s3:::acme-keboola-orders$/],
    ['keboola', 's3:GetBucketPublicAccessBlock', 's3:GetBucketPublicAccessBlock', /acme-keboola-orders$/],
    ['keboola', 's3:GetBucketOwnershipControls', 's3:GetBucketOwnershipControls', /acme-keboola-orders$/],
    ['keboola', 's3:GetEncryptionConfiguration', 's3:GetEncryptionConfiguration', /acme-keboola-orders$/],
    ['keboola', 's3:GetBucketVersioning', 's3:GetBucketVersioning', /acme-keboola-orders$/],
    ['keboola', 's3:GetLifecycleConfiguration', 's3:GetLifecycleConfiguration', /acme-keboola-orders$/],
    ['keboola', 's3:GetReplicationConfiguration', 's3:GetReplicationConfiguration', /acme-keboola-orders$/],
    ['keboola-user', 'ListAccessKeys', 'iam:ListAccessKeys', /user\/keboola-writer$/],
    ['keboola-user', 'GetLoginProfile', 'iam:GetLoginProfile', /user\/keboola-writer$/],
    [
      'github-actions',
      'GetOpenIDConnectProvider',
      'iam:GetOpenIDConnectProvider',
      /:oidc-provider\/token\.actions\.githubusercontent\.com$/,
    ],
    ['kms', 'ListStackResources', 'cloudformation:ListStackResources', /:stack\/S3Destination-kms\/\*$/],
  ])('%s: %s is named, and counts as not verified', async (example, operation, action, resource) => {
    await bench.start(example);
    denied(operation);
    const { code, out } = await bench.run({ json: true });
    const { rows, simulation, passed } = JSON.parse(out);
    const all: { result: string; missing?: { action: string; resource: string } }[] = [
      ...rows,
      ...simulation,
    ];
    const open = all.filter(({ result }) => result !== 'ok');
    expect(new Set(open.map(({ result }) => result))).toEqual(new Set(['not verified']));
    const missing = open.flatMap((row) => row.missing ?? []);
    expect(missing).toEqual([{ action, resource: expect.stringMatching(resource) }]);
    expect({ code, passed }).toEqual({ code: 1, passed: false });
    // Whoever gets the printed policy has what was lacking.
    const { Statement } = JSON.parse((await bench.run({ printPolicy: true })).out);
    const granted = Statement.find((one: { Action: string | string[] }) =>
      [one.Action].flat().includes(action),
    );
    expect(granted.Resource).toBe(missing[0]?.resource);
  });

  test('what to add stands below the tables', async () => {
    await bench.start('keboola');
    denied('GetRolePolicy');
    const { out } = await bench.run();
    expect(out).toMatch(/\? +writer +identity policy +as the file says +not verified/);
    expect(out).toMatch(
      /add to the caller's policy .*:\n {2}iam:GetRolePolicy on arn:aws:iam::111122223333:role\//,
    );
    expect(out).toMatch(/checks, 2 not verified$/);
  });

  test('Access Analyzer is said, and fails nothing', async () => {
    await bench.start('keboola');
    bench.aws.fault({
      operation: 'access-analyzer:ValidatePolicy',
      status: 403,
      code: 'AccessDeniedException',
      message: 'no',
    });
    const { code, out } = await bench.run();
    expect(out).toContain('note Access Analyzer was not asked about the policies: AWS denies it');
    expect(out).toMatch(/all as declared$/);
    expect(code).toBe(0);
  });

  test('an attached policy that cannot be read is still a difference', async () => {
    await bench.start('keboola');
    bench.writer.attached.push('arn:aws:iam::111122223333:policy/unknown');
    denied('GetPolicy');
    const { code, out } = await bench.run();
    expect(out).toMatch(/DIFFERS +writer +attached policies/);
    expect(out).toContain('iam:GetPolicy on arn:aws:iam::111122223333:policy/unknown');
    expect(code).toBe(1);
  });
});

test('--json holds the diff', async () => {
  await bench.start('keboola');
  bench
    .statements()
    .push({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme-keboola-orders' });
  const { code, out } = await bench.run({ json: true });
  const report = JSON.parse(out);
  expect(report).toMatchObject({
    destination: 'keboola-orders',
    account: '111122223333',
    bucket: 'acme-keboola-orders',
    region: 'eu-west-1',
    writer: bench.writer.arn,
    passed: false,
  });
  expect(report.rows[0]).toEqual({
    result: 'wider',
    of: 'writer',
    what: 'identity policy',
    declared: 'as the file says',
    actual: 'allows more than declared',
    diff: [{ sign: '+', text: 'Allow s3:ListBucket on arn:aws:s3:::acme-keboola-orders' }],
  });
  expect(code).toBe(1);
});

describe('--print-policy', () => {
  test('asks nobody where the file and the outputs name everything', async () => {
    await bench.start('keboola-user');
    const { code, out } = await bench.run({ printPolicy: true });
    expect(bench.aws.log).toEqual([]);
    expect(JSON.parse(out)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ReadWriter',
          Effect: 'Allow',
          Action: [
            'iam:GetLoginProfile',
            'iam:GetUser',
            'iam:GetUserPolicy',
            'iam:ListAccessKeys',
            'iam:ListAttachedUserPolicies',
            'iam:ListGroupsForUser',
            'iam:ListUserPolicies',
            'iam:SimulatePrincipalPolicy',
          ],
          Resource: 'arn:aws:iam::111122223333:user/keboola-writer',
        },
        {
          Sid: 'ReadBucket',
          Effect: 'Allow',
          Action: [
            's3:GetBucketOwnershipControls',
            's3:GetBucketPolicy',
            's3:GetBucketPublicAccessBlock',
            's3:GetBucketVersioning',
            's3:GetEncryptionConfiguration',
            's3:GetLifecycleConfiguration',
            's3:GetReplicationConfiguration',
          ],
          Resource: 'arn:aws:s3:::acme-keboola-exports',
        },
        {
          Sid: 'ValidatePolicies',
          Effect: 'Allow',
          Action: 'access-analyzer:ValidatePolicy',
          Resource: '*',
        },
      ],
    });
    expect(code).toBe(0);
  });

  /** Where the fake logs an operation otherwise than IAM calls the action. */
  const ACTIONS: Readonly<Record<string, string>> = {
    DescribeStacks: 'cloudformation:DescribeStacks',
    ListStackResources: 'cloudformation:ListStackResources',
  };
  const actionOf = (operation: string) =>
    ACTIONS[operation] ?? (operation.includes(':') ? operation : `iam:${operation}`);

  /** STS lets everybody ask. */
  const asked = () =>
    new Set(
      bench.aws.log
        .map(({ operation }) => actionOf(operation))
        .filter((one) => one !== 'iam:GetCallerIdentity'),
    );

  test.each([
    'keboola',
    'keboola-user',
    'kms',
    'sink-sqs',
    'bucket-policy',
    'existing-bucket',
    'github-actions',
    'oidc-imported-provider',
  ])('%s: holds every action that verify asks for, and no other', async (example) => {
    await bench.start(example);
    const printed = JSON.parse((await bench.run({ printPolicy: true })).out);
    const actions = printed.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    bench.aws.log.splice(0);
    expect((await bench.run()).code).toBe(0);
    expect([...asked()].sort()).toEqual([...new Set(actions)].sort());
  });

  test('with the outputs in a file, CloudFormation is not asked for them, and that is said', async () => {
    await bench.start('keboola');
    const outputs = { 'S3Destination-keboola-orders': bench.aws.stacks.get('S3Destination-keboola-orders') };
    writeFileSync('cdk-outputs.json', JSON.stringify(outputs));
    const { out, err } = await bench.run({ printPolicy: true });
    expect(out).not.toContain('cloudformation:');
    expect(err).toContain('without it, verify needs cloudformation:DescribeStacks');
    bench.aws.log.splice(0);
    await bench.run();
    expect([...asked()]).not.toContain('cloudformation:DescribeStacks');
  });

  const nameless = (access: string) => `version: 1
name: nameless
environment: { account: "111122223333", region: eu-west-1 }
access: ${access}
`;
  test.each([
    ['a role', 'keboola', 'access.roleName'],
    ['a user', nameless('{ type: iam-user }'), 'bucket.name and access.userName'],
    [
      'who is named in the bucket policy',
      nameless('{ type: bucket-policy, principal: "444455556666" }'),
      'bucket.name',
    ],
  ])('%s: says what to give where the stack cannot be asked', async (_name, file, keys) => {
    await bench.start(file);
    denied('DescribeStacks');
    const { code, err } = await bench.run({ printPolicy: true });
    expect(code).toBe(2);
    expect(err).toContain('give them with --outputs FILE');
    expect(err).toMatch(new RegExp(`, or write ${keys} into the destination file$`));
  });

  test('a sink whose role nobody may look up gets a pattern, and that is said', async () => {
    await bench.start('sink-sqs');
    denied('ListStackResources');
    const { out, err } = await bench.run({ printPolicy: true });
    expect(err).toContain('print it again with credentials');
    expect(out).toContain('role/S3Destination-orders-from-queue-DestinationSinkRol*');
  });
});

describe('what ends it', () => {
  test('credentials of another account: exit code 2', async () => {
    await bench.start('keboola');
    writeFileSync(
      'cdk-outputs.json',
      JSON.stringify({
        'S3Destination-keboola-orders': {
          BucketName: 'acme-keboola-orders',
          RoleName: 'r',
          AccountId: '999999999999',
        },
      }),
    );
    const { code, err } = await bench.run();
    expect(err).toBe(
      'The credentials are of the account 111122223333, and the destination is in 999999999999: name another --profile',
    );
    expect(code).toBe(2);
  });

  test('a stack that is not deployed: exit code 2', async () => {
    await bench.start('keboola');
    bench.aws.stacks.clear();
    const { code, err } = await bench.run();
    expect(err).toContain('The stack S3Destination-keboola-orders is not deployed here');
    expect(code).toBe(2);
  });

  test('credentials that expire in between: exit code 1, and one line', async () => {
    await bench.start('keboola');
    bench.aws.fault({
      operation: 's3:GetBucketPolicy',
      status: 400,
      code: 'ExpiredToken',
      message: 'expired',
      times: 5,
    });
    const { code, out, err } = await bench.run();
    expect(err).toMatch(/^The credentials have expired: .*$/);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});

test('progress is drawn on a terminal, and nothing but reading is asked', async () => {
  await bench.start(UNTIL_2031);
  await bench.run({}, NOW);
  expect(bench.screen.join('')).toMatch(/the bucket.*the writer.*IAM's simulation of the writer, 1 of \d+/s);
  expect(bench.screen.at(-1)).toBe('\r\u001b[2K');
  expect(bench.aws.log.map(({ operation }) => operation)).not.toContainEqual(
    expect.stringMatching(/^(s3:)?(Put|Delete|Create|Update|Attach|Detach)/),
  );
});

test('names that somebody made up bring no control characters to the terminal', async () => {
  await bench.start('keboola-user');
  bench.writer.groups.push('admins\u009b31m\u001b[2Jof\u202eall');
  bench.state.analysis.push({ findingType: 'WARNING', issueCode: 'X\u001b[1m', findingDetails: 'y\u0007' });
  const { out } = await bench.run();
  expect(out).toContain('admins 31m [2Jof all');
  expect(out).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
});
