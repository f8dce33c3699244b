import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadRecords, inFolder, KEYS, LocalBucket, numbered, text, until } from '../sink/local/support';
import { entryPoint, inEmptyFolder, s3Destination } from './support';

jest.setTimeout(60_000);

let bucket: LocalBucket;
beforeAll(async () => {
  bucket = await LocalBucket.start();
});
beforeEach(() => bucket.clear());
afterAll(() => bucket.endpoint.stop());

interface Child {
  readonly process: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

function child(...args: string[]): Child {
  const started = spawn(
    process.execPath,
    [entryPoint('s3-destination'), 'sink', '--endpoint-url', bucket.endpoint.url, ...args],
    { env: { ...process.env, ...KEYS } },
  );
  let stderr = '';
  started.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    started.on('close', (code, signal) => resolve({ code, signal })),
  );
  return { process: started, stderr: () => stderr, ended };
}

const SLOW = '  batch: { maxRecords: 10, maxSeconds: 60 }';

test('killed in the middle of a file, it goes on without a loss and without a double', () =>
  inFolder(SLOW, async () => {
    const lines = numbered(0, 95);
    writeFileSync('r.jsonl', text([...lines, 'no json']));
    // The third and later objects are there, and nobody is told so.
    bucket.instead = (_, index) => (index >= 2 ? { silent: true } : undefined);
    const first = child('r.jsonl');
    await until(() => bucket.objects.size === 4);
    first.process.kill('SIGKILL');
    await first.ended;
    expect(JSON.parse(readFileSync('.readings.sink-state.json', 'utf8')).files).toMatchObject({
      [join(process.cwd(), 'r.jsonl')]: { line: 20, pending: [{ startLine: 20 }, { startLine: 30 }] },
    });
    bucket.instead = () => undefined;
    const second = child('r.jsonl');
    expect((await second.ended).code).toBe(1);
    expect(second.stderr()).toContain('r.jsonl is resumed at byte 170, behind line 20.');
    expect(second.stderr()).toContain('2 objects of an earlier run were there.');
    // Two objects are on their way at a time, and either may arrive first.
    expect(bucket.lines.sort()).toEqual([...lines].sort());
    expect(bucket.objects.size).toBe(10);
    expect(deadRecords()).toHaveLength(1);
  }));

test('SIGTERM: what is pending is written, and the exit code says so', () =>
  inFolder(SLOW, async () => {
    const sink = child();
    sink.process.stdin?.write(text(numbered(0, 12)));
    await until(() => bucket.objects.size === 1);
    sink.process.kill('SIGTERM');
    expect(await sink.ended).toEqual({ code: 143, signal: null });
    expect(bucket.lines).toEqual(numbered(0, 12));
    expect(sink.stderr()).toContain('Wrote 12 records in 2 objects');
  }));

test('a second SIGINT ends it at once, and keeps what cannot be read again', () =>
  inFolder(SLOW, async () => {
    bucket.instead = () => ({ silent: true });
    const sink = child();
    sink.process.stdin?.write(text(numbered(0, 15)));
    await until(() => bucket.endpoint.seen.length === 1);
    sink.process.kill('SIGINT');
    await until(() => bucket.endpoint.seen.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    sink.process.kill('SIGINT');
    expect(await sink.ended).toEqual({ code: 130, signal: null });
    expect(deadRecords().map((record) => record.text)).toEqual(numbered(0, 15));
  }));

test('--help shows an example', () =>
  inEmptyFolder((folder) => {
    const { status, stdout } = s3Destination(['sink', '--help'], folder);
    expect(status).toBe(0);
    expect(stdout).toContain('mosquitto_sub -t "plant/#" | s3-destination sink');
    expect(existsSync('readings.dead.jsonl')).toBe(false);
  }));

test.each([
  ['an unknown flag', ['sink', '--buckets', 'x'], "unknown option '--buckets'"],
  ['no destination file', ['sink'], 'destination.yaml: does not exist'],
])('%s is exit code 2', (_, args, message) =>
  inEmptyFolder((folder) => {
    const { status, stdout, stderr } = s3Destination(args, folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  }),
);
