import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { policy } from '../../lib/cli/policy';
import { type TestOptions, test as testCommand } from '../../lib/cli/test';
import { type WriteOptions, write } from '../../lib/cli/write';
import { WriteProgress } from '../../lib/cli/write-progress';
import { spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { example } from '../checks/connection/deployed';
import { inEmptyFolder, memoryTerminal } from '../cli/support';
import { type Key, Store } from './store';

jest.setTimeout(60_000);

const { restore } = cleanAwsEnvironment();
const store = new Store();
afterAll(() => {
  store.close();
  restore();
});

const silent = { isTTY: false, write: () => true };

/**
 * Where this store is no S3. The uploader owns its object and may read it; no permission is asked for an ACL header; and
 * `*.jsonl` does not match a name with another dot in it, so that STRM's test object is refused.
 */
const KNOWN = [
  /^put .* with the ACL private: 200$/,
  /^get .*: 200$/,
  /^(put|get|delete) .*\.strm_test\.jsonl: (403 AccessDenied)?$/,
];

/** Bucket, user and policy of a destination file, and its commands against the store; `change` is of the policy. */
async function provisioned<T>(
  file: string,
  bucket: string,
  work: (run: Commands) => Promise<T>,
  change: (document: string) => string = (document) => document,
): Promise<T> {
  return inEmptyFolder(async () => {
    writeFileSync('destination.yaml', file);
    const printed = memoryTerminal();
    policy('destination.yaml', { kind: 'identity', bucket }, printed);
    await store.bucket(bucket);
    const key = await store.user(`${bucket}-writer`, change(printed.stdout.join('\n')));
    const AccessKey = { AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey };
    writeFileSync('s3.json', JSON.stringify({ AccessKey }));
    const environment: NodeJS.ProcessEnv = process.env;
    signInAs(key, environment);
    try {
      return await work(new Commands(bucket, key));
    } finally {
      delete environment.AWS_ACCESS_KEY_ID;
      delete environment.AWS_SECRET_ACCESS_KEY;
    }
  });
}

interface TestedRow {
  readonly what: string;
  readonly actual: string;
  readonly result: string;
}

class Commands {
  constructor(
    private readonly bucket: string,
    readonly key: Key,
  ) {}

  async test(options: Partial<TestOptions> = {}): Promise<{ code: number; rows: TestedRow[] }> {
    const terminal = memoryTerminal();
    const all: TestOptions = {
      json: true,
      key: 's3.json',
      bucket: this.bucket,
      endpointUrl: store.endpoint,
      checksums: 'when_required',
      ...options,
    };
    const code = await testCommand('destination.yaml', all, terminal, {
      environment: {},
      now: () => new Date(),
      screen: silent,
      onInterrupt: () => () => undefined,
    });
    expect(spilled(terminal.stdout, terminal.stderr)).toEqual([]);
    return { code, rows: JSON.parse(terminal.stdout.join('\n')).rows };
  }

  async write(files: readonly string[], options: Partial<WriteOptions> = {}) {
    const terminal = memoryTerminal();
    const all: WriteOptions = {
      config: 'destination.yaml',
      bucket: this.bucket,
      endpointUrl: store.endpoint,
      parallel: '8',
      skipExisting: false,
      dryRun: false,
      json: true,
      ...options,
    };
    const code = await write(files, all, terminal, {
      environment: process.env,
      progress: new WriteProgress(silent),
      onSignal: () => () => undefined,
    });
    expect(spilled(terminal.stdout, terminal.stderr)).toEqual([]);
    return { code, stderr: terminal.stderr.join('\n'), ...JSON.parse(terminal.stdout.join('\n')) };
  }
}

/** What differs, and is not known of the store; without what is new in each run. */
const differing = (rows: readonly TestedRow[]) =>
  rows
    .filter(({ result }) => result !== 'ok')
    .map(({ what, actual }) => `${what.replaceAll(/[_-][0-9a-f]{8}(-[0-9a-f-]{27})?/g, '')}: ${actual}`)
    .filter((row) => !KNOWN.some((known) => known.test(row)));

const written = (rows: readonly TestedRow[]) =>
  rows.filter(({ what, actual }) => what.startsWith('put ') && actual === '200').length;

/** How many objects the vendor's test must be able to write, at least. */
test.each([
  ['keboola-user', 'rgw-keboola', 2],
  ['thanx-user', 'rgw-thanx', 1],
  ['strm-privacy', 'rgw-strm', 0],
  ['strm-privacy-no-prefix', 'rgw-strm-root', 0],
  ['neuronex', 'rgw-neuronex', 1],
])('the policy of %s is enforced', (name, bucket, least) =>
  provisioned(example(name), bucket, async (run) => {
    const { rows } = await run.test();
    expect(differing(rows)).toEqual([]);
    expect(rows.length).toBeGreaterThan(9);
    expect(written(rows)).toBeGreaterThanOrEqual(least);
  }),
);

test('with the pattern *, STRM writes its test object here, too', () => {
  const file = example('strm-privacy').replace(/objects:\n/, 'objects:\n  pattern: "*"\n');
  return provisioned(file, 'rgw-strm-any', async (run) => {
    const { rows } = await run.test();
    expect(rows.find(({ what }) => /^put exports\/\.strm_test_/.test(what))?.actual).toBe('200');
    expect(differing(rows)).toEqual([]);
  });
});

test('a policy that is wider than declared differs', () =>
  provisioned(
    example('keboola-user'),
    'rgw-wider',
    async (run) => {
      const { code, rows } = await run.test();
      expect(differing(rows)).toContain('put exports/orders/s3-destination-test.other: 200');
      expect(code).toBe(1);
    },
    (document) => document.replaceAll('*.csv', '*'),
  ));

test.each<[string, object, string]>([
  ['a secret that does not belong to the key', { SecretAccessKey: 'wrong' }, '403 SignatureDoesNotMatch'],
  ['a key that the store does not know', { AccessKeyId: 'AKIAUNKNOWN' }, '403 InvalidAccessKeyId'],
])('%s is told', (_, change, expected) =>
  provisioned(example('neuronex'), `rgw-${expected.slice(4).toLowerCase()}`, async (run) => {
    const { AccessKey } = JSON.parse(readFileSync('s3.json', 'utf8'));
    writeFileSync('s3.json', JSON.stringify({ AccessKey: { ...AccessKey, ...change } }));
    const { code, rows } = await run.test();
    expect([code, rows.find(({ result }) => result !== 'ok')?.actual]).toEqual([1, expected]);
  }),
);

test('write: small files and a large one arrive intact, and a second call finds them', () =>
  provisioned(example('keboola-user'), 'rgw-write', async (run) => {
    const files = new Map<string, Buffer>([['large.csv', randomBytes(20 * 1024 * 1024)]]);
    for (let number = 0; number < 20; number += 1) files.set(`${number}.csv`, randomBytes(1000 + number));
    for (const [name, bytes] of files) writeFileSync(name, bytes);
    const first = await run.write(['*.csv'], { to: 'exports/orders/{name}' });
    expect([first.code, first.written, first.failed]).toEqual([0, 21, 0]);
    for (const [name, bytes] of files)
      expect((await store.bytes(run.key, 'rgw-write', `exports/orders/${name}`)).equals(bytes)).toBe(true);
    const again = await run.write(['*.csv'], { to: 'exports/orders/{name}', skipExisting: true });
    expect([again.code, again.written, again.existing]).toEqual([0, 0, 21]);
  }));

test('write: beside the scope nothing is sent', () =>
  provisioned(example('keboola-user'), 'rgw-beside', async (run) => {
    writeFileSync('a.csv', 'id\n1\n');
    await expect(run.write(['a.csv'], { to: 'elsewhere/{name}' })).rejects.toThrow('elsewhere/a.csv');
    expect(await store.keys('rgw-beside')).toEqual([]);
  }));

test('write: what the store denies is a failure', () =>
  provisioned(
    example('keboola-user'),
    'rgw-denied',
    async (run) => {
      writeFileSync('a.csv', 'id\n1\n');
      const { code, failed, stderr } = await run.write(['a.csv'], { to: 'exports/orders/{name}' });
      expect([code, failed]).toEqual([1, 1]);
      expect(stderr).toContain('AWS denies it');
      expect(await store.keys('rgw-denied')).toEqual([]);
    },
    (document) => document.replaceAll('exports/', 'imports/'),
  ));
