import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bench, type Options } from '../common/bench';
import { etagOf } from '../common/etag';
import { median } from '../common/median';
import { readings, sqsEvent } from '../common/messages';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';
import { sinkEnvironment } from '../common/sink-environment';
import { Store } from '../common/store';
import { bundled, sizesOf } from './bundle';
import { requests } from './requests';

/** npm run bench:cold: what a cold start costs, beside a bundle of client-s3 that esbuild made in the same way. */
bench('cold', async (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cold-'));
  const store = await Store.start();
  try {
    return [...(await starts(folder, store, options)), ...(await requests(folder, store, options))];
  } finally {
    store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

const BODIES = readings(10, 200);
const MORE = 50;

interface Start {
  /** Milliseconds, from the import to its end. */
  readonly load: number;
  /** From the import to the answer to the first PUT. */
  readonly firstPut: number;
  /** Of one invocation on a connection that is open. */
  readonly nextPut: number;
  /** That were opened for all of them. */
  readonly connections: number;
}

async function starts(folder: string, store: Store, { quick, tell }: Options): Promise<Row[]> {
  const event = join(folder, 'event.json');
  writeFileSync(event, JSON.stringify(sqsEvent(BODIES)));
  const bundles = { ours: built('sink', 'index.mjs'), peer: await bundled('peer', folder) };
  const start = (bundle: string) => async (): Promise<Start> => {
    const said = await run([join(__dirname, 'probe.mjs'), bundle, event, String(MORE)], store.url);
    const { objects, connections } = await store.stats();
    // One object for each event, the same whoever writes it, or the comparison says nothing.
    if (objects.length !== MORE + 1 || objects.some(({ etag }) => etag !== ETAG))
      throw new Error(`${bundle} wrote ${objects.length} objects, or something else`);
    return { ...(JSON.parse(said) as Omit<Start, 'connections'>), connections };
  };
  const all = await rounds({ ours: start(bundles.ours), peer: start(bundles.peer) }, quick ? 5 : 31, tell);
  const compared = (what: string, of: (start: Start) => number, unit: string, goal?: Row['goal']): Row => {
    const [ours, peer] = [median(all.ours.map(of)), median(all.peer.map(of))];
    const text = (value: number) => `${value.toFixed(unit === '' ? 0 : 1)}${unit}`;
    return { what, ours: text(ours), beside: `client-s3: ${text(peer)}`, value: ours / peer, goal };
  };
  const sizes = { ours: sizesOf(bundles.ours), peer: sizesOf(bundles.peer) };
  const sized = (what: string, of: 'all' | 'loaded'): Row => ({
    what,
    ours: kb(sizes.ours[of]),
    beside: `client-s3: ${kb(sizes.peer[of])}`,
    value: sizes.ours[of] / sizes.peer[of],
  });
  return [
    sized('cold: size of what loads at once', 'loaded'),
    sized('cold: size of the whole bundle', 'all'),
    compared('cold: module load', ({ load }) => load, ' ms', { atMost: 0.33 }),
    compared(
      'cold: first PUT answered, from the import (what loads later is in it; the goal is for the load)',
      ({ firstPut }) => firstPut,
      ' ms',
    ),
    compared('warm: one invocation of 10 records', ({ nextPut }) => nextPut, ' ms'),
    compared(`warm: connections opened for ${MORE + 1} PUTs`, (start) => start.connections, ''),
  ];
}

const ETAG = etagOf(gzipSync(BODIES.map((body) => `${body}\n`).join('')));

async function run(args: readonly string[], url: string): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...sinkEnvironment(url) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args[1]} ended with ${code}:\n${said}`);
  return said;
}

const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
