import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setVariable } from '../../../lib/local/run/keep';
import { localRun } from '../../../lib/local/run/run';
import { PACKAGE_ROOT } from '../../../lib/paths';
import { codeOfSignal } from '../../../lib/terminal/exit';
import { memoryTerminal } from '../../cli/support';

// The first test loads the CDK.
jest.setTimeout(30_000);

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 's3-destination-keep-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const example = (name: string) => join(PACKAGE_ROOT, 'examples', `${name}.yaml`);

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What the run printed for a shell, as a client takes it. */
function clientOf(said: string, profile: string) {
  const variables = Object.fromEntries(
    [...said.matchAll(/(?:export |\$env:)(AWS_\w+)(?:=| = )'?([^'\n]*)'?$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  const file = variables.AWS_SHARED_CREDENTIALS_FILE ?? '';
  const section = readFileSync(file, 'utf8').split(`[${profile}]`)[1]?.split('[')[0] ?? '';
  const of = (key: string) => new RegExp(`^${key} = (.*)$`, 'm').exec(section)?.[1];
  return {
    file,
    config: {
      endpoint: variables.AWS_ENDPOINT_URL,
      region: variables.AWS_REGION,
      requestHandler: { httpsAgent: new Agent({ ca: readFileSync(variables.AWS_CA_BUNDLE ?? '') }) },
      credentials: {
        accessKeyId: of('aws_access_key_id') ?? '',
        secretAccessKey: of('aws_secret_access_key') ?? '',
        sessionToken: of('aws_session_token'),
      },
    },
  };
}

/** Keeps a destination up while `use` works with what was said. */
async function kept(file: string, use: (said: () => string) => Promise<void>) {
  const terminal = memoryTerminal();
  const stop = new AbortController();
  const said = () => terminal.stdout.join('\n');
  const run = localRun({ files: [file], keep: true, out, stopped: stop.signal }, terminal);
  try {
    await Promise.race([
      run.then(() => Promise.reject(new Error('The run ended.'))),
      until(() => (said().includes(`Ctrl-C ends it, or kill ${process.pid}.`) ? true : undefined)),
    ]);
    await use(said);
  } finally {
    stop.abort('SIGTERM');
    await run.catch(() => undefined);
  }
  return { code: await run, said: said() };
}

test('a sink that alone writes: what is sent to its queue lies in the bucket, or is told as a dead letter', async () => {
  let credentials = '';
  const { code, said } = await kept(example('neuronex-sink'), async (shown) => {
    const { file, config } = clientOf(shown(), 'owner');
    credentials = file;
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const QueueUrl = /--queue-url (\S+)/.exec(shown())?.[1];
    const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
    const MessageBody = '{"node_name":"mine","group_name":"g","values":{},"timestamp":1}';
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const key = await until(() => /^wrote s3:\/\/[^/]+\/(plant-2\/mine\/.*\.jsonl\.gz)$/m.exec(shown())?.[1]);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no json' }));
    const dead = /^dead letter: (.*) \(the record is not JSON\)$/gm;
    const told = () => [...shown().matchAll(dead)].map(([, body]) => body);
    await until(() => (told().length === 1 ? true : undefined));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'nor this' }));
    await until(() => (told().length > 1 ? true : undefined));
    expect(told()).toEqual(['no json', 'nor this']);
    const DeadUrl = /^Its dead letters stay in (\S+)$/m.exec(shown())?.[1];
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: DeadUrl, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['no json', 'nor this']);
    const Bucket = /s3 ls --recursive s3:\/\/(\S+)/.exec(shown())?.[1];
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents.map(({ Key }) => Key)).toContain(key);
    sqs.destroy();
    s3.destroy();
  });
  expect(code).toBe(codeOfSignal('SIGTERM'));
  expect(said).toContain('Nobody but the sink writes here: there is no profile "writer".');
  expect(said).not.toContain('--profile writer');
  expect(existsSync(credentials)).toBe(false);
});

test('a vendor that assumes a role: its session is a profile, and no secret is printed', async () => {
  const { said } = await kept(example('keboola'), async (shown) => {
    const { file, config } = clientOf(shown(), 'writer');
    const [, Bucket, scope] = /s3 cp \S+ s3:\/\/([^/]+)\/(\S+)/.exec(shown()) ?? [];
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket, Key: scope, Body: 'mine' }));
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toThrow(
      /not authorized|Access Denied/,
    );
    s3.destroy();
    for (const secret of readFileSync(file, 'utf8').matchAll(/^aws_s\w+ = (.*)$/gm))
      expect(shown()).not.toContain(secret[1]);
  });
  expect(said).toContain('# refused: the writer may not list');
});

test.each([
  ['sink-kinesis-plain', 'The engine has no kinesis: try the sink on records of your own with --data FILE.'],
  ['pending-external-id', 'Nobody but a role that is still pending writes here'],
])('%s: what cannot be done is said', async (name, message) => {
  const file = join(out, `${name}.yaml`);
  const text = readFileSync(example(name.replace(/-plain$/, '')), 'utf8');
  writeFileSync(file, text.replace('compression: zstd', 'compression: none').replace('.jsonl.zst', '.jsonl'));
  const { said } = await kept(file, async () => undefined);
  expect(said).toContain(message);
});

test.each([
  ['linux', "export A='/tmp/it'\\''s/a b'"],
  ['win32', "$env:A = '/tmp/it''s/a b'"],
])('a path with blanks and quotes is one value: %s', (platform, line) => {
  expect(setVariable('A', "/tmp/it's/a b", platform)).toBe(line);
});
