import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment } from '../aws-fakes/environment';
import { type Deployed, example, FIXED, rowsOf, THANX, withDeployment } from '../checks/connection/deployed';

// The first test loads the CDK.
jest.setTimeout(30_000);

const { restore } = cleanAwsEnvironment();
afterAll(restore);

const objects = async ({ cast, deployment }: Deployed) => {
  const { Contents = [] } = await cast
    .s3(cast.owner())
    .send(new ListObjectsV2Command({ Bucket: deployment.bucketName }));
  return Contents.map(({ Key }) => Key);
};

test('STRM Privacy: its empty test object, and everything else is denied', () =>
  withDeployment(example('strm-privacy'), async (deployed) => {
    const { code, lines, stderr, drawn } = await deployed.withKey();
    expect(rowsOf(lines)).toEqual([
      'ok | writer | get the location of the bucket | 200 eu-central-1 | 200 eu-central-1',
      'ok | writer | put exports/.strm_test_UUID.jsonl | 200 | 200',
      'ok | writer | put exports-other/s3-destination-test-ID.jsonl | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put s3-destination-test-ID.jsonl | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put /exports/s3-destination-test-ID.jsonl | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put exports/s3-destination-test-ID.other | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put exports/s3-destination-test-ID.jsonl.bak | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put exports/s3-destination-test-ID.JSONL | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | put exports/s3-destination-test-ID.jsonl with the ACL private | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | get exports/.strm_test_UUID.jsonl | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | list exports/ | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | list the bucket | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | get the policy of the bucket | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | delete exports/.strm_test_UUID.jsonl | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | delete exports/s3-destination-other-ID.jsonl | 403 AccessDenied | 403 AccessDenied',
      'ok | writer | delete exports-other/s3-destination-test-ID.jsonl | 403 AccessDenied | 403 AccessDenied',
    ]);
    expect(lines[0]).toMatch(
      /^strm-events: s3:\/\/acme-strm-events in eu-central-1, iam-user, as arn:aws:iam::111122223333:user\//,
    );
    expect(lines.at(-1)).toBe('16 checks, all as declared');
    const [key] = await objects(deployed);
    expect(key).toMatch(/^exports\/\.strm_test_[0-9a-f-]{36}\.jsonl$/);
    expect(lines.slice(-5, -2)).toEqual([
      'Left behind by the test; to remove it, with credentials that may:',
      `  an empty object: ${key}`,
      `    aws s3api delete-object --bucket acme-strm-events --key=${key} --region eu-central-1 --endpoint-url ${deployed.deployment.engine.secureEndpoint}`,
    ]);
    expect(drawn).toContain('[2/16] put exports/.strm_test_');
    expect(drawn.endsWith('\r\u001b[2K')).toBe(true);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }));

test('a grant on all objects until a day: what was put is deleted again, and nothing is left', () =>
  withDeployment(THANX('2031-12-31'), async (deployed) => {
    const { code, lines } = await deployed.withKey();
    expect(rowsOf(lines).filter((row) => /delete|location/.test(row))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/get the location of the bucket \| 403 AccessDenied \| 403/),
        expect.stringMatching(/delete .*s3-destination-test-ID \| 204 \| 204/),
      ]),
    );
    expect(await objects(deployed)).toEqual([]);
    expect(lines.join('\n')).not.toContain('Left behind');
    expect(code).toBe(0);
  }));

test('each prefix gets its object', () =>
  withDeployment(example('keboola-user'), async (deployed) => {
    const { code } = await deployed.withKey();
    expect((await objects(deployed)).map((key) => key?.replace(/-[^-]*$/, ''))).toEqual([
      'exports/customers/s3-destination-test',
      'exports/orders/s3-destination-test',
    ]);
    expect(code).toBe(0);
  }));

test.each([['strm-privacy-no-prefix'], ['neuronex'], ['key-in-secrets-manager']])(
  '%s is as declared',
  (name) =>
    withDeployment(example(name), async (deployed) => {
      const { code, lines } = await deployed.withKey();
      expect(rowsOf(lines).filter((row) => !row.startsWith('ok'))).toEqual([]);
      expect(code).toBe(0);
    }),
);

