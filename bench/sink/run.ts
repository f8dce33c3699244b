import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { bench, type Options } from '../common/bench';
import { median } from '../common/median';
import { readings } from '../common/messages';
import { rounds } from '../common/rounds';
import type { Goal, Row } from '../common/row';
import { sinkEnvironment } from '../common/sink-environment';
import { Store } from '../common/store';
import { CASES, type Case } from './cases';
import { memory } from './memory';

/** npm run bench:sink: records and bytes in a second of CPU, from the event to the answer of the store. */
bench('sink', async (options) => {
  const store = await Store.start();
  try {
    const rows: Row[] = [];
    for (const one of CASES) rows.push(...(await compare(one, store, options)));
    return [...rows, await memory(store, options)];
  } finally {
    store.stop();
  }
});

const OUT_OF = {
  none: Buffer.from,
  gzip: gzipSync,
  zlib: deflateSync,
  flate: deflateRawSync,
} as Readonly<Record<string, (text: string) => Buffer>>;

/** Who only does a part of the work writes nothing. */
const WRITERS = new Set(['ours', 'powertools', 's3-streamlogger', 'PUT']);

async function compare(one: Case, store: Store, { quick, tell }: Options): Promise<Row[]> {
  const bodies = readings(one.records, one.bytes);
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  const object = OUT_OF[one.settings.compression ?? 'gzip']?.(one.reference(bodies)) ?? Buffer.alloc(0);
  const etag = `"${createHash('md5').update(object).digest('hex')}"`;
  const seconds = quick ? 0.05 : 0.2;
  const workers = new Map<string, ChildProcess>();
  try {
    const turns: Record<string, () => Promise<number>> = {};
    for (const name of ['ours', ...one.beside]) {
      tell(`${one.name}: ${name}`);
      const worker = await started(one, name, store.url);
      workers.set(name, worker);
      await store.stats();
      const first = await asked(worker, 1);
      const { etags } = await store.stats();
      if (WRITERS.has(name) && (etags.length !== 1 || etags[0] !== etag))
        throw new Error(`${name} writes something else where it should write: ${one.name}`);
      // Until the code is optimised.
      let each = first;
      for (let spent = 0; spent < 3 * seconds; spent += each) each = await asked(worker, 1);
      const count = Math.max(1, Math.round(seconds / each));
      turns[name] = () => asked(worker, count);
    }
    const all = await rounds(turns, quick ? 3 : 5);
    const { etags } = await store.stats();
    if (etags.some((other) => other !== etag)) throw new Error(`not all objects are alike: ${one.name}`);
    const cost = (name: string) => median(all[name] ?? []);
    return (one.beside.length === 0 ? [''] : one.beside).map((name) => ({
      what: `sink: ${one.name}`,
      ours: rate(one, bytes, cost('ours')),
      beside: name === '' ? '' : `${name}: ${rate(one, bytes, cost(name))}`,
      value: name === '' ? undefined : cost(name) / cost('ours'),
      goal: goalOf(one, name),
    }));
  } finally {
    for (const worker of workers.values()) worker.disconnect();
  }
}

function goalOf({ name, settings }: Case, beside: string): Goal | undefined {
  if (beside === 'zlib' && settings.format === undefined && settings.sendPerRecord === undefined)
    return { atLeast: 0.9 };
  if (beside === 'parse + stringify' && name.includes('fields') && settings.fields !== undefined)
    return { atLeast: 0.8 };
  return undefined;
}

const rate = ({ records }: Case, bytes: number, seconds: number) =>
  `${Math.round(records / seconds).toLocaleString('en')}/s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;

async function started({ name, settings }: Case, contestant: string, url: string): Promise<ChildProcess> {
  const worker = fork(join(__dirname, 'worker.ts'), [name, contestant], {
    execArgv: ['--import', 'tsx'],
    env: {
      PATH: process.env.PATH,
      BENCH_DIST: process.env.BENCH_DIST,
      NODE_NO_WARNINGS: '1',
      ...sinkEnvironment(url, settings),
    },
    // The log of the function goes nowhere, but is written.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await answer(worker);
  return worker;
}

function asked(worker: ChildProcess, count: number): Promise<number> {
  worker.send(count);
  return answer(worker) as Promise<number>;
}

/** What it says; an error where it dies instead. */
async function answer(worker: ChildProcess): Promise<unknown> {
  const gone = new AbortController();
  const { signal } = gone;
  try {
    const died = once(worker, 'exit', { signal }).then(() => {
      throw new Error('a contestant died');
    });
    const [said] = await Promise.race([once(worker, 'message', { signal }), died]);
    return said;
  } finally {
    gone.abort();
  }
}
