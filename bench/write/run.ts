import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Stats } from './endpoint';
import { type Job, KEYS, ours, type Tool, toolsFor } from './tools';

/** npm run bench:write: many small files against rclone, aws-cli and s3cmd, and the memory that one large file takes. */

const FILES = Number(process.env.BENCH_FILES ?? 10_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const LARGE = Number(process.env.BENCH_LARGE ?? 1024 ** 3);
/** What is so many times slower than the fastest is measured once. */
const SLOW = 3;

const GOAL_RATIO = 0.8;
const GOAL_MEGABYTES = 200;

interface Measured {
  readonly tool: Tool;
  readonly seconds: number[];
}

async function main(): Promise<boolean> {
  const program = resolve(process.env.BENCH_PROGRAM ?? join(__dirname, '../../dist/bin/s3-destination.js'));
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build`);
  const folder = mkdtempSync(join(tmpdir(), 'bench-write-'));
  const server = fork(join(__dirname, 'endpoint.ts'), { execArgv: ['--import', 'tsx'] });
  try {
    const [port] = (await once(server, 'message')) as [number];
    const job = { endpoint: `http://127.0.0.1:${port}`, folder, ours: program };
    const fast = await small(job, server);
    const lean = await large(job, server);
    return fast && lean;
  } finally {
    server.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function small(job: Job, server: ChildProcess): Promise<boolean> {
  const bytes = makeSmall(join(job.folder, 'small'));
  const all: Measured[] = toolsFor(job).map((tool) => ({ tool, seconds: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    const fastest = Math.min(...all.map(({ seconds }) => Math.min(...seconds)));
    const turn = all.filter(({ seconds }) => round === 0 || Math.min(...seconds) < SLOW * fastest);
    // Nobody always goes first.
    for (const { tool, seconds } of [
      ...turn.slice(round % turn.length),
      ...turn.slice(0, round % turn.length),
    ]) {
      seconds.push(await timed(tool, job.folder));
      const stats = await counted(server);
      if (stats.objects !== FILES || stats.bytes !== bytes)
        throw new Error(`${tool.name} wrote ${stats.objects} objects with ${stats.bytes} bytes`);
      console.error(
        `round ${round + 1}: ${tool.name}: ${seconds.at(-1)?.toFixed(1)} s, ${stats.requests} requests`,
      );
    }
  }
  const perSecond = (seconds: number) => Math.round(FILES / seconds);
  const [own, ...others] = all.map(({ seconds }) => Math.min(...seconds));
  const best = Math.min(...others);
  console.log(
    `${FILES} files, ${(bytes / 1e6).toFixed(1)} MB, node ${process.version}; start of the process included\n`,
  );
  console.log('| tool | files/s, best | files/s, median | s3-destination : it |\n|---|---|---|---|');
  for (const { tool, seconds } of all) {
    const least = Math.min(...seconds);
    console.log(
      `| ${tool.name} | ${perSecond(least)} | ${perSecond(median(seconds))} (of ${seconds.length}) | ${(least / (own ?? 0)).toFixed(2)} |`,
    );
  }
  const ratio = best / (own ?? 0);
  return verdict(`${(ratio * 100).toFixed(0)} % of the fastest`, ratio >= GOAL_RATIO);
}

async function large(job: Job, server: ChildProcess): Promise<boolean> {
  const file = join(job.folder, 'large.bin');
  makeLarge(file);
  const peakFile = join(job.folder, 'peak');
  const tool = ours(job, ['large.bin']);
  const env = {
    NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'peak.cjs'))}`,
    PEAK_FILE: peakFile,
  };
  const seconds = await timed({ ...tool, env }, job.folder);
  const stats = await counted(server);
  if (stats.bytes !== LARGE) throw new Error(`${stats.bytes} bytes arrived, not ${LARGE}`);
  const megabytes = (Number(readFileSync(peakFile, 'utf8')) * 1024) / 1e6;
  const rate = (LARGE / 1e6 / seconds).toFixed(0);
  const text = `one file of ${(LARGE / 1024 ** 2).toFixed(0)} MiB: at most ${megabytes.toFixed(0)} MB resident, ${rate} MB/s, ${stats.requests} requests`;
  return verdict(text, megabytes < GOAL_MEGABYTES);
}

function verdict(text: string, good: boolean): boolean {
  console.log(`\n${text}: ${good ? 'as wanted' : 'missed'}`);
  return good;
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

async function counted(server: ChildProcess): Promise<Stats> {
  server.send('stats');
  const [stats] = (await once(server, 'message')) as [Stats];
  return stats;
}

/** From half a KiB to four. */
function makeSmall(folder: string): number {
  mkdirSync(folder);
  let bytes = 0;
  for (let index = 0; index < FILES; index++) {
    const text = `${index},press-4,71.5\n`.repeat(32 + (index % 224));
    writeFileSync(join(folder, `readings-${String(index).padStart(6, '0')}.csv`), text);
    bytes += text.length;
  }
  return bytes;
}

function makeLarge(file: string): void {
  const descriptor = openSync(file, 'w');
  const block = Buffer.alloc(1024 ** 2);
  for (let written = 0; written < LARGE; written += block.length) {
    block.writeUInt32LE(written / block.length);
    writeSync(descriptor, block, 0, Math.min(block.length, LARGE - written));
  }
  closeSync(descriptor);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

main().then(
  (good) => {
    process.exitCode = good ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
