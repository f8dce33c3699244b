import { readings, type SqsEvent, sqsEvent } from '../common/messages';
import { CASES } from './cases';
import { CONTESTANTS, type Handler } from './contestants';

/**
 * One contestant at one case, in a process of its own. Told how many events to take, it says how many seconds of CPU
 * each took: of all threads, since zlib has its own, and Lambda bills a share of one core.
 */
const [name = '', contestant = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const one = CASES.find((some) => some.name === name);
  const make = CONTESTANTS[contestant];
  if (one === undefined || make === undefined) throw new Error(`${name} or ${contestant} is nothing`);
  // Through JSON, as Lambda's runtime makes an event.
  const event = JSON.parse(JSON.stringify(sqsEvent(readings(one.records, one.bytes)))) as SqsEvent;
  const handler = await make(one, process.env.AWS_ENDPOINT_URL ?? '');
  process.on('message', async (count: number) => process.send?.(await each(handler, event, count)));
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

async function each(handler: Handler, event: SqsEvent, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) await handler(event);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / count;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
