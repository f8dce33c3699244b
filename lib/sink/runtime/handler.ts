import { randomUUID } from 'node:crypto';
import { decodeEvent } from './decode/event';
import type { LogEntry } from './log';
import { Metrics } from './metrics';
import { lambdaSurroundings, openSink } from './open';
import { readSettings } from './read-settings';
import { RefusedRequestError, SinkInputError } from './record';
import type { SinkSettings } from './settings';
import type { Outcome, Sink } from './sink';

/** What of Lambda's context is used. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

interface Opened {
  readonly settings: SinkSettings;
  readonly sink: Sink;
}

/** Milliseconds for the answer. */
const RESERVE = 1_000;

let opened: Promise<Opened> | undefined;

/** The function. Settings are read at the first event, so that what is wrong with them is said for every event. */
export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  const now = Date.now();
  const { settings, sink } = await once();
  const metrics = new Metrics();
  try {
    const decoded = decodeEvent(settings, event, { awsRequestId: context.awsRequestId, now });
    const outcome = await sink.deliver(decoded, {
      id: randomUUID(),
      now,
      deadline: now + context.getRemainingTimeInMillis() - RESERVE,
      metrics,
    });
    return answer(settings, outcome, metrics);
  } catch (error) {
    if (!(error instanceof SinkInputError)) throw error;
    log({ level: 'error', message: 'The event was refused.', reason: error.message });
    if (settings.eventSource === 'function-url') return refusal(error);
    throw error;
  } finally {
    print(metrics.line(settings, now));
  }
}

async function once(): Promise<Opened> {
  opened ??= open();
  try {
    return await opened;
  } catch (error) {
    opened = undefined;
    log({ level: 'error', message: 'The sink cannot start.', reason: (error as Error).message });
    throw error;
  }
}

async function open(): Promise<Opened> {
  const settings = readSettings(process.env.SINK_SETTINGS);
  return { settings, sink: await openSink(settings, lambdaSurroundings(process.env, log)) };
}

function answer({ eventSource }: SinkSettings, { failed, dead }: Outcome, metrics: Metrics): unknown {
  const counts = {
    records: metrics.of('RecordsIn'),
    written: metrics.of('RecordsOut'),
    dropped: metrics.of('RecordsDropped'),
    dead: dead.length,
    objects: metrics.of('Objects') + metrics.of('ObjectsThere'),
  };
  switch (eventSource) {
    case 'sqs':
    case 'sqs-fifo':
      return { batchItemFailures: [...failed.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
    case 'function-url':
      return failed.size > 0
        ? response(503, { error: 'not everything was written: send the request again', ...counts })
        : response(200, counts);
    case 'kinesis':
      // All or nothing: the same range comes again and makes the same keys. A partial answer would make another range.
      if (failed.size > 0) throw new NotWrittenError(failed);
      return { batchItemFailures: [] };
    case 'invoke':
      if (failed.size > 0) throw new NotWrittenError(failed);
      return counts;
  }
}

class NotWrittenError extends Error {
  override readonly name = 'NotWrittenError';
  constructor(failed: ReadonlyMap<string, string>) {
    super(`${failed.size} messages were not written: ${[...failed.values()][0]}`);
  }
}

function refusal(error: SinkInputError) {
  const { statusCode, headers } =
    error instanceof RefusedRequestError ? error : { statusCode: 400, headers: {} };
  return response(statusCode, { error: error.message }, headers);
}

function response(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}) {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Past console, whose formats would hide the metrics from CloudWatch. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function log(entry: LogEntry): void {
  print(JSON.stringify(entry));
}
