import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile } from '../../lib/credentials/key-file';
import { PACKAGE_ROOT } from '../../lib/paths';
import { spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../aws-fakes/server';
import { modeOf, USER } from '../credentials/support';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
}

let environment: ReturnType<typeof cleanAwsEnvironment>;
beforeAll(() => {
  environment = cleanAwsEnvironment();
});
afterAll(() => environment.restore());

/** `key` as a process of its own, which can be killed. */
async function key(
  aws: FakeAws,
  folder: string,
  args: readonly string[],
  during?: Interruption,
): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  signInAs(aws.admin, env);
  const tsx = `file://${require.resolve('tsx')}`;
  const bin = join(PACKAGE_ROOT, 'bin', 's3-destination.ts');
  const all = ['--import', tsx, bin, 'key', ...args, '--user', USER, '--endpoint-url', aws.endpoint];
  const child = spawn(process.execPath, all, { cwd: folder, env });
  if (during !== undefined)
    aws.fault({ operation: during.operation, afterwards: true, run: () => void child.kill(during.signal) });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => void said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, text: Buffer.concat(said).toString() }));
  });
}

interface Interruption {
  readonly operation: string;
  readonly signal: NodeJS.Signals;
}

async function inFolder(work: (aws: FakeAws, folder: string) => Promise<void>): Promise<void> {
  const aws = await startFakeAws();
  aws.iam.addUser(USER);
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-kill-'));
  try {
    await work(aws, folder);
  } finally {
    rmSync(folder, { recursive: true });
    await aws.stop();
  }
}

const AT_ONCE = ['rotate', '--handed-over', '--delete-after', '0'];

test.each(['CreateAccessKey', 'GetCallerIdentity', 'UpdateAccessKey', 'DeleteAccessKey'])(
  'rotate that is killed once %s is done is ended by the next run',
  async (operation) => {
    await inFolder(async (aws, folder) => {
      const old = aws.iam.addKey(USER);
      const killed = await key(aws, folder, AT_ONCE, { operation, signal: 'SIGKILL' });
      expect(killed.signal).toBe('SIGKILL');
      const ended = await key(aws, folder, AT_ONCE);
      expect(ended).toMatchObject({ code: 0, text: expect.stringContaining(`the old key ${old.id}`) });
      const left = aws.iam.users.get(USER)?.keys ?? [];
      expect(left).toHaveLength(1);
      const [file = ''] = readdirSync(folder);
      expect(readdirSync(folder)).toEqual([file]);
      expect(readKeyFile(join(folder, file))).toEqual({
        accessKeyId: left[0]?.id,
        secretAccessKey: left[0]?.secret,
      });
      expect(left[0]?.id).not.toBe(old.id);
      expect(spilled(killed.text, ended.text, aws.log)).toEqual([]);
    });
  },
  30_000,
);

test('Ctrl+C while a key is made waits until the key is in its file', async () => {
  await inFolder(async (aws, folder) => {
    const { signal, code, text } = await key(aws, folder, ['issue'], {
      operation: 'CreateAccessKey',
      signal: 'SIGINT',
    });
    // 130 is how the loader of TypeScript ends a process by SIGINT.
    expect(signal ?? code).toBe(signal === null ? 130 : 'SIGINT');
    const file = join(folder, 's3.json');
    expect(readKeyFile(file)?.accessKeyId).toBe(aws.iam.users.get(USER)?.keys[0]?.id);
    expect(modeOf(file)).toBe('600');
    expect(spilled(text)).toEqual([]);
  });
}, 30_000);

test('issue that is killed leaves an empty file, and the next run says what to do', async () => {
  await inFolder(async (aws, folder) => {
    await key(aws, folder, ['issue'], { operation: 'CreateAccessKey', signal: 'SIGKILL' });
    expect(readFileSync(join(folder, 's3.json'), 'utf8')).toBe('');
    const { code, text } = await key(aws, folder, ['issue']);
    expect(code).toBe(2);
    expect(text).toMatch('s3.json is there and empty, as an interrupted run leaves it');
    expect(existsSync(join(folder, 's3.json'))).toBe(true);
  });
}, 30_000);
