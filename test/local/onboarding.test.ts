import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys } from '../../lib/credentials/access-keys';
import { Cast } from '../../lib/local/run/cast';
import { type Deployment, deployLocally } from '../../lib/local/run/deployment';
import { type Onboarding, onboard, rowsOf } from '../../lib/local/run/onboarding';
import { differs, type Row } from '../../lib/local/run/row';
import { examine, localRun } from '../../lib/local/run/run';
import { PACKAGE_ROOT } from '../../lib/paths';
import { replaced } from '../checks/connection/deployed';
import { memoryTerminal } from '../cli/support';

// The first test loads the CDK.
jest.setTimeout(30_000);

const example = (name: string) => join(PACKAGE_ROOT, 'examples', `${name}.yaml`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-destination-onboarding-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function deployed<T>(
  file: string,
  work: (deployment: Deployment, cast: Cast) => Promise<T>,
  change?: Parameters<typeof deployLocally>[1],
): Promise<T> {
  const deployment = await deployLocally(file, change);
  const cast = new Cast(deployment);
  try {
    return await work(deployment, cast);
  } finally {
    cast.close();
    await deployment.engine.stop();
  }
}

const onboarded = (name: string, change?: Parameters<typeof deployLocally>[1]): Promise<Onboarding> =>
  deployed(example(name), onboard, change);

const lines = (rows: readonly Row[]) => rows.map(({ by, what, actual }) => `${by}: ${what}: ${actual}`);

test('a user: a key is issued, tested, and handed over by the name of its file', async () => {
  const {
    issued,
    report,
    handover: { values },
  } = await onboarded('strm-privacy');
  expect(issued.filter(differs)).toEqual([]);
  expect(issued.map(({ by, expected }) => `${by}: ${expected}`)).toEqual([
    'owner: made, mode 600',
    'writer: 403 AccessDenied',
  ]);
  expect(report?.writer).toMatch(/:user\/S3Destination-strm-events-/);
  expect(report?.rows.map(({ result }) => result)).toEqual(Array(16).fill('ok'));
  expect(values[0]).toEqual({ label: '--credentials-file', value: 's3.json', file: 's3.json', secret: true });
});

test('a role: the vendor assumes it, and gets account ID and name', async () => {
  const {
    issued,
    report,
    handover: { values },
  } = await onboarded('keboola');
  expect(issued).toEqual([]);
  expect(report?.writer).toMatch(/:assumed-role\/S3Destination-keboola-orders-.*\/s3-destination-test$/);
  expect(lines(rowsOf({ issued, report })).slice(0, 3)).toEqual([
    'test: assume the role: 200',
    'test: assume the role without an external ID: 403 AccessDenied',
    'test: assume the role with another external ID: 403 AccessDenied',
  ]);
  expect(rowsOf({ issued, report }).filter(differs)).toEqual([]);
  expect(values.slice(0, 2).map(({ label }) => label)).toEqual(['Account ID', 'Role Name']);
});

test.each([
  ['thanx', 'test: assume the role with its token: 200'],
  ['bucket-policy', 'test: get the location of the bucket: 200 eu-west-1'],
  ['key-in-secrets-manager', 'test: get the location of the bucket: 200 eu-west-1'],
])('%s is tested without a key being issued', async (name, first) => {
  const onboarding = await onboarded(name);
  expect(onboarding.issued).toEqual([]);
  expect(lines(rowsOf(onboarding))[0]).toMatch(first.slice(0, -9));
  expect(rowsOf(onboarding).filter(differs)).toEqual([]);
});

test('whom nobody can be yet is not tested, and gets values all the same', async () => {
  const {
    report,
    handover: { values },
  } = await onboarded('pending-external-id');
  expect(report).toBeUndefined();
  expect(values.length).toBeGreaterThan(0);
});

test('what is wider than declared differs', async () => {
  const onboarding = await onboarded('strm-privacy', replaced('*.jsonl', '*'));
  expect(
    rowsOf(onboarding)
      .filter(differs)
      .map(({ what }) => what.replace(/-[0-9a-f]{8}/, '')),
  ).toContain('put exports/s3-destination-test.other');
});

test('a writer that may make keys differs', async () => {
  const onboarding = await onboarded('neuronex', (template) => {
    const text = JSON.stringify(template);
    return JSON.parse(
      text
        .replace('"s3:PutObject"', '["s3:PutObject","iam:*"]')
        .replace(
          /"Resource":\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["[^"]+","Arn"\]\},"\/plant-1\/\*"\]\]\}/,
          '"Resource":"*"',
        ),
    );
  });
  expect(onboarding.issued.filter(differs).map(({ by }) => by)).toEqual(['writer']);
});

test('the run shows key issue, test and handover, and no secret of the key', async () => {
  const created = jest.spyOn(AccessKeys.prototype, 'create');
  const terminal = memoryTerminal();
  const out = join(folder, 'out');
  const files = [example('neuronex'), example('keboola'), example('keboola-user')];
  expect(await localRun({ files, keep: false, out }, terminal)).toBe(0);
  const shown = terminal.stdout.join('\n');
  expect(shown).toMatch(/neuronex-readings: key issue → test → handover\n/);
  expect(shown).toMatch(/ok {2}owner +key issue: \S+, in s3\.json +made, mode 600 +made, mode 600\n/);
  expect(shown).toMatch(/ok {2}test +put plant-1\/s3-destination-test-[0-9a-f]{8} +200 +200\n/);
  expect(shown).toMatch(/\nSecret Key +SecretAccessKey in s3\.json\n/);
  expect(shown).toMatch(/keboola-orders: test → handover\n/);
  expect(shown).toMatch(/\nRole Name +S3Destination-keboola-orders-/);
  // The second user of the run.
  expect(shown).toMatch(/ok {2}test +\d+ requests of the vendor +as declared +as declared\n/);

  const keys = (await Promise.allSettled(created.mock.results.map(({ value }) => value))).flatMap((one) =>
    one.status === 'fulfilled' ? [one.value.secretAccessKey] : [],
  );
  created.mockRestore();
  expect(keys).toHaveLength(2);
  const written = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, path, name }) => readFileSync(join(parentPath ?? path, name), 'utf8'));
  expect(written.length).toBeGreaterThan(15);
  const everything = [shown, ...terminal.stderr, ...written].join('\n');
  for (const secret of keys) expect(everything).not.toContain(secret);
});