describe('a role in front of it', () => {
  test('is assumed with the external ID, and without it not', () =>
    withDeployment(example('keboola'), async (deployed) => {
      const vendor = deployed.vendor('arn:aws:iam::206948715642:role/keboola');
      const { code, lines, stdout } = await deployed.signedInAs(vendor);
      expect(rowsOf(lines).slice(0, 4)).toEqual([
        'ok | vendor | assume the role | 200 | 200',
        'ok | vendor | assume the role without an external ID | 403 AccessDenied | 403 AccessDenied',
        'ok | vendor | assume the role with another external ID | 403 AccessDenied | 403 AccessDenied',
        'ok | writer | get the location of the bucket | 200 eu-west-1 | 200 eu-west-1',
      ]);
      expect(lines[0]).toMatch(/as arn:aws:sts::111122223333:assumed-role\/.*\/s3-destination-test$/);
      expect(stdout).not.toContain(vendor.secretAccessKey);
      expect(code).toBe(0);
    }));

  test('is not assumed by its owner, and the test says who may', () =>
    withDeployment(example('keboola'), async (deployed) => {
      const { code, stdout } = await deployed.signedInAs(deployed.cast.colleague());
      expect(stdout).toContain(
        'Only 206948715642 may assume the role, and these credentials are of arn:aws:iam::111122223333:user/colleague.',
      );
      expect(stdout).toContain('--as-vendor-profile');
      expect(code).toBe(1);
    }));

  test('is assumed with a token from a file', () =>
    withDeployment(example('thanx'), async (deployed) => {
      const { access } = deployed.deployment.destination;
      if (access.type !== 'web-identity-role') throw new Error('thanx has another access now');
      const token = deployed.deployment.engine.webIdentityToken({
        issuer: access.issuer,
        subject: access.subjects[0] ?? '',
        audience: access.originalAudience ?? access.audience ?? 'sts.amazonaws.com',
      });
      const files = { 'CANARY.jwt': token };
      const { code, lines, stdout } = await deployed.run({
        files,
        environment: { AWS_WEB_IDENTITY_TOKEN_FILE: 'CANARY.jwt' },
      });
      expect(rowsOf(lines)[0]).toBe('ok | vendor | assume the role with its token | 200 | 200');
      expect(rowsOf(lines).filter((row) => !row.startsWith('ok'))).toEqual([]);
      expect(stdout).not.toContain(token.split('.')[2]);
      expect(code).toBe(0);
    }));

  test('has its own bucket policy where the vendor is named there', () =>
    withDeployment(example('bucket-policy'), async (deployed) => {
      const vendor = deployed.vendor('arn:aws:iam::444455556666:role/exporter');
      const { code, lines } = await deployed.signedInAs(vendor);
      expect(rowsOf(lines).filter((row) => !row.startsWith('ok'))).toEqual([]);
      expect(rowsOf(lines)).toContainEqual(
        expect.stringContaining('with the ACL bucket-owner-full-control | 200 | 200'),
      );
      expect(code).toBe(0);
    }));
});

describe('a test object of a fixed name', () => {
  test('is put beside one of the pattern, and deleted where the grant covers it', () =>
    withDeployment(FIXED, async (deployed) => {
      const { code, lines } = await deployed.withKey();
      const rows = rowsOf(lines);
      expect(rows.filter((row) => !row.startsWith('ok'))).toEqual([]);
      expect(rows).toEqual(
        expect.arrayContaining([
          'ok | writer | put in/connection-test.txt | 200 | 200',
          'ok | writer | put in/s3-destination-test-ID.gz | 200 | 200',
          'ok | writer | begin the upload of in/s3-destination-test-ID.gz in parts, and abort it | 204 | 204',
          'ok | writer | get in/s3-destination-test-ID.gz | 200 | 200',
          'ok | writer | list in/ | 200 | 200',
          'ok | writer | list the bucket | 403 AccessDenied | 403 AccessDenied',
          'ok | writer | delete in/connection-test.txt | 204 | 204',
          'ok | writer | delete in/s3-destination-test-ID.gz | 403 AccessDenied | 403 AccessDenied',
        ]),
      );
      expect(code).toBe(0);
    }));

  test('that is there already is neither replaced nor deleted', () =>
    withDeployment(FIXED, async (deployed) => {
      const owner = deployed.cast.s3(deployed.cast.owner());
      const target = { Bucket: 'acme-fixed', Key: 'in/connection-test.txt' };
      await owner.send(new PutObjectCommand({ ...target, Body: 'of the vendor' }));
      const { code, stdout, lines } = await deployed.withKey();
      expect(rowsOf(lines)).toContain(
        'ok | writer | put in/connection-test.txt | 200 | 412 PreconditionFailed',
      );
      expect(stdout).toContain('note put in/connection-test.txt: there is such an object already');
      const { Body } = await owner.send(new GetObjectCommand(target));
      expect(await Body?.transformToString()).toBe('of the vendor');
      expect(code).toBe(0);
    }));
});

test('a grant that has ended is no difference, but the vendor should know', () =>
  withDeployment(THANX('2026-12-31'), async (deployed) => {
    const later = new Date('2027-01-01T00:00:00Z');
    deployed.deployment.engine.setNow(() => later.getTime());
    const { code, lines, stdout } = await deployed.withKey({ now: later });
    expect(
      rowsOf(lines)
        .filter((row) => row.includes('delete'))
        .every((row) => row.endsWith('403 AccessDenied | 403 AccessDenied')),
    ).toBe(true);
    expect(stdout).toContain('note The delete grant ended with 2026-12-31');
    expect(code).toBe(0);
  }));

test('an administrator is not taken for the writer', () =>
  withDeployment(example('keboola-user'), async (deployed) => {
    const run = deployed.signedInAs(deployed.cast.owner());
    await expect(run).rejects.toThrow(
      'these credentials are of arn:aws:iam::111122223333:user/administrator, and the writer is keboola-writer: name the file of its key with --key s3.json',
    );
    expect(await objects(deployed)).toEqual([]);
  }));

test('no secret of the engine is said', () =>
  withDeployment(example('keboola-user'), async (deployed) => {
    const { engine, provisioned } = deployed.deployment;
    const { secretAccessKey } = engine.keyFor(provisioned.users[0]?.arn ?? '');
    const { stdout, drawn } = await deployed.withKey({ options: { json: true } });
    expect(stdout + drawn).not.toContain(secretAccessKey);
    expect(spilled(stdout, drawn)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      destination: 'keboola-with-key',
      passed: true,
      writer: 'arn:aws:iam::111122223333:user/keboola-writer',
    });
  }));
