import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Cast } from '../../lib/local/run/cast';
import { deployLocally, type Template, type TemplateResource } from '../../lib/local/run/deployment';
import { outcomeOf } from '../../lib/local/run/probe';
import { differs, type Row } from '../../lib/local/run/row';
import { examine, localRun } from '../../lib/local/run/run';
import { gatewayReadings, POISON } from '../../lib/local/run/sink/readings';
import { PACKAGE_ROOT } from '../../lib/paths';
import { codeOfSignal } from '../../lib/terminal/exit';
import { memoryTerminal } from '../cli/support';

// The first test loads the CDK.
jest.setTimeout(30_000);

const example = (name: string) => join(PACKAGE_ROOT, 'examples', `${name}.yaml`);

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 's3-destination-run-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Everything that is checked, of a template that may be changed on its way to the engine. */
async function examined(name: string, change?: (template: Template) => Template): Promise<readonly Row[]> {
  const deployment = await deployLocally(example(name), change);
  const cast = new Cast(deployment);
  try {
    return (await examine(deployment, cast)).rows;
  } finally {
    cast.close();
    await deployment.engine.stop();
  }
}

async function differences(name: string, change?: (template: Template) => Template): Promise<string[]> {
  const rows = await examined(name, change);
  expect(rows.length).toBeGreaterThan(5);
  return rows.filter(differs).map(({ by, what }) => `${by}: ${what}`);
}

/** Rewrites every resource of a type as text, which reaches into policies wherever they stand. */
function rewrite(type: string, from: string | RegExp, to: string): (template: Template) => Template {
  return (template) => {
    let hits = 0;
    const resources = Object.entries(template.Resources).map(([id, resource]): [string, TemplateResource] => {
      if (resource.Type !== type) return [id, resource];
      const text = JSON.stringify(resource);
      const changed = text.replace(from, to);
      if (changed !== text) hits += 1;
      return [id, JSON.parse(changed)];
    });
    expect(hits).toBeGreaterThan(0);
    return { ...template, Resources: Object.fromEntries(resources) };
  };
}

test.each([
  'kms',
  'github-actions',
  'oidc-imported-provider',
  'bucket-policy',
  'existing-bucket',
  'pending-external-id',
  'pending-subjects',
  'key-in-secrets-manager',
  'govcloud',
  'china',
])('%s does what it declares, and nothing else', async (name) => {
  expect(await differences(name)).toEqual([]);
});

test.each<[string, string, (template: Template) => Template, RegExp]>([
  [
    'a prefix widened to the bucket',
    'keboola',
    rewrite('AWS::IAM::Policy', '/exports/orders/*.csv', '/*'),
    /put exports\/orders-evil/,
  ],
  [
    'a pattern without its ending',
    'strm-privacy',
    rewrite('AWS::IAM::Policy', '*.jsonl', '*'),
    /put exports\/probe\.other/,
  ],
  [
    'a wildcard in the action',
    'keboola',
    rewrite('AWS::IAM::Policy', 's3:PutObject', 's3:PutObject*'),
    /with the ACL public-read/,
  ],
  [
    'a missing grant',
    'keboola',
    rewrite('AWS::IAM::Policy', 's3:GetBucketLocation', 's3:GetBucketTagging'),
    /get the location/,
  ],
  [
    'a trust policy without its external ID',
    'keboola',
    rewrite('AWS::IAM::Role', /"Condition":\{[^}]*\}\},/, ''),
    /without an external ID/,
  ],
  [
    'a trust policy for everybody',
    'keboola',
    rewrite(
      'AWS::IAM::Role',
      /"Principal":\{"AWS":.*?206948715642.*?\}\}?(?=,"Sid")/,
      '"Principal":{"AWS":"*"}',
    ),
    /from another account/,
  ],
  [
    'a trust policy for any Google account',
    'thanx',
    rewrite(
      'AWS::IAM::Role',
      /"StringEquals":\{"accounts.google.com:sub":"\d+"\}/,
      '"StringLike":{"accounts.google.com:sub":"*"}',
    ),
    /with another sub/,
  ],
  [
    'a pending role that lets somebody in',
    'pending-external-id',
    rewrite('AWS::IAM::Role', 'Deny', 'Allow'),
    /while it is pending/,
  ],
  [
    'a delete grant that does not expire',
    'thanx',
    rewrite('AWS::IAM::Policy', '2032-01-01', '2099-01-01'),
    /one second later/,
  ],
  [
    'a delete grant that ends a day early',
    'thanx',
    rewrite('AWS::IAM::Policy', '2032-01-01', '2031-12-31'),
    /23:59:59 UTC/,
  ],
  [
    'a bucket that takes plain HTTP',
    'keboola',
    rewrite('AWS::S3::BucketPolicy', 'aws:SecureTransport', 'aws:Nothing'),
    /over plain HTTP/,
  ],
  [
    'a bucket with ACLs',
    'bucket-policy',
    rewrite('AWS::S3::Bucket', 'BucketOwnerEnforced', 'ObjectWriter'),
    /ACL/,
  ],
  [
    'a bucket that is open to the public',
    'keboola',
    rewrite('AWS::S3::Bucket', '"BlockPublicPolicy":true', '"BlockPublicPolicy":false'),
    /public access block/,
  ],
  [
    'a bucket that goes with the stack',
    'keboola',
    rewrite('AWS::S3::Bucket', '"DeletionPolicy":"Retain"', '"DeletionPolicy":"Delete"'),
    /template: on deletion of the stack/,
  ],
  [
    'a key that goes with the stack, and what is encrypted with it',
    'kms',
    rewrite('AWS::KMS::Key', '"DeletionPolicy":"Retain"', '"DeletionPolicy":"Delete"'),
    /template: the key, on deletion of the stack/,
  ],
])('a change for the worse shows: %s', async (_, name, change, expected) => {
  expect((await differences(name, change)).join('\n')).toMatch(expected);
});

