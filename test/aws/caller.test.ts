import { writeFileSync } from 'node:fs';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { GetBucketLocationCommand, S3Client } from '@aws-sdk/client-s3';
import { explain } from '../../lib/aws/aws-error';
import { callerConfig } from '../../lib/aws/caller';
import { report } from '../../lib/terminal/exit';
import { spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../aws-fakes/server';
import { memoryTerminal } from '../cli/support';

let aws: FakeAws;
let environment: ReturnType<typeof cleanAwsEnvironment>;

beforeAll(async () => {
  aws = await startFakeAws();
  aws.buckets.set('acme', 'eu-west-1');
});
afterAll(() => aws.stop());
beforeEach(() => {
  environment = cleanAwsEnvironment();
});
afterEach(() => environment.restore());

const listKeys = (options: Parameters<typeof callerConfig>[0] = {}, ...more: [] | [string]) => {
  const iam = new IAMClient(
    callerConfig({ endpointUrl: aws.endpoint, ...options }, memoryTerminal(), ...more),
  );
  return iam.send(new ListAccessKeysCommand({ UserName: 'admin' }));
};

test('keys of the environment are used', async () => {
  signInAs(aws.admin);
  const { AccessKeyMetadata } = await listKeys();
  expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([aws.admin.accessKeyId]);
});

test('a profile that is named stands before the environment', async () => {
  signInAs({ accessKeyId: 'AKIAFAKENOBODY000000', secretAccessKey: 'wrong' });
  const { accessKeyId, secretAccessKey } = aws.admin;
  const lines = ['[ops]', `aws_access_key_id=${accessKeyId}`, `aws_secret_access_key=${secretAccessKey}`];
  writeFileSync(process.env.AWS_SHARED_CREDENTIALS_FILE ?? '', lines.join('\n'));
  await expect(listKeys({ profile: 'ops' })).resolves.toMatchObject({ IsTruncated: false });
});

test('S3 is asked path style at an endpoint of its own', async () => {
  signInAs(aws.admin);
  const s3 = new S3Client(callerConfig({ endpointUrl: aws.endpoint }, memoryTerminal()));
  const answer = await s3.send(new GetBucketLocationCommand({ Bucket: 'acme' }));
  expect(answer.LocationConstraint).toBe('eu-west-1');
});

test.each([
  ['--region stands before the file', { region: 'eu-north-1' }, 'eu-west-1', 'eu-north-1'],
  ['the file stands before the profile', {}, 'eu-west-1', 'eu-west-1'],
  ['a store needs none', { endpointUrl: 'http://127.0.0.1:9' }, undefined, 'us-east-1'],
  ['else the SDK looks for it', {}, undefined, undefined],
])('%s', (_what, options, region, expected) => {
  expect(callerConfig(options, memoryTerminal(), region).region).toBe(expected);
});

test.each([
  [{ AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
  [{ AWS_DEFAULT_REGION: 'eu-west-2', AWS_REGION: 'eu-west-3' }, 'eu-west-3'],
  [{ AWS_DEFAULT_REGION: 'eu-west-2', AWS_REGION: '' }, 'eu-west-2'],
  [{ AWS_REGION: '' }, undefined],
])('the region of the environment, as the AWS CLI reads it: %j', (environment, expected) => {
  Object.assign(process.env, environment);
  expect(callerConfig({}, memoryTerminal()).region).toBe(expected);
  expect(callerConfig({}, memoryTerminal(), 'ap-south-1').region).toBe('ap-south-1');
});

test('the region of the profile is found', async () => {
  writeFileSync(process.env.AWS_CONFIG_FILE ?? '', '[profile ops]\nregion = ap-south-1\n');
  const client = new IAMClient(callerConfig({ profile: 'ops' }, memoryTerminal()));
  expect(await client.config.region()).toBe('ap-south-1');
});

test.each([
  [{ endpointUrl: 'minio:9000' }, '--endpoint-url is no URL'],
  [{ endpointUrl: 'minio' }, '--endpoint-url is no URL'],
  [{ region: 'Ireland' }, '--region is not an AWS region'],
])('%j is refused', (options, message) => {
  expect(() => callerConfig(options, memoryTerminal())).toThrow(message);
});

describe('missing credentials are one line, and nothing was done', () => {
  const failure = async (options: Parameters<typeof callerConfig>[0]) => {
    const lines: string[] = [];
    const error: unknown = await listKeys(options).catch((thrown: unknown) => thrown);
    return { code: report(error, (line) => void lines.push(line)), lines };
  };

  test('none at all', async () => {
    expect(await failure({})).toEqual({
      code: 2,
      lines: ['There are no AWS credentials here: aws configure, aws sso login, AWS_PROFILE, or --profile'],
    });
  });

  test('a profile that is not there', async () => {
    expect(await failure({ profile: 'nobody' })).toEqual({
      code: 2,
      lines: [
        'The profile nobody has no credentials, or is not there: aws configure list-profiles shows which are',
      ],
    });
  });

  test('an SSO session that has expired', async () => {
    const lines = ['sso_session = acme', 'sso_account_id = 111122223333', 'sso_role_name = admin'];
    const session = [
      '[sso-session acme]',
      'sso_region = eu-west-1',
      'sso_start_url = https://acme.awsapps.com/start',
    ];
    writeFileSync(process.env.AWS_CONFIG_FILE ?? '', ['[profile acme]', ...lines, ...session].join('\n'));
    expect(await failure({ profile: 'acme' })).toEqual({
      code: 2,
      lines: ['The SSO session has expired: aws sso login, with the same --profile, then repeat the command'],
    });
  });
});

describe('a profile that asks for MFA', () => {
  beforeEach(() => {
    const { accessKeyId, secretAccessKey } = aws.admin;
    const keys = ['[base]', `aws_access_key_id=${accessKeyId}`, `aws_secret_access_key=${secretAccessKey}`];
    const role = [
      '[ops]',
      'source_profile=base',
      'role_arn=arn:aws:iam::111122223333:role/ops',
      'mfa_serial=arn:aws:iam::111122223333:mfa/me',
    ];
    writeFileSync(process.env.AWS_SHARED_CREDENTIALS_FILE ?? '', [...keys, ...role].join('\n'));
    process.env.AWS_ENDPOINT_URL_STS = aws.endpoint;
  });

  test('says so where nobody can be asked', async () => {
    const error: unknown = await listKeys({ profile: 'ops' }).catch((thrown: unknown) => thrown);
    expect(explain(error)).toBe(
      'The profile asks for an MFA code: run the command on a terminal, or set the credentials of a session',
    );
  });

  test('asks a person, and sends the code along', async () => {
    const { accessKeyId, secretAccessKey } = aws.admin;
    aws.on({
      AssumeRole: () =>
        `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
        '<SessionToken></SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>',
    });
    const asked: string[] = [];
    const prompter = {
      text: async ({ message, check }: { message: string; check(value: string): string | undefined }) => {
        asked.push(message, check('12') ?? 'accepted', check('123456') ?? 'accepted');
        return '123456';
      },
      select: () => Promise.reject(new Error('nothing to choose')),
    };
    const config = callerConfig(
      { profile: 'ops', endpointUrl: aws.endpoint },
      memoryTerminal(true),
      undefined,
      async () => prompter,
    );
    await config.credentials();
    expect(asked).toEqual(['MFA code of arn:aws:iam::111122223333:mfa/me', 'six digits', 'accepted']);
    expect(aws.log.at(-1)?.parameters).toMatchObject({
      TokenCode: '123456',
      SerialNumber: 'arn:aws:iam::111122223333:mfa/me',
    });
  });
});

test('no error that was told holds a secret', async () => {
  signInAs({ ...aws.admin, accessKeyId: 'AKIAFAKENOBODY000000' });
  const error: unknown = await listKeys().catch((thrown: unknown) => thrown);
  expect(explain(error)).toMatch('AWS does not know the access key');
  expect(spilled(error, explain(error))).toEqual([]);
});
