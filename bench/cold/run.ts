import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { PACKAGE_ROOT } from '../../lib/paths';
import { bench, type Options } from '../common/bench';
import { median } from '../common/median';
import { readings, sqsEvent } from '../common/messages';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';
import { sinkEnvironment } from '../common/sink-environment';
import { Store } from '../common/store';
import { requests } from './requests';

/** npm run bench:cold: what a cold start costs, beside a bundle of client-s3 that esbuild made in the same way. */
bench('cold', async (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cold-'));
  const store = await Store.start();
  try {
    return [...(await starts(folder, store, options)), ...(await requests(store.url, options))];
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
  const bundles = { ours: built('sink', 'index.mjs'), peer: await bundlePeer(folder) };
  const start = (bundle: string) => async (): Promise<Start> => {
    const said = await run([join(__dirname, 'probe.mjs'), bundle, event, String(MORE)], store.url);
    const { etags, connections } = await store.stats();
    // The object is the same whoever writes it, or the comparison says nothing.
    if (etags.some((etag) => etag !== ETAG)) throw new Error(`${bundle} wrote something else`);
    return { ...(JSON.parse(said) as Omit<Start, 'connections'>), connections };
  };
  const all = await rounds({ ours: start(bundles.ours), peer: start(bundles.peer) }, quick ? 5 : 31, tell);
  const compared = (what: string, figure: keyof Start, unit: string, goal?: Row['goal']): Row => {
    const [ours, peer] = [all.ours, all.peer].map((some) => median(some.map((one) => one[figure])));
    const text = (value = 0) => `${value.toFixed(unit === '' ? 0 : 1)}${unit}`;
    return {
      what,
      ours: text(ours),
      beside: `client-s3: ${text(peer)}`,
      value: (ours ?? 0) / (peer ?? 0),
      goal,
    };
  };
  const size = { ours: loadedSize(bundles.ours), peer: statSync(bundles.peer).size };
  return [
    {
      what: 'cold: size of what loads at once',
      ours: kb(size.ours),
      beside: `client-s3: ${kb(size.peer)}`,
      value: size.ours / size.peer,
    },
    compared('cold: module load', 'load', ' ms', { atMost: 0.33 }),
    compared('cold: first PUT answered, from the import', 'firstPut', ' ms'),
    compared('warm: one invocation of 10 records', 'nextPut', ' ms'),
    compared(`warm: connections opened for ${MORE + 1} PUTs`, 'connections', ''),
  ];
}

const ETAG = `"${createHash('md5')
  .update(gzipSync(BODIES.map((body) => `${body}\n`).join('')))
  .digest('hex')}"`;

/** As scripts/build-sink.mjs does; what of the SDK is CommonJS wants a `require`. */
async function bundlePeer(folder: string): Promise<string> {
  await build({
    entryPoints: { peer: join(__dirname, 'peer.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'error',
    absWorkingDir: PACKAGE_ROOT,
  });
  return join(folder, 'peer.mjs');
}

/** The entry; chunks beside it are loaded when a setting wants them, and none here does. */
function loadedSize(entry: string): number {
  const folder = join(entry, '..');
  const text = readFileSync(entry, 'utf8');
  const chunks = readdirSync(folder).filter((file) => new RegExp(`from\\s*["']\\./${file}["']`).test(text));
  return [entry, ...chunks.map((file) => join(folder, file))].reduce(
    (sum, file) => sum + statSync(file).size,
    0,
  );
}

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
