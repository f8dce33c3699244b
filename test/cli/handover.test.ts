import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HandoverOptions, handover } from '../../lib/cli/handover';
import { PACKAGE_ROOT } from '../../lib/paths';
import { CANARY, spilled } from '../aws-fakes/canary';
import { inEmptyFolder, memoryTerminal } from './support';

const example = (name: string) => join(PACKAGE_ROOT, 'examples', `${name}.yaml`);

function values(name: string, outputs?: Record<string, string>): [string, string][] {
  return inEmptyFolder(() => {
    if (outputs) writeFileSync('cdk-outputs.json', JSON.stringify({ [`S3Destination-${name}`]: outputs }));
    const terminal = memoryTerminal();
    handover(example(FILES[name] ?? name), { json: true }, terminal);
    const shown: { label: string; value?: string; where?: string }[] = JSON.parse(
      terminal.stdout.join('\n'),
    ).values;
    return shown.map(({ label, value, where }) => [label, value ?? `(${where})`]);
  });
}

/** Example files by the name of their destination. */
const FILES: Record<string, string> = {
  'keboola-orders': 'keboola',
  'thanx-loyalty': 'thanx',
  'thanx-with-key': 'thanx-user',
  'strm-events': 'strm-privacy',
  'neuronex-readings': 'neuronex',
};

test('Keboola wants the account ID and the name of the role, not its ARN', () => {
  expect(
    values('keboola-orders', {
      RoleName: 'role-1',
      RoleArn: 'arn:aws:iam::111122223333:role/role-1',
      AccountId: '111122223333',
    }),
  ).toEqual([
    ['Account ID', '111122223333'],
    ['Role Name', 'role-1'],
    ['S3 bucket', 'acme-keboola-orders'],
    ['Destination path begins with', 'exports/orders'],
  ]);
});

test('Thanx wants bucket name, region and role ARN', () => {
  expect(values('thanx-loyalty', { RoleArn: 'arn:aws:iam::111122223333:role/r' })).toEqual([
    ['Bucket name', 'acme-thanx-loyalty'],
    ['Bucket region', 'us-east-1'],
    ['Role ARN', 'arn:aws:iam::111122223333:role/r'],
  ]);
});

test('NeuronEX wants the fields of its form in its order', () => {
  const [, ...rest] = values('neuronex-readings', { UserName: 'gateway' });
  expect(rest.map(([label]) => label)).toEqual(['Credential Type', 'Access Key', 'Secret Key', 'Region']);
  expect(rest[0]).toEqual(['Credential Type', 'key']);
});

test('before there is a key, it says how to make one', () => {
  const shown = values('strm-events', { UserName: 'strm-writer' });
  expect(shown[0]).toEqual([
    '--credentials-file',
    `(in s3.json, once it is made: s3-destination key issue --config ${example('strm-privacy')})`,
  ]);
  const managed = values('key-in-secrets-manager', { SecretArn: 'arn:secret' });
  expect(managed[0]?.[1]).toContain('aws secretsmanager get-secret-value --secret-id arn:secret');
});

