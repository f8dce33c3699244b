// Holds an event as Lambda's runtime leaves it, handles ten records of it, and then all of it so many times: says how
// much memory was resident before, and at most during the first and during all.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { deserialize, getHeapSpaceStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';

const [bundle, file, invocations] = process.argv.slice(2);
// Not through JSON, whose text would be garbage as large as the event.
const event = deserialize(readFileSync(file));
const { handler } = await import(pathToFileURL(bundle).href);
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 600_000 };

// In KiB. Looked at by a thread, since the handler holds this one.
const most = new Int32Array(new SharedArrayBuffer(4));
const watcher = new Worker(new URL('./watcher.mjs', import.meta.url), { workerData: most });

await handle({ Records: event.Records.slice(0, 10) });
for (let times = 0; times < 3; times++) {
  globalThis.gc({ type: 'major', flavor: 'last-resort' });
  await setTimeout(50);
}
const before = process.memoryUsage.rss() - room();
Atomics.store(most, 0, 0);

await handle(event);
const first = Atomics.load(most, 0) * 1024;
for (let index = 1; index < Number(invocations); index++) await handle(event);
process.send({ before, first, all: Atomics.load(most, 0) * 1024 }, () => process.disconnect());
await watcher.terminate();

// What V8 has and does not use yet: the handler would fill it unseen.
function room() {
  return getHeapSpaceStatistics().reduce(
    (sum, { physical_space_size, space_used_size }) => sum + physical_space_size - space_used_size,
    0,
  );
}

async function handle(some) {
  const { batchItemFailures } = await handler(some, context);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were not written`);
}
