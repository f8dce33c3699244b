import { writeFileSync } from 'node:fs';
import { keyContext } from '../../lib/cli/key-context';
import { KeyBench, USER } from '../credentials/support';
import { memoryTerminal } from './support';

const bench = new KeyBench();
beforeEach(() => bench.start());
afterEach(() => bench.stop());

const FIRST = 'AKIAFAKE000000000002';
const SECOND = 'AKIAFAKE000000000003';
const use = { at: new Date('2026-11-20T10:30:00Z'), service: 's3', region: 'eu-west-1' };

describe('list', () => {
  test('shows status, age and last use', async () => {
    const created = new Date(Date.now() - 40.5 * 86_400_000);
    bench.aws.iam.addKey(USER, { created, lastUsed: use, active: false });
    bench.aws.iam.addKey(USER);
    const { code, out } = await bench.list();
    expect(code).toBe(0);
    const day = (date: Date) => date.toISOString().slice(0, 10);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['key', 'status', 'created', 'age', 'last used'],
      [FIRST, 'inactive', day(created), '40 d', '2026-11-20 10:30 UTC, s3, eu-west-1'],
      [SECOND, 'active', day(new Date()), '0 d', 'never'],
    ]);
  });

  test('as JSON', async () => {
    bench.aws.iam.addKey(USER, { lastUsed: use });
    bench.aws.iam.addKey(USER);
    const { user, keys } = JSON.parse((await bench.list({ json: true })).out);
    expect(user).toBe(USER);
    expect(keys).toMatchObject([
      { id: FIRST, active: true, lastUsed: { at: '2026-11-20T10:30:00.000Z', service: 's3' } },
      { id: SECOND, active: true, lastUsed: null },
    ]);
  });

  test('without the right to see the last use, the rest is shown', async () => {
    bench.aws.iam.addKey(USER);
    bench.aws.fault({ operation: 'GetAccessKeyLastUsed', status: 403, code: 'AccessDenied' });
    const { code, out } = await bench.list();
    expect([code, out]).toEqual([0, expect.stringMatching(/\? \(needs iam:GetAccessKeyLastUsed\)/)]);
  });

  test('no key', async () => {
    expect((await bench.list()).out).toBe(`The user ${USER} has no access key.`);
  });
});

describe('revoke', () => {
  test('deactivates at once, and is content where that is done', async () => {
    bench.aws.iam.addKey(USER);
    expect((await bench.revoke()).out).toBe(
      `deactivated ${FIRST} of the user ${USER}\n  for good: s3-destination key revoke --key ${FIRST} --delete --user ${USER} --endpoint-url ${bench.aws.endpoint}`,
    );
    expect(bench.ids).toBe('2-');
    expect((await bench.revoke()).out).toMatch('inactive already');
  });

  test('--delete deactivates first, and repeats well', async () => {
    bench.aws.iam.addKey(USER);
    bench.aws.fault({ operation: 'DeleteAccessKey', status: 403, code: 'AccessDenied', message: 'no' });
    expect((await bench.revoke({ delete: true })).code).toBe(1);
    expect(bench.ids).toBe('2-');
    expect((await bench.revoke({ delete: true })).out).toBe(`deleted ${FIRST} of the user ${USER}`);
    expect(bench.ids).toBe('');
    expect(await bench.revoke({ delete: true })).toMatchObject({
      code: 2,
      err: `The user ${USER} has no key`,
    });
  });

  describe('of two', () => {
    beforeEach(() => {
      bench.aws.iam.addKey(USER);
      bench.aws.iam.addKey(USER);
    });

    test('it must be said which', async () => {
      const { code, err } = await bench.revoke();
      expect([code, err]).toEqual([
        2,
        `The user ${USER} has two keys, ${FIRST} and ${SECOND}: say which with --key <ID>, or --all`,
      ]);
      expect(bench.ids).toBe('2+ 3+');
    });

    test.each([
      [{ key: SECOND }, '2+ 3-'],
      [{ key: SECOND, delete: true }, '2+'],
      [{ all: true }, '2- 3-'],
      [{ all: true, delete: true }, ''],
    ])('%j', async (options, ids) => {
      const { code, out } = await bench.revoke({ ...options, json: true });
      expect([code, bench.ids]).toEqual([0, ids]);
      expect(JSON.parse(out)).toMatchObject({ user: USER });
    });

    test.each([
      [{ key: 'AKIAOTHER' }, `has no key AKIAOTHER, but ${FIRST} and ${SECOND}`],
      [{ key: FIRST, all: true }, '--key names one key, and --all means all'],
    ])('%j is refused', async (options, message) => {
      const { code, err } = await bench.revoke(options);
      expect([code, bench.ids]).toEqual([2, '2+ 3+']);
      expect(err).toMatch(message);
    });
  });
});

