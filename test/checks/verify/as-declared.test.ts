import { UNTIL_2031, VerifyBench } from './support';

const bench = new VerifyBench();
afterEach(() => bench.stop());

describe.each([
  'aws-service',
  'bucket-policy',
  'china',
  'existing-bucket',
  'github-actions',
  'govcloud',
  'keboola',
  'keboola-user',
  'key-in-secrets-manager',
  'kms',
  'oidc-imported-provider',
  'own-vendor',
  'pending-external-id',
  'pending-subjects',
  'sink-sqs',
  'sink-sqs-fifo',
  'sink-kinesis',
  'sink-function-url',
  'sink-iot-rule',
  'strm-privacy',
  'strm-privacy-no-prefix',
  'thanx',
])('examples/%s.yaml', (example) => {
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
