// In a process of its own, as after a cold start of Lambda: loads a bundle and writes one object, then some more.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle, eventFile, more] = process.argv.slice(2);
const event = JSON.parse(readFileSync(eventFile, 'utf8'));
const ends = Date.now() + 60_000;
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => ends - Date.now() };

const began = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const loaded = performance.now();
await handle();
const written = performance.now();
for (let index = 0; index < Number(more); index++) await handle();
const again = performance.now();

// Below what the handlers print themselves.
process.stderr.write(
  JSON.stringify({
    load: loaded - began,
    firstPut: written - began,
    nextPut: (again - written) / Number(more),
  }),
);

// Who could not write says so, and is done all the sooner.
async function handle() {
  const { batchItemFailures } = await handler(event, context);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages were not written`);
}