describe('whose keys', () => {
  const destination = (access: string, more = '') =>
    writeFileSync(
      'destination.yaml',
      `version: 1\nname: events\nobjects: { prefix: exports }\naccess: ${access}\n${more}`,
    );

  test('of the user in the outputs of the stack', async () => {
    destination('{ type: iam-user }');
    bench.aws.stacks.set('S3Destination-events', { UserName: USER, BucketName: 'acme' });
    expect((await bench.list({ user: undefined })).out).toMatch(USER);
    expect(bench.aws.log.map(({ operation }) => operation)).toEqual(['DescribeStacks', 'ListAccessKeys']);
  });

  test('of the user in the outputs file', async () => {
    destination('{ type: iam-user }');
    writeFileSync('cdk-outputs.json', JSON.stringify({ 'S3Destination-events': { UserName: USER } }));
    expect((await bench.list({ user: undefined })).out).toMatch(USER);
    expect(bench.aws.log.map(({ operation }) => operation)).toEqual(['ListAccessKeys']);
  });

  test('a stack that is not deployed', async () => {
    destination('{ type: iam-user }');
    const { code, err } = await bench.list({ user: undefined });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching('The stack S3Destination-events is not deployed here'),
    ]);
  });

  test('a destination with a role has no keys', async () => {
    destination('{ type: cross-account-role, principal: "444455556666", externalId: acme-4711 }');
    const { code, err } = await bench.list({ user: undefined });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching('gives access by cross-account-role, where there is no access key'),
    ]);
  });

  test('no file at all', async () => {
    expect((await bench.list({ user: undefined })).code).toBe(2);
  });

  test.each([
    ['the file', '{ region: ap-south-1 }', undefined, undefined, 'ap-south-1'],
    ['a flag before the file', '{ region: ap-south-1 }', 'eu-west-3', undefined, 'eu-west-3'],
    ['the environment', '{}', undefined, 'eu-north-1', 'eu-north-1'],
    ['nobody: IAM is global', '{}', undefined, undefined, 'us-east-1'],
    ['nobody, beside a file that is wrong', 'x', undefined, undefined, 'us-east-1'],
  ])('of a user by name in the region of %s', async (_, environment, region, ambient, expected) => {
    destination('{ type: iam-user }', `environment: ${environment}\n`);
    if (ambient !== undefined) process.env.AWS_DEFAULT_REGION = ambient;
    const options = { user: USER, config: 'destination.yaml', json: false, region };
    const { caller } = await keyContext(options, memoryTerminal());
    expect(caller.region).toBe(expected);
  });

  test('a file that was named is read beside a user, too', async () => {
    expect(await bench.list({ config: 'gone.yaml' })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/gone\.yaml/),
    });
  });

  test('a name that IAM does not allow', async () => {
    expect(await bench.list({ user: '../x' })).toMatchObject({
      code: 2,
      err: '--user may hold only letters, digits and _ + = , . @ -',
    });
  });
});