test('made-up readings: a field that is the time of the key is a time, and the field of the ID is left to the sink', () => {
  const [first = ''] = gatewayReadings({
    source: 'sqs',
    key: '',
    keyTime: 'event:moment',
    fields: ['messageId', 'moment', 'amount'],
    idField: 'messageId',
  });
  expect(JSON.parse(first)).toMatchObject({ moment: Date.UTC(2031, 0, 2, 3), amount: 20 });
  expect(JSON.parse(first)).not.toHaveProperty('messageId');
});

describe('a sink', () => {
  const examineSink = async (name: string, change?: (template: Template) => Template) => {
    const deployment = await deployLocally(example(name), change);
    const cast = new Cast(deployment);
    try {
      return await examine(deployment, cast);
    } finally {
      cast.close();
      await deployment.engine.stop();
    }
  };

  test('writes what comes through its queue, and sends the poison to its dead letters', async () => {
    const { rows, sink } = await examineSink('neuronex-sink');
    expect(rows.filter(differs)).toEqual([]);
    expect(sink?.deadLetters).toEqual([{ body: POISON, reason: 'the record is not JSON' }]);
    const objects = sink?.objects ?? [];
    expect(objects.map(({ records }) => records)).toEqual([6, 6]);
    const lines = objects.flatMap(({ bytes }) => String(gunzipSync(bytes)).trim().split('\n'));
    const expected = gatewayReadings({ source: 'sqs', key: '', keyTime: 'arrival' })
      .map((reading) => JSON.parse(reading))
      .map(({ node_name: node, group_name: group, values, timestamp: t }) => ({ node, group, values, t }));
    expect(lines.map((line) => JSON.parse(line)).sort((a, b) => a.t - b.t)).toEqual(expected);
  });

  test.each<[string, (template: Template) => Template, RegExp]>([
    ['writes beside its scope', rewrite('AWS::IAM::Policy', '/plant-2/*', '*'), /beside the scope/],
    [
      'reads what it wrote',
      rewrite('AWS::IAM::Policy', '"s3:PutObject"', '["s3:PutObject","s3:GetObject"]'),
      /reads/,
    ],
  ])('shows where its role %s', async (_, change, expected) => {
    const { rows } = await examineSink('neuronex-sink', change);
    expect(
      rows
        .filter(differs)
        .map(({ what }) => what)
        .join(),
    ).toMatch(expected);
  });

  test('that may not send dead letters leaves the poison in the queue', async () => {
    const { rows } = await examineSink(
      'neuronex-sink',
      rewrite('AWS::IAM::Policy', 'sqs:SendMessage', 'sqs:ListQueues'),
    );
    expect(rows.filter(differs).map(({ what }) => what)).toEqual([
      'leaves records behind',
      'writes, leaves out or buries every record',
      'hold what is no JSON',
    ]);
  });
});

test('a run writes template, policies, hand-over values, objects and probes, and exits with 0', async () => {
  const terminal = memoryTerminal();
  expect(await localRun({ files: [example('keboola')], keep: false, out }, terminal)).toBe(0);
  const folder = join(out, 'keboola-orders');
  expect(readdirSync(folder).sort()).toEqual([
    'connection-test.json',
    'handover.json',
    'handover.txt',
    'objects',
    'policies',
    'probes.json',
    'template.json',
  ]);
  expect(readFileSync(join(folder, 'objects', 'exports', 'orders', 'orders.csv'))).toEqual(
    readFileSync(join(PACKAGE_ROOT, 'examples', 'data', 'csv', 'orders.csv')),
  );
  expect(JSON.parse(readFileSync(join(folder, 'policies', 'trust.json'), 'utf8'))).toHaveLength(1);
  expect(terminal.stdout.at(-1)).toMatch(/1 destination, \d+ checks, all as expected/);
});

