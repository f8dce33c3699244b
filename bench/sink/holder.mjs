// Holds an event as Lambda's runtime leaves it, handles a little of it, and then all of it so many times.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle, file, invocations] = process.argv.slice(2);
const event = JSON.parse(readFileSync(file, 'utf8'));
const { handler } = await import(pathToFileURL(bundle).href);
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 600_000 };
await handler({ Records: event.Records.slice(0, 10) }, context);
for (let index = 0; index < Number(invocations); index++) await handler(event, context);