describe('a key in Secrets Manager', () => {
  const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:AccessKeySecret-AbCdEf';
  const FETCH = `(umask 077 && set -C && key=$(aws secretsmanager get-secret-value --secret-id ${ARN} --region eu-west-1 --query SecretString --output text | jq --indent 4 '{AccessKey: {UserName, AccessKeyId, Status: "Active", SecretAccessKey}}') && test -n "$key" && printf '%s\\n' "$key" > s3.json)`;
  const own = { user: undefined };

  const destination = (serials: string) => {
    const access = `{ type: iam-user, keyInSecretsManager: true, keySerials: ${serials} }`;
    const environment = '{ account: "111122223333", region: eu-west-1 }';
    writeFileSync(
      'destination.yaml',
      `version: 1\nname: events\nenvironment: ${environment}\nobjects: { prefix: exports }\naccess: ${access}\n`,
    );
    bench.aws.stacks.set('S3Destination-events', { UserName: USER, SecretArn: ARN, BucketName: 'acme' });
  };
  const keys = (...active: boolean[]) => {
    for (const one of active) bench.aws.iam.addKey(USER, { active: one });
  };
  const revoke = () => `s3-destination key revoke --key ${FIRST} --endpoint-url ${bench.aws.endpoint}`;

  test('issue says how to fetch it, and makes none', async () => {
    destination('[1]');
    keys(true);
    const { code, err } = await bench.issue(own);
    expect(code).toBe(2);
    expect(err).toMatch('keeps the key in Secrets Manager, where the deploy puts it');
    expect(err.split('\n').at(-1)).toBe(`  ${FETCH}`);
    expect(bench.ids).toBe('2+');
  });

  test('list says so, too', async () => {
    destination('[1]');
    keys(true);
    expect((await bench.list(own)).out).toMatch(/Secrets Manager\. To fetch it:\n {2}\(umask 077/);
    expect(JSON.parse((await bench.list({ ...own, json: true })).out).secret).toBe(ARN);
  });

  const WRITE = (serials: string) => `In destination.yaml, write keySerials: [${serials}]`;
  const DEPLOY_NEW =
    'npx cdk deploy: makes the second key and puts it into the same secret; the first one goes on working';
  const HAND_OVER = `Fetch the new key and hand it over: ${FETCH}`;
  const DEACTIVATE = () => `When the vendor writes with it, deactivate the old one: ${revoke()}`;
  const DEPLOY_OLD = `npx cdk deploy: deletes the key ${FIRST}`;

  test.each([
    [
      'nothing is begun',
      '[1]',
      [true],
      () => [WRITE('1, 2'), DEPLOY_NEW, HAND_OVER, DEACTIVATE(), WRITE('2'), DEPLOY_OLD],
    ],
    [
      'the serial is written',
      '[1, 2]',
      [true],
      () => [DEPLOY_NEW, HAND_OVER, DEACTIVATE(), WRITE('2'), DEPLOY_OLD],
    ],
    ['both keys are there', '[4, 5]', [true, true], () => [HAND_OVER, DEACTIVATE(), WRITE('5'), DEPLOY_OLD]],
    ['the old one is inactive', '[1, 2]', [false, true], () => [WRITE('2'), DEPLOY_OLD]],
    ['only the deploy is missing', '[2]', [false, true], () => [DEPLOY_OLD]],
    [
      'nothing is deployed',
      '[1]',
      [],
      () => [`npx cdk deploy (the user has no key yet), then fetch it: ${FETCH}`],
    ],
  ])('rotate, where %s, shows the deploys in their order', async (_what, serials, active, steps) => {
    destination(serials);
    keys(...active);
    const before = bench.ids;
    const { code, out } = await bench.rotate(own);
    expect(code).toBe(0);
    expect(out.split('\n').slice(1)).toEqual(steps().map((step, index) => `${index + 1}. ${step}`));
    expect(bench.ids).toBe(before);
    expect(JSON.parse((await bench.rotate({ ...own, json: true })).out).steps).toEqual(steps());
  });

  test('revoke deactivates, and leaves the deletion to the stack', async () => {
    destination('[1]');
    keys(true);
    const { code, err } = await bench.revoke({ ...own, delete: true });
    expect([code, bench.ids]).toEqual([2, '2+']);
    expect(err).toMatch('The stack made the key, so the stack deletes it');
    expect((await bench.revoke(own)).out).toBe(`deactivated ${FIRST} of the user ${USER}`);
    expect(bench.ids).toBe('2-');
  });
});
