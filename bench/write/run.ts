import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bench, type Options } from '../common/bench';
import { median } from '../common/median';
import { built } from '../common/places';
import type { Row } from '../common/row';
import { Store } from '../common/store';
import { type Job, KEYS, ours, type Tool, toolsFor } from './tools';

/** npm run bench:write: many small files against rclone, aws-cli and s3cmd, and the memory that one large file takes. */
bench('write', async (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-write-'));
  const store = await Store.start();
  try {
    const job = { endpoint: store.url, folder, ours: built('bin', 's3-destination.js') };
    return [...(await small(job, store, options)), await large(job, store, options)];
  } finally {
    store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** What is so many times slower than the fastest is measured once. */
const SLOW = 3;

async function small(job: Job, store: Store, { quick, tell }: Options): Promise<Row[]> {
  const files = Number(process.env.BENCH_FILES ?? (quick ? 1000 : 10_000));
  const rounds = Number(process.env.BENCH_ROUNDS ?? (quick ? 1 : 3));
  const bytes = makeSmall(join(job.folder, 'small'), files);
  const all = toolsFor(job).map((tool) => ({ tool, seconds: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    const fastest = Math.min(...all.map(({ seconds }) => Math.min(...seconds)));
    const turn = all.filter(({ seconds }) => round === 0 || Math.min(...seconds) < SLOW * fastest);
    // Nobody always goes first.
    for (const { tool, seconds } of [
      ...turn.slice(round % turn.length),
      ...turn.slice(0, round % turn.length),
    ]) {
      tell(`round ${round + 1} of ${rounds}: ${tool.name}`);
      seconds.push(await timed(tool, job.folder));
      const stats = await store.stats();
      if (stats.objects !== files || stats.bytes !== bytes)
        throw new Error(`${tool.name} wrote ${stats.objects} objects with ${stats.bytes} bytes`);
    }
  }
  const [own, ...others] = all.map(({ tool, seconds }) => ({ tool, rate: files / median(seconds) }));
  if (own === undefined) throw new Error('nobody wrote');
  const best = Math.max(...others.map(({ rate }) => rate));
  return others.map(({ tool, rate }) => ({
    what: `write: ${files} files of 0.5 to 4 KiB, start of the process included`,
    ours: `${own.rate.toFixed(0)} files/s`,
    beside: `${tool.name}: ${rate.toFixed(0)} files/s`,
    value: own.rate / rate,
    ...(rate === best ? { goal: { atLeast: 0.8 } } : {}),
  }));
}

async function large(job: Job, store: Store, { quick, tell }: Options): Promise<Row> {
  const size = Number(process.env.BENCH_LARGE ?? (quick ? 128 : 1024) * 1024 ** 2);
  makeLarge(join(job.folder, 'large.bin'), size);
  const peakFile = join(job.folder, 'peak');
  const tool = ours(job, ['large.bin']);
  const env = {
    NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'peak.cjs'))}`,
    PEAK_FILE: peakFile,
  };
  tell('one large file');
  const seconds = await timed({ ...tool, env }, job.folder);
  const stats = await store.stats();
  if (stats.bytes !== size) throw new Error(`${stats.bytes} bytes arrived, not ${size}`);
  const megabytes = (Number(readFileSync(peakFile, 'utf8')) * 1024) / 1e6;
  return {
    what: `write: memory for one file of ${(size / 1024 ** 2).toFixed(0)} MiB`,
    ours: `${megabytes.toFixed(0)} MB, ${(size / 1e6 / seconds).toFixed(0)} MB/s`,
    beside: '',
    value: megabytes,
    unit: 'MB',
    goal: { atMost: 200 },
  };
}

async function timed({ name, command, args, env }: Tool, cwd: string): Promise<number> {
  const began = performance.now();
  const { PATH } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { PATH, HOME: cwd, AWS_REGION: 'eu-west-1', NODE_NO_WARNINGS: '1', ...KEYS, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${said}`);
  return (performance.now() - began) / 1000;
}

/** From half a KiB to four. */
function makeSmall(folder: string, files: number): number {
  mkdirSync(folder);
  let bytes = 0;
  for (let index = 0; index < files; index++) {
    const text = `${index},press-4,71.5\n`.repeat(32 + (index % 224));
    writeFileSync(join(folder, `readings-${String(index).padStart(6, '0')}.csv`), text);
    bytes += text.length;
  }
  return bytes;
}

function makeLarge(file: string, size: number): void {
  const descriptor = openSync(file, 'w');
  const block = Buffer.alloc(1024 ** 2);
  for (let written = 0; written < size; written += block.length) {
    block.writeUInt32LE(written / block.length);
    writeSync(descriptor, block, 0, Math.min(block.length, size - written));
  }
  closeSync(descriptor);
}