describe('with a key', () => {
  const key = (UserName = 'strm-writer') =>
    JSON.stringify({ AccessKey: { UserName, AccessKeyId: 'AKIAFAKE', SecretAccessKey: CANARY } });

  /** The command in a folder with a key file. */
  function handOver(
    name: string,
    options: Partial<HandoverOptions> = {},
    files: Record<string, string> = {},
  ) {
    const terminal = memoryTerminal();
    const outputs = { BucketName: 'b', UserName: 'strm-writer' };
    inEmptyFolder(() => {
      const all = { 'cdk-outputs.json': JSON.stringify({ [`S3Destination-${name}`]: outputs }), ...files };
      for (const [file, text] of Object.entries(all)) writeFileSync(file, text);
      handover(example(FILES[name] ?? name), { json: false, ...options }, terminal);
    });
    const [stdout, stderr] = [terminal.stdout.join('\n'), terminal.stderr.join('\n')];
    expect(spilled(stdout, stderr)).toEqual([]);
    return { stdout, stderr };
  }

  test.each<[string, Partial<HandoverOptions>, string]>([
    [
      'to the terminal',
      {},
      'Access Key       AccessKeyId in s3.json\nSecret Key       SecretAccessKey in s3.json\n',
    ],
    [
      'as JSON',
      { json: true },
      '"where": "SecretAccessKey in s3.json",\n      "file": "s3.json",\n      "secret": true',
    ],
    ['as text', { text: true }, '\nSecret Key: in s3.json, which comes by a way of its own\n'],
  ])('%s, the secret is named by its file', (_, options, expected) => {
    expect(handOver('neuronex-readings', options, { 's3.json': key() }).stdout).toContain(expected);
  });

  test('STRM wants the file itself', () => {
    expect(handOver('strm-events', {}, { 's3.json': key() }).stdout).toMatch(
      /\n--credentials-file +s3\.json\n/,
    );
  });

  describe('of several files', () => {
    const made = (accessKeyId: string, CreateDate?: string, UserName = 'strm-writer') =>
      JSON.stringify({
        AccessKey: { UserName, AccessKeyId: accessKeyId, SecretAccessKey: CANARY, CreateDate },
      });
    const rotation = (file: string) =>
      JSON.stringify({
        version: 1,
        user: 'strm-writer',
        before: ['AKIAOLD'],
        old: 'AKIAOLD',
        format: 'env',
        file,
        startedAt: '2026-11-21T00:00:00.000Z',
        pid: 1,
        new: 'AKIANEW',
        tested: true,
        deleteAfterDays: 7,
      });
    const STATE = '.strm-writer.key-rotation.json';
    const env = `export AWS_ACCESS_KEY_ID='AKIANEW'\nexport AWS_SECRET_ACCESS_KEY='${CANARY}'\n`;
    const old = made('AKIAOLD', '2026-01-01T00:00:00+00:00');
    const newer = made('AKIANEW', '2026-11-20T00:00:00+00:00');

    test.each<[string, Record<string, string>, string | undefined, string]>([
      [
        'the newest is taken, and it is said',
        { 's3.json': old, 's3-2026-11-20.json': newer },
        's3-2026-11-20.json',
        'warning s3-2026-11-20.json holds the newest key here, beside s3.json: --key names another file',
      ],
      [
        'the newest by its key, and not by its name',
        { 's3.json': newer, 's3-2026-01-01.json': old },
        's3.json',
        'warning s3.json holds the newest key here, beside s3-2026-01-01.json: --key names another file',
      ],
      [
        "another user's does not count",
        { 's3.json': old, 's3-2026-11-20.json': made('AKIAX', '2026-11-20T00:00:00Z', 'somebody') },
        's3.json',
        '',
      ],
      ['nor do other files', { 's3.json': old, 's3-notes.json': newer, 'S3.json': newer }, 's3.json', ''],
      [
        'a rotation that is under way knows it',
        { 's3.json': old, 'k.sh': env, [STATE]: rotation('k.sh') },
        'k.sh',
        '',
      ],
      [
        'the key that it replaces is never handed over',
        { 's3.json': old, [STATE]: rotation('k.sh') },
        undefined,
        '',
      ],
    ])('%s', (_, files, file, warning) => {
      const { stdout, stderr } = handOver('strm-events', { json: true }, files);
      const { values } = JSON.parse(stdout);
      expect([values[0].file, stderr]).toEqual([file, warning]);
    });
  });

  test('a file of another name and format', () => {
    const files = { 'k.env': `AWS_ACCESS_KEY_ID="AKIAFAKE"\nAWS_SECRET_ACCESS_KEY="${CANARY}"\n` };
    expect(handOver('neuronex-readings', { key: 'k.env' }, files).stdout).toContain(
      'SecretAccessKey in k.env',
    );
  });

  test("another user's key is not handed over", () => {
    const files = { 's3.json': key('somebody') };
    const { stdout, stderr } = handOver('strm-events', {}, files);
    expect(stdout).toContain('once it is made');
    expect(stderr).toContain('s3.json holds a key of the user somebody, and the writer is strm-writer');
    expect(() => handOver('strm-events', { key: 's3.json' }, files)).toThrow('and the writer is strm-writer');
  });

  test.each<[string, string, Partial<HandoverOptions>, string]>([
    [
      'a key file that is not there',
      'strm-events',
      { key: 'k.json' },
      'k.json does not exist: --key names the file that `s3-destination key issue` wrote',
    ],
    ['a key where the access is a role', 'keboola-orders', { key: 'k.json' }, 'the access of'],
    ['two ways to show it', 'keboola-orders', { json: true, text: true }, '--json and --text'],
  ])('%s is refused', (_, name, options, message) => {
    expect(() => handOver(name, options)).toThrow(message);
  });
});