/** Presets of the catalogue that the examples do not show. */
test.each<[string, string]>([
  ['a vendor that only reads', 'vendor: redis-cloud-import'],
  [
    'a vendor that only reads, with a role',
    'vendor: clickhouse-cloud-s3\naccess: { principal: "arn:aws:iam::999988887777:role/reader" }',
  ],
  ['a vendor whose files nobody knows', 'vendor: redpanda-s3-sink'],
  [
    'a vendor whose pattern the sample does not fit',
    'vendor: keboola-data-takeout\nobjects: { prefix: in, pattern: "*.zip" }',
  ],
  [
    'an issuer with a slash at its end',
    'access: { type: web-identity-role, issuer: "https://oidc.example.com/a/", subjects: [tenant], audience: kit }',
  ],
])('%s: as declared', async (name, more) => {
  const objects = more.includes('objects:') ? '' : 'objects: { prefix: in }\n';
  const file = join(folder, `${name.replaceAll(/\W/g, '-')}.yaml`);
  writeFileSync(
    file,
    `version: 1\nname: catalogue\nenvironment: { account: "111122223333", region: eu-west-1 }\nbucket: { name: acme-catalogue }\n${objects}${more}\n`,
  );
  const { rows, tested } = await deployed(file, async (deployment, cast) => {
    const { rows: probed } = await examine(deployment, cast);
    return { rows: probed, tested: rowsOf(await onboard(deployment, cast)) };
  });
  expect(rows.length).toBeGreaterThan(25);
  expect([...rows, ...tested].filter(differs)).toEqual([]);
  expect(rows.some(({ by, actual }) => by === 'owner' && actual === '200')).toBe(name.includes('only reads'));
  // The connection test finds an object where the vendor may list, and then tries to write.
  const found = tested.find(({ what }) => what === 'get the first object under in/');
  expect(found?.actual).toBe(more.includes('clickhouse') ? '200' : undefined);
});
