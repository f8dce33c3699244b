import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from '../common/bench';
import { measured } from '../common/measured';
import { median } from '../common/median';
import { readings, sqsEvent } from '../common/messages';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';
import { sinkEnvironment } from '../common/sink-environment';
import type { Store } from '../common/store';

/** A batch of 6 MB, the most that Lambda hands over. */
const RECORDS = 5_800;

/**
 * How much more memory a process takes that handles an event than one that holds it too, and has handled ten records of
 * it: what the code itself takes is not the batch's.
 */
export async function memory(store: Store, { quick, tell }: Options): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sink-'));
  try {
    const bodies = readings(RECORDS, 1_000);
    const batch = bodies.reduce((sum, body) => sum + body.length, 0);
    const file = join(folder, 'event.json');
    writeFileSync(file, JSON.stringify(sqsEvent(bodies)));
    const take = (invocations: number) => async () => {
      const args = [join(__dirname, 'holder.mjs'), built('sink', 'index.mjs'), file, String(invocations)];
      return (await measured({ args, cwd: folder, env: sinkEnvironment(store.url) })).peak;
    };
    const all = await rounds({ holds: take(0), handles: take(1), again: take(20) }, quick ? 3 : 7, (line) =>
      tell(`memory, ${line}`),
    );
    const [holds, handles, again] = [median(all.holds), median(all.handles), median(all.again)];
    return {
      what: `sink: memory beside the event, ${(batch / 1e6).toFixed(1)} MB in ${RECORDS} records, gzip`,
      ours: `${mb(handles - holds)}; after 20 events ${mb(again - holds)}`,
      beside: `before: ${mb(holds)}`,
      value: (handles - holds) / batch,
      goal: { atMost: 2 },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
