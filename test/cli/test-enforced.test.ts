import { cleanAwsEnvironment } from '../aws-fakes/environment';
import { example, FIXED, replaced, rowsOf, THANX, withDeployment } from '../checks/connection/deployed';

// The first test loads the CDK.
jest.setTimeout(30_000);

const { restore } = cleanAwsEnvironment();
afterAll(restore);

test.each<[string, string, string, string[], RegExp]>([
  [
    'the suffix is gone from the policy',
    '*.jsonl',
    '*',
    ['put exports/s3-destination-test-ID.other'],
    /resource in a policy is too wide/,
  ],
  [
    'the slash is gone from the policy',
    'exports/*.jsonl',
    'exports*.jsonl',
    ['put exports-other/s3-destination-test-ID.jsonl'],
    /Narrow it to/,
  ],
  [
    'the writer may delete',
    '"s3:PutObject"',
    '["s3:PutObject","s3:DeleteObject"]',
    ['delete exports/.strm_test_UUID.jsonl', 'delete exports/s3-destination-other-ID.jsonl'],
    /data are lost/,
  ],
])('%s: it differs', (_what, from, to, what, cause) =>
  withDeployment(
    example('strm-privacy'),
    async (deployed) => {
      const { code, lines, stdout } = await deployed.withKey();
      const differing = rowsOf(lines)
        .filter((row) => row.startsWith('DIFFERS'))
        .map((row) => row.split(' | ')[2]);
      expect(differing).toEqual(expect.arrayContaining(what));
      expect(stdout).toMatch(cause);
      expect(lines.at(-1)).toMatch(/^16 checks, \d differs?$/);
      expect(code).toBe(1);
    },
    replaced(from, to),
  ),
);

const KMS = `version: 1
name: with-kms
environment: { account: "111122223333", region: eu-west-1 }
bucket: { name: acme-kms, encryption: kms }
objects: { prefix: in, pattern: "*.csv" }
access: { type: iam-user, userName: kms-writer }
`;

test.each<[string, string, Parameters<typeof replaced>, RegExp]>([
  [
    'the writer may not use the key',
    KMS,
    ['kms:GenerateDataKey', 'kms:DescribeKey'],
    /cause {3}The bucket encrypts with a KMS key.*kms:GenerateDataKey/,
  ],
  [
    'the resource has a double slash',
    FIXED,
    ['/in/*.gz', '/in//*.gz'],
    /cause {3}The deployed policy has a double slash: it allows arn:aws:s3:::acme-fixed\/in\/\/\*\.gz/,
  ],
  [
    'the resource ends with the prefix',
    FIXED,
    ['/in/*.gz', '/in'],
    /cause {3}The resource in the deployed policy ends without \/\*: it allows the one object in,/,
  ],
  [
    'the location is not granted',
    FIXED,
    ['s3:GetBucketLocation', 's3:GetBucketTagging'],
    /cause {3}The file grants s3:GetBucketLocation, and what is deployed does not/,
  ],
])('enforced for real: %s', (_what, file, change, cause) =>
  withDeployment(
    file,
    async (deployed) => {
      const { code, stdout } = await deployed.withKey();
      expect(stdout).toMatch(cause);
      expect(code).toBe(1);
    },
    replaced(...change),
  ),
);

test('enforced for real: the endpoint is without TLS', () =>
  withDeployment(example('keboola-user'), async (deployed) => {
    const { endpoint } = deployed.deployment.engine;
    const { code, stdout } = await deployed.withKey({ options: { endpointUrl: endpoint } });
    expect(stdout).toContain(`cause   The endpoint ${endpoint} is without TLS`);
    expect(code).toBe(1);
  }));

test('enforced for real: the deployed grant has ended before that of the file', () =>
  withDeployment(THANX('2026-12-31'), async (deployed) => {
    deployed.deployment.engine.setNow(() => Date.parse('2027-01-01T00:00:00Z'));
    const { code, stdout } = await deployed.withKey({ now: new Date('2026-12-31T12:00:00Z') });
    expect(stdout).toContain(
      'cause   The file grants delete until 2026-12-31, and what is deployed does not',
    );
    expect(stdout).toContain('Left behind by the test');
    expect(code).toBe(1);
  }));
