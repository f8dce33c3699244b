import type { Cast } from '../cast';
import type { Deployment } from '../deployment';
import { DENIED, outcomeOf } from '../probe';
import { inScope } from '../probes';
import type { Row } from '../row';
import type { Told } from './feed';
import { EMPTY, gatewayReadings, POISON } from './readings';
import type { RunningSink } from './running-sink';
import { type StoredObject, storedObjects } from './stored';

/** What a sink wrote, and what it could not write. */
export interface SinkDelivery {
  readonly objects: readonly StoredObject[];
  readonly deadLetters: readonly { readonly body: string; readonly reason: string }[];
  readonly rows: readonly Row[];
  /** Records that are not wrong by intention, and could not be written. */
  readonly unwritable: number;
}

/** What is sent, and who hears how far it is. */
export interface TrialOptions {
  /** The user's own records, and nothing beside them; without them, what a gateway sends. */
  readonly given?: readonly string[];
  readonly told?: Told;
}

/**
 * Records go through the source into the bundled function and land as objects: among those that are made up, one that
 * is no JSON and one that is empty. S3 says "slow down" to the first upload, where the sink would try again.
 */
export async function trySink(
  sink: RunningSink,
  deployment: Deployment,
  cast: Cast,
  { given, told = () => undefined }: TrialOptions = {},
): Promise<SinkDelivery> {
  const { settings } = sink;
  const { engine, bucketName } = deployment;
  const records = given ?? [...gatewayReadings(settings), POISON, EMPTY];
  const calm =
    settings.retries > 0
      ? engine.fault({ match: ({ operation }) => operation === 'PutObject', status: 503, code: 'SlowDown' })
      : () => undefined;
  const { taken, left, errors } = await sink.feed.feed(records, told).finally(calm);
  const wasRefused = engine.log.some(({ code }) => code === 'SlowDown');
  const objects = await storedObjects(cast.s3(cast.owner()), bucketName, settings);
  const deadLetters = (await sink.deadLetters()).map(({ Body = '', MessageAttributes }) => ({
    body: Body,
    reason: MessageAttributes?.Reason?.StringValue ?? '',
  }));
  const out = sink.metric('RecordsOut');
  const isPoison = ({ body }: { readonly body: string }) => body === POISON;
  const rows = [
    row('gateway', 'sends records', records.length, taken),
    row('sink', 'leaves records behind', 0, left),
    ...[...new Set(errors)].map((error) => row('sink', 'answers', 'without an error', error)),
    ...(wasRefused
      ? [row('sink', 'tries the upload again that S3 refused (503)', 1, sink.metric('Retries'))]
      : []),
    row(
      'sink',
      'writes, leaves out or buries every record',
      records.length,
      out + sink.metric('RecordsDropped') + deadLetters.length,
    ),
    ...(objects.some(({ records: count }) => count === undefined)
      ? []
      : [row('bucket', 'holds the records that were written', out, recordsIn(objects))]),
    ...(settings.format === 'json' ? [jsonRow(settings, objects)] : []),
    ...(given !== undefined || (settings.format === 'raw' && settings.template === undefined)
      ? []
      : [row('dead letters', 'hold what is no JSON', true, deadLetters.some(isPoison))]),
    ...(settings.claimsTable === undefined
      ? []
      : [row('sink', 'writes what comes again, in another batch', 0, await writtenAgain(sink))]),
    ...(await refusals(sink, deployment, cast)),
  ];
  const unwritable = deadLetters.filter(({ body }) => body !== POISON && body !== EMPTY).length;
  return { objects, deadLetters, rows, unwritable };
}

async function writtenAgain(sink: RunningSink): Promise<number> {
  const before = sink.metric('RecordsOut');
  await sink.queueFeed?.repeat();
  return sink.metric('RecordsOut') - before;
}

/** The function's role may put objects into the scope, and that is all. */
async function refusals(
  { role, settings }: RunningSink,
  { destination }: Deployment,
  cast: Cast,
): Promise<Row[]> {
  const actor = cast.actor(role);
  const { prefixes, pattern } = destination.objects;
  const key = `${prefixes[0] === undefined ? '' : `${prefixes[0]}/`}${inScope(pattern)}`;
  const outcome = async (
    what: string,
    expected: string,
    run: () => Promise<string | number | undefined>,
  ) => ({
    by: 'function',
    what,
    expected,
    actual: await outcomeOf(run),
  });
  // Without a prefix, and with any name, everything is in scope.
  const beside = prefixes.length > 0 ? `beside-${key}` : pattern === '*' ? undefined : `${key}.beside`;
  return [
    ...(beside === undefined
      ? []
      : [await outcome('puts an object beside the scope', DENIED, () => actor.put(beside))]),
    await outcome('puts an object into the scope', '200', () => actor.put(key)),
    // With claims it looks whether an object is there.
    await outcome('reads an object', settings.claimsTable === undefined ? DENIED : '200', () =>
      actor.get(key),
    ),
    await outcome('deletes an object', DENIED, () => actor.remove(key)),
    await outcome('lists the bucket', DENIED, () => actor.list()),
  ];
}

function jsonRow({ sendPerRecord }: RunningSink['settings'], objects: readonly StoredObject[]): Row {
  const noJson = objects.find((one) => one.noJson !== undefined)?.noJson;
  const actual = noJson === undefined ? 'yes' : `no: ${noJson.slice(0, SHOWN)}`;
  return row('bucket', sendPerRecord ? 'holds JSON Lines' : 'holds JSON', 'yes', actual);
}

/** Characters of a text that stand for it in a table. */
const SHOWN = 60;

const recordsIn = (objects: readonly StoredObject[]) =>
  objects.reduce((sum, { records = 0 }) => sum + records, 0);

const row = (by: string, what: string, expected: unknown, actual: unknown): Row => ({
  by,
  what,
  expected: String(expected),
  actual: String(actual),
});