test('as text: ready to copy, and what is not known yet is said beside it', () => {
  const terminal = memoryTerminal();
  inEmptyFolder(() => handover(example('thanx'), { json: false, text: true }, terminal));
  expect(terminal.stdout).toEqual([
    [
      'The S3 destination for Thanx, S3 destination',
      '',
      'Bucket name: acme-thanx-loyalty',
      'Bucket region: us-east-1',
      'Role ARN: not known yet',
    ].join('\n'),
  ]);
  expect(terminal.stderr).toEqual([
    'not ready Role ARN: in the output RoleArn of the stack, once it is deployed',
  ]);
});

test('labels that are ours are not passed off as those of the vendor', () => {
  const terminal = memoryTerminal();
  inEmptyFolder(() => {
    writeFileSync('d.yaml', 'version: 1\nname: d\nvendor: logzio-archive\nobjects: { prefix: in }\n');
    handover('d.yaml', { json: false }, terminal);
  });
  expect(terminal.stderr.join('\n')).toMatch(/^The labels are ours: no page of Logz.io /m);
});

test('before the deployment it says where each value will be', () => {
  expect(values('thanx-loyalty')[2]).toEqual([
    'Role ARN',
    '(in the output RoleArn of the stack, once it is deployed)',
  ]);
});

test.each<[string, string[]]>([
  ['existing-bucket', ['Bucket name', 'Region', 'Objects', 'Role ARN', 'External ID']],
  ['kms', ['Bucket name', 'Region', 'Objects', 'Role ARN']],
  ['github-actions', ['Bucket name', 'Region', 'Objects', 'Role ARN']],
  ['bucket-policy', ['Bucket name', 'Region', 'Objects']],
])('a vendor without a preset gets the words of AWS: %s', (name, labels) => {
  expect(values(name).map(([label]) => label)).toEqual(labels);
});

test('for people: a table under the vendor', () => {
  const terminal = memoryTerminal();
  inEmptyFolder(() => handover(example('keboola'), { json: false }, terminal));
  expect(terminal.stdout.join('\n')).toMatch(/^For Keboola, .*\nAccount ID +111122223333\n/);
});

test.each<[string, string | undefined, string]>([
  ['is missing', undefined, 'deploy with --outputs-file o.json'],
  ['is not JSON', 'no json', 'is not what `cdk deploy --outputs-file` writes'],
  [
    'is of another stack',
    '{"Other":{}}',
    'holds no outputs of the stack S3Destination-keboola-orders, but of: Other',
  ],
])('an outputs file that %s is an error', (_, text, message) => {
  inEmptyFolder(() => {
    if (text !== undefined) writeFileSync('o.json', text);
    expect(() => handover(example('keboola'), { outputs: 'o.json', json: false }, memoryTerminal())).toThrow(
      message,
    );
  });
});

test('the default outputs file is ignored where it is of another stack', () => {
  inEmptyFolder(() => {
    writeFileSync('cdk-outputs.json', '{"Other":{}}');
    expect(handover(example('keboola'), { json: true }, memoryTerminal())).toBe(0);
  });
});

describe('of a sink', () => {
  const shown = (name: string, options: Partial<HandoverOptions>) =>
    inEmptyFolder(() => {
      const terminal = memoryTerminal();
      expect(handover(example(name), { json: false, ...options }, terminal)).toBe(0);
      return { out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
    });

  test('senders are told where to, and no vendor is spoken of where there is none', () => {
    const { out } = shown('sink-sqs', {});
    expect(out).toMatch(/^For whoever sends records to the sink\nQueue URL +in the output SinkQueueUrl/);
    expect(out).not.toContain('vendor');
  });

  test('beside a vendor, both are told', () => {
    const { out } = shown('sink-function-url', {});
    expect(out).toMatch(/^For Keboola,.*\n(.+\n)+\nFor whoever sends records to the sink\nURL /);
  });

  test('a message to the sender says what is not known yet, and the terminal why', () => {
    const { out, err } = shown('sink-sqs', { text: true });
    expect(out).toMatch(
      /^To send records to the sink orders-from-queue\n\nQueue URL: not known yet\nRight: sqs:/,
    );
    expect(err).toMatch(/^not ready Queue URL: in the output SinkQueueUrl/);
  });

  test('JSON has a list of its own for senders', () => {
    const { values, sender } = JSON.parse(shown('sink-kinesis', { json: true }).out);
    expect(values).toEqual([]);
    expect(sender.map(({ label }: { label: string }) => label)).toEqual([
      'Stream',
      'Right',
      'Region',
      'Form',
    ]);
    expect(JSON.parse(shown('keboola', { json: true }).out)).not.toHaveProperty('sender');
  });
});
