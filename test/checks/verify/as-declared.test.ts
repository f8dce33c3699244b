import { EXAMPLE_NAMES } from '../../example-files';
import { UNTIL_2031, VerifyBench } from './support';

const bench = new VerifyBench();
afterEach(() => bench.stop());

describe.each(EXAMPLE_NAMES)('examples/%s.yaml', (example) => {
  test('as it is deployed, all is as declared', async () => {
    await bench.start(example);
    const { code, out, err } = await bench.run();
    expect(err).toBe('');
    expect(out).not.toContain('Access Analyzer was not asked');
    expect(out).toMatch(/\n\d+ checks, all as declared$/);
    expect(code).toBe(0);
  });
});

test('the order of statements, and how they are written, do not matter', async () => {
  await bench.start('keboola');
  const { writer } = bench;
  const [[name, policy] = ['', undefined]] = [...writer.inline];
  const turned = [...(policy?.Statement ?? [])].reverse().map(({ Action, Resource, Sid: _, ...rest }) => ({
    ...rest,
    Action: [Action].flat().map((action) => String(action).toUpperCase().replace('S3:', 's3:')),
    Resource: [Resource].flat(),
  }));
  writer.inline.clear();
  writer.inline.set(`${name}-1`, { Statement: turned.slice(0, 1) });
  writer.inline.set(`${name}-2`, { Statement: turned.slice(1) });
  expect(await bench.run()).toMatchObject({ code: 0 });
});

test('a grant that has expired is said, and does not differ', async () => {
  await bench.start(UNTIL_2031);
  expect((await bench.run()).out).toMatch(
    /s3:DeleteObject \S+\.strm_test_probe\.jsonl, on 2031-12-02 +denied +denied/,
  );
  const { code, out } = await bench.run({}, new Date('2036-01-01T00:00:00Z'));
  expect(out).toContain('grants nothing any more');
  expect(code).toBe(0);
});

test.each(['sink-sqs', 'kms'])('%s: what is listed in pages is read to the end', async (example) => {
  await bench.start(example);
  bench.state.pageSize = 1;
  expect((await bench.run()).out).toMatch(/checks, all as declared$/);
});

test('a bucket that names its key by ID is as declared', async () => {
  await bench.start('kms');
  const { encryption } = bench.state.bucket;
  bench.state.bucket.encryption = { algorithm: 'aws:kms', key: encryption?.key?.split('/').at(-1) };
  expect(bench.state.bucket.encryption.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(await bench.run()).toMatchObject({ code: 0 });
});

test('the owner of an existing bucket may let in others, and a Deny that depends on the request is a note', async () => {
  await bench.start('existing-bucket');
  bench.state.bucket.policy = {
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '999999999999' },
        Action: 's3:*',
        Resource: `arn:aws:s3:::acme-data-lake/*`,
      },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: `arn:aws:s3:::acme-data-lake/*`,
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      },
    ],
  };
  const { code, out } = await bench.run();
  expect(out).toContain('note The bucket is left alone');
  expect(out).toMatch(
    /note The bucket policy has "Deny s3:\* .* aws:SourceVpce vpce-1": whether that keeps the writer out/,
  );
  expect(code).toBe(0);
});

test.each([
  ['sink-sqs', "The policies of the sink's own resources "],
  ['kms', "The policy and the state of the stack's KMS key were not read"],
  ['key-in-secrets-manager', "The resource policy of the access key's secret was not read"],
  ['github-actions', "Thumbprints of the OIDC provider were not compared with the issuer's certificate"],
])('%s: what was not looked at is said', async (example, note) => {
  await bench.start(example);
  expect((await bench.run()).out).toContain(`note ${note}`);
});

test('nothing is said not to be looked at where nothing is left', async () => {
  await bench.start('keboola');
  expect((await bench.run()).out).not.toContain('note ');
});
