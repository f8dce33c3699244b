import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reserveKeyFile } from '../../lib/credentials/key-file';
import { readKeyFile } from '../../lib/credentials/stored-key';
import { hear, spilled } from '../aws-fakes/canary';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../aws-fakes/server';
import { modeOf, newFile, STATE, USER } from '../credentials/support';
import { entryPoint } from './support';

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
  const all = [entryPoint('s3-destination'), 'key', ...args, '--user', USER, '--endpoint-url', aws.endpoint];
  const child = spawn(process.execPath, all, { cwd: folder, env });
  if (during !== undefined)
    aws.fault({ operation: during.operation, afterwards: true, run: () => void child.kill(during.signal) });
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => void said.push(chunk));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      const text = Buffer.concat(said).toString();
      hear(text);
      resolve({ code, signal, text });
    });
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

// Every moment at which a run may be killed is in `key-rotate-failures.test.ts`; here it is a process that dies.
test('rotate that is killed once the new key is made is ended by the next run', async () => {
  await inFolder(async (aws, folder) => {
    const old = aws.iam.addKey(USER);
    const killed = await key(aws, folder, ['rotate'], { operation: 'CreateAccessKey', signal: 'SIGKILL' });
    expect(killed.signal).toBe('SIGKILL');
    const next = await key(aws, folder, ['rotate']);
    expect(next).toMatchObject({
      code: 0,
      text: expect.stringContaining('which an interrupted run had made'),
    });
    const { keys = [] } = aws.iam.users.get(USER) ?? {};
    expect(keys.map(({ id, active }) => [id === old.id, active])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(readdirSync(folder)).toEqual([STATE, newFile()]);
    expect(readKeyFile(join(folder, newFile()))).toMatchObject({
      accessKeyId: keys[1]?.id,
      secretAccessKey: keys[1]?.secret,
    });
    expect(spilled(aws.log)).toEqual([]);
  });
}, 30_000);

test('Ctrl+C while a key is made waits until the key is in its file', async () => {
  await inFolder(async (aws, folder) => {
    const { signal, code } = await key(aws, folder, ['issue'], {
      operation: 'CreateAccessKey',
      signal: 'SIGINT',
    });
    // 130 is how the loader of TypeScript ends a process by SIGINT.
    expect(signal ?? code).toBe(signal === null ? 130 : 'SIGINT');
    const file = join(folder, 's3.json');
    expect(readKeyFile(file)?.accessKeyId).toBe(aws.iam.users.get(USER)?.keys[0]?.id);
    expect(modeOf(file)).toBe('600');
  });
}, 30_000);

test('issue that is killed leaves an empty file, which the next run will not take for its own', async () => {
  await inFolder(async (aws, folder) => {
    await key(aws, folder, ['issue'], { operation: 'CreateAccessKey', signal: 'SIGKILL' });
    expect(readFileSync(join(folder, 's3.json'), 'utf8')).toBe('');
    expect(() => reserveKeyFile(join(folder, 's3.json'))).toThrow(
      'is there and empty, as an interrupted run leaves it',
    );
  });
}, 30_000);