test('the hand-over of a sink that alone writes is for senders, as `handover` prints it', async () => {
  await localRun({ files: [example('neuronex-sink')], keep: false, out }, memoryTerminal());
  const folder = join(out, 'neuronex-sink');
  expect(JSON.parse(readFileSync(join(folder, 'handover.json'), 'utf8'))).toMatchObject({
    values: [],
    sender: [{ label: 'Queue URL', value: expect.stringMatching(/^https:\/\/sqs\./) }, {}, {}, {}],
  });
  expect(readFileSync(join(folder, 'handover.txt'), 'utf8')).toMatch(
    /^To send records to the sink neuronex-sink\n\nQueue URL: https/,
  );
});

test('no secret of the engine is shown or written', async () => {
  const terminal = memoryTerminal();
  await localRun({ files: [example('key-in-secrets-manager')], keep: false, out }, terminal);
  const deployment = await deployLocally(example('key-in-secrets-manager'));
  const secrets = deployment.provisioned.accessKeys.map(({ secretAccessKey }) => secretAccessKey);
  await deployment.engine.stop();
  const folder = join(out, 'key-in-secrets-manager');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = files.map(({ parentPath, path, name }) =>
    readFileSync(join(parentPath ?? path, name), 'utf8'),
  );
  expect(secrets).toHaveLength(2);
  for (const secret of secrets)
    expect([...terminal.stdout, ...terminal.stderr, ...texts].join('\n')).not.toContain(secret);
});

test('--data without a sink is refused', async () => {
  const run = localRun({ files: [example('keboola')], keep: false, out, data: 'x' }, memoryTerminal());
  await expect(run).rejects.toThrow('--data is for a sink, and no destination here has one');
});

test.each<[string, string[], boolean, string]>([
  ['a service cannot be acted', ['aws-service'], false, 'cannot act as the service logging.s3.amazonaws.com'],
  ['further conditions cannot be met', ['own-vendor'], false, 'cannot meet further conditions'],
  ['one engine is kept, not several', ['keboola', 'thanx'], true, 'name one destination file'],
])('%s: that is said, and nothing is written', async (_, names, keep, message) => {
  const folder = join(out, 'none');
  await expect(localRun({ files: names.map(example), keep, out: folder }, memoryTerminal())).rejects.toThrow(
    message,
  );
  expect(existsSync(folder)).toBe(false);
});

test.each(['keboola', 'thanx', 'strm-privacy'])('%s is probed in all these ways', async (name) => {
  const shown = (await examined(name)).map(({ by, what, expected }) =>
    `${by}: ${what}: ${expected}`.replace(/_test_[0-9a-f-]{36}/, '_test_<uuid>'),
  );
  expect(shown).toMatchSnapshot();
});

test('one check that differs is exit code 1', async () => {
  const terminal = memoryTerminal();
  const worse = rewrite('AWS::IAM::Policy', '/exports/orders/*.csv', '/*');
  expect(await localRun({ files: [example('keboola')], keep: false, out, change: worse }, terminal)).toBe(1);
  expect(terminal.stdout.at(-1)).toMatch(/1 destination, \d+ checks, \d+ differ/);
});

test('a run that is told to end finishes its destination, begins no other, and its exit code says so', async () => {
  const terminal = memoryTerminal();
  const stop = new AbortController();
  const change = (template: Template) => {
    stop.abort('SIGINT');
    return template;
  };
  const files = ['keboola', 'thanx'].map(example);
  const code = await localRun({ files, keep: false, out, change, stopped: stop.signal }, terminal);
  expect(code).toBe(codeOfSignal('SIGINT'));
  expect(terminal.stderr).toEqual([
    expect.stringMatching(/^\[1\/2\]/),
    expect.stringMatching(/^SIGINT: this destination is finished, and then it ends\./),
  ]);
  expect(terminal.stdout.at(-1)).toMatch(/1 destination, \d+ checks, all as expected/);
});

test('a folder that no run made is not touched', async () => {
  const folder = join(out, 'precious');
  mkdirSync(join(folder, 'keboola-orders'), { recursive: true });
  writeFileSync(join(folder, 'keboola-orders', 'mine.txt'), 'mine');
  const run = localRun({ files: [example('keboola')], keep: false, out: folder }, memoryTerminal());
  await expect(run).rejects.toThrow('was not made by a run');
  expect(readdirSync(join(folder, 'keboola-orders'))).toEqual(['mine.txt']);
});

test('an answer that is not of the engine is an error, never an outcome', async () => {
  await expect(outcomeOf(() => Promise.reject(new Error('connect ECONNREFUSED')))).rejects.toThrow(
    'ECONNREFUSED',
  );
});
