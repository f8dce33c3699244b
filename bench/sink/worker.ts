import { etagOf } from '../common/etag';
import { type SqsEvent, sqsEvent } from '../common/messages';
import { CASES, DURATIONS } from './cases';
import { CONTESTANTS, type Handler } from './contestants';
import { sentOf } from './records';

/** One contestant at one case, in a process of its own. Told how many events to take, it says what that took. */
export interface Taken {
  /** Seconds for one event, of all threads: zlib has its own, and Lambda bills a share of one core. */
  readonly cpu: number;
  /** Seconds by the clock for one event. */
  readonly wall: number;
  /** Of the bytes that the last one gave back. */
  readonly given?: string;
}

/** Taken in turn, since Lambda hands over another one each time. */
const EVENTS = 4;

const [name = '', contestant = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const one = [...CASES, ...DURATIONS].find((some) => some.name === name);
  const found = CONTESTANTS[contestant];
  if (one === undefined || found === undefined) throw new Error(`${name} or ${contestant} is nothing`);
  // Through JSON, as Lambda's runtime makes an event.
  const text = JSON.stringify(sqsEvent(sentOf(one)));
  const events = Array.from({ length: EVENTS }, () => JSON.parse(text) as SqsEvent);
  const handler = await found.make(one, process.env.AWS_ENDPOINT_URL ?? '');
  process.on('message', async (count: number) => process.send?.(await take(handler, events, count)));
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

async function take(handler: Handler, events: readonly SqsEvent[], count: number): Promise<Taken> {
  let last: unknown;
  const before = process.cpuUsage();
  const began = performance.now();
  for (let index = 0; index < count; index++) {
    last = await handler(events[index % events.length] as SqsEvent);
    refuseFailures(last);
  }
  const wall = (performance.now() - began) / 1000 / count;
  const { user, system } = process.cpuUsage(before);
  const given = last instanceof Uint8Array ? { given: etagOf(last) } : {};
  return { cpu: (user + system) / 1e6 / count, wall, ...given };
}

/** An SQS handler that could not write says so, and is done all the sooner. */
function refuseFailures(answer: unknown): void {
  const failed = (answer as { batchItemFailures?: readonly unknown[] } | undefined)?.batchItemFailures;
  if (failed !== undefined && failed.length > 0)
    throw new Error(`${failed.length} messages were not written`);
}

for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    console.error(error);
    process.exit(1);
  });
void main();
