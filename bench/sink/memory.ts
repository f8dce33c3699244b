import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { gzipSync } from 'node:zlib';
import type { Options } from '../common/bench';
import { etagOf } from '../common/etag';
import { LAMBDA_FLAGS } from '../common/lambda';
import { median } from '../common/median';
import { readings, sqsEvent } from '../common/messages';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Goal, Row } from '../common/row';
import { sinkEnvironment } from '../common/sink-environment';
import type { Store } from '../common/store';
import { lines } from './records';

/** A batch of 6 MB, the most that Lambda hands over. */
const RECORDS = 5_800;

/** Of the same event, as a warm function gets one after the other. */
const EVENTS = 20;

/** What was resident, in bytes. */
interface Held {
  /** With the event, its garbage collected. */
  readonly before: number;
  /** At most, while the first event was handled. */
  readonly first: number;
  /** At most, while all were. */
  readonly all: number;
}

/**
 * How much more memory a process takes that handles events than one that holds one, and has handled ten records of it:
 * what the code itself takes is not the batch's.
 */
export async function memory(store: Store, { quick, tell }: Options): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sink-'));
  try {
    const bodies = readings(RECORDS, 1_000);
    const file = join(folder, 'event');
    writeFileSync(file, serialize(sqsEvent(bodies)));
    const take = (flags: readonly string[]) => () => held(flags, file, bodies, store);
    const all = await rounds(
      { lambda: take(LAMBDA_FLAGS), small: take(['--expose-gc', '--max-semi-space-size=1']) },
      quick ? 1 : 3,
      (line) => tell(`memory, ${line}`),
    );
    const what = `sink: memory beside the event, ${mb(size(bodies))} in ${RECORDS} records, gzip`;
    return [
      row(`${what}, as Lambda starts Node`, all.lambda, size(bodies), { atMost: 2 }),
      row(`${what}, the young generation kept small`, all.small, size(bodies)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(what: string, all: readonly Held[], batch: number, goal?: Goal): Row {
  const more = (of: 'first' | 'all') => median(all.map((held) => held[of] - held.before));
  return {
    what,
    ours: `${mb(more('all'))} over ${EVENTS} events; over the first ${mb(more('first'))}`,
    beside: `the event: ${mb(batch)}; resident before: ${mb(median(all.map(({ before }) => before)))}`,
    value: more('all') / batch,
    goal,
  };
}

/** @throws Error where not all that it should was written */
async function held(
  flags: readonly string[],
  file: string,
  bodies: readonly string[],
  store: Store,
): Promise<Held> {
  const child = fork(join(__dirname, 'holder.mjs'), [built('sink', 'index.mjs'), file, String(EVENTS)], {
    execArgv: [...flags],
    env: sinkEnvironment(store.url),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let said: Held | undefined;
  child.once('message', (message) => {
    said = message as Held;
  });
  const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  if (said === undefined || code !== 0) throw new Error(`who holds an event ended with ${code}`);
  const { objects } = await store.stats();
  const wanted = [bodies.slice(0, 10), ...Array.from({ length: EVENTS }, () => bodies)];
  const etags = new Map([...new Set(wanted)].map((some) => [some, etagOf(gzipSync(lines(some)))]));
  if (objects.map(({ etag }) => etag).join() !== wanted.map((some) => etags.get(some)).join())
    throw new Error('who holds an event writes something else');
  return said;
}

const size = (bodies: readonly string[]) => bodies.reduce((sum, body) => sum + body.length, 0);
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0)} MB`;
