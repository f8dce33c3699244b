import { pathToFileURL } from 'node:url';
import type { Options } from '../common/bench';
import { etagOf } from '../common/etag';
import { median } from '../common/median';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';
import type { Store } from '../common/store';
import { bundled } from './bundle';

export interface PutOptions {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** false: all is made and signed, and an answer is there without a network. */
  readonly send: boolean;
}

/** Puts the object once. */
export type Put = () => Promise<unknown>;

const BODY = Buffer.alloc(10_000, 'reading');
const OBJECT = {
  credentials: { accessKeyId: 'AKIAIOSFODNN7BENCH00', secretAccessKey: 'bench-secret' },
  key: 'readings/1.jsonl.gz',
  body: BODY,
  contentType: 'application/gzip',
};

/** What a PUT costs on a connection that is open, and what of it goes before a byte is sent. */
export async function requests(folder: string, store: Store, { quick, tell }: Options): Promise<Row[]> {
  const modules = { ours: await bundled('put-ours', folder), 'client-s3': await bundled('put-peer', folder) };
  const count = quick ? 100 : 1000;
  const compared = async (what: string, send: boolean): Promise<Row> => {
    const turn = async (file: string) => {
      const { put } = (await import(pathToFileURL(file).href)) as { put: (options: PutOptions) => Put };
      const run = put({ ...OBJECT, endpoint: store.url, send });
      return () => each(run, count, store, send);
    };
    const turns = { ours: await turn(modules.ours), 'client-s3': await turn(modules['client-s3']) };
    const all = await rounds(turns, quick ? 3 : 9, (line) => tell(`${what}, ${line}`));
    const [ours, peer] = [median(all.ours), median(all['client-s3'])];
    return { what, ours: micros(ours), beside: `client-s3: ${micros(peer)}`, value: ours / peer };
  };
  return [
    await compared('warm: one PUT of 10 KB', true),
    // The last: what is sent no more stays so.
    await compared('warm: one PUT of 10 KB, all but the network', false),
  ];
}

/** Seconds of CPU for one of many. @throws Error where not all of them came */
async function each(run: Put, count: number, store: Store, send: boolean): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) await run();
  const { user, system } = process.cpuUsage(before);
  const { objects } = await store.stats();
  if (objects.length !== (send ? count : 0) || objects.some(({ etag }) => etag !== etagOf(BODY)))
    throw new Error(`${count} PUTs wrote ${objects.length} objects, or others`);
  return (user + system) / 1e6 / count;
}

const micros = (seconds: number) => `${(seconds * 1e6).toFixed(0)} µs of CPU`;
