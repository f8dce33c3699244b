import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bench, type Options } from '../common/bench';
import type { Stored } from '../common/endpoint';
import { measured } from '../common/measured';
import { median } from '../common/median';
import { built } from '../common/places';
import type { Row } from '../common/row';
import { Store } from '../common/store';
import { etagOfFile, makeLarge, makeSmall } from './files';
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
  const etags = makeSmall(join(job.folder, 'small'), files);
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
      compare(tool.name, (await store.stats()).objects, etags);
    }
  }
  const [own, ...others] = all.map(({ tool, seconds }) => ({
    name: tool.name,
    rate: files / median(seconds),
  }));
  if (own === undefined) throw new Error('nobody wrote');
  return smallRows(`write: ${files} files of 0.5 to 4 KiB, start of the process included`, own.rate, others);
}

/** The goal is beside the faster of both rclones, and missed where there is none. */
function smallRows(
  what: string,
  own: number,
  others: readonly { readonly name: string; readonly rate: number }[],
): Row[] {
  const isRclone = (name: string) => name.startsWith('rclone');
  const best = Math.max(...others.filter(({ name }) => isRclone(name)).map(({ rate }) => rate));
  const ours = `${own.toFixed(0)} files/s`;
  const goal = { atLeast: 0.8 };
  return [
    ...others.map(({ name, rate }) => ({
      what,
      ours,
      beside: `${name}: ${rate.toFixed(0)} files/s`,
      value: own / rate,
      ...(isRclone(name) && rate === best ? { goal } : {}),
    })),
    ...(others.some(({ name }) => isRclone(name))
      ? []
      : [{ what, ours, beside: 'rclone: not installed', value: Number.NaN, goal }]),
  ];
}

/** @throws Error where not every file is there, once, byte for byte */
function compare(name: string, objects: readonly Stored[], etags: ReadonlyMap<string, string>): void {
  const right = new Set(
    objects.filter(({ key, etag }) => etags.get(basename(key)) === etag).map(({ key }) => key),
  );
  if (objects.length !== etags.size || right.size !== etags.size)
    throw new Error(
      `${name} wrote ${objects.length} objects, ${right.size} of ${etags.size} files as they are`,
    );
}

async function large(job: Job, store: Store, { quick, tell }: Options): Promise<Row> {
  const size = Number(process.env.BENCH_LARGE ?? (quick ? 128 : 1024) * 1024 ** 2);
  const file = join(job.folder, 'large.bin');
  makeLarge(file, size);
  tell('one large file');
  const { args } = ours(job, ['large.bin']);
  const { wall, peak } = await measured({ args, cwd: job.folder, env: environment(job.folder) });
  const [object, ...more] = (await store.stats()).objects;
  if (object === undefined || more.length > 0 || object.etag !== etagOfFile(file, object.parts))
    throw new Error('the large file arrived otherwise');
  return {
    what: `write: memory for one file of ${(size / 1024 ** 2).toFixed(0)} MiB`,
    ours: `${(peak / 1e6).toFixed(0)} MB, ${(size / 1e6 / wall).toFixed(0)} MB/s`,
    beside: '',
    value: peak / 1e6,
    unit: 'MB',
    goal: { atMost: 200 },
  };
}

async function timed({ name, command, args, env }: Tool, cwd: string): Promise<number> {
  const began = performance.now();
  const { PATH } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { PATH, ...environment(cwd), ...env },
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

function environment(home: string): Record<string, string> {
  return { HOME: home, AWS_REGION: 'eu-west-1', NODE_NO_WARNINGS: '1', ...KEYS };
}
