import type { Batch, Origin } from './batch';
import { jsonOf, parseJson, textOf } from './encoding';
import { isObject, type JsonObject, member, mismatch } from './value';

/**
 * Takes the data of a CloudWatch Logs subscription apart into one record for each log event, and says whether they
 * were such data. `packed` is what is kept where they are too many.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function addLogEvents(
  batch: Batch,
  origin: Origin,
  bytes: Buffer,
  packed: Uint8Array = bytes,
): boolean {
  if (!mayHoldLogEvents(bytes)) return false;
  const data = parseJson(textOf(bytes) ?? '')?.value;
  if (!isObject(data)) return false;
  const events = member(data, 'logEvents');
  const type = member(data, 'messageType');
  if (!Array.isArray(events) || (type !== 'DATA_MESSAGE' && type !== 'CONTROL_MESSAGE')) return false;
  if (typeof member(data, 'logGroup') !== 'string' || typeof member(data, 'logStream') !== 'string')
    return false;

  if (type === 'CONTROL_MESSAGE' || events.length === 0) batch.drop();
  else if (!batch.takes(events.length, bytes.length + events.length * envelopeBytes(data))) {
    batch.bury(origin, packed, `the ${events.length} log events are more than the function's memory holds`);
  } else {
    events.forEach((event: unknown, i) => {
      const one = { ...origin, id: `${origin.id}/${i}` };
      const problem = problemOf(event, `logEvents[${i}]`);
      if (problem === undefined) batch.add(one, Buffer.from(JSON.stringify(logRecord(data, event))));
      else batch.bury(one, Buffer.from(jsonOf(event) ?? bytes), problem);
    });
  }
  return true;
}

/** Most records are something else, and to parse them all would take most of the function's time. */
export function mayHoldLogEvents(content: Buffer | string): boolean {
  return content.includes('"messageType"') && content.includes('"logEvents"');
}

function problemOf(event: unknown, where: string): string | undefined {
  if (!isObject(event)) return mismatch(where, event, 'an object');
  for (const [key, type] of [
    ['id', 'string'],
    ['timestamp', 'number'],
    ['message', 'string'],
  ] as const) {
    const value = member(event, key);
    if (typeof value !== type) return mismatch(`${where}.${key}`, value, `a ${type}`);
  }
  return undefined;
}

/** Every record carries the names of its log. */
function envelopeBytes(data: JsonObject): number {
  return ['owner', 'logGroup', 'logStream']
    .map((key) => member(data, key))
    .reduce<number>((sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 0), 0);
}

function logRecord(data: JsonObject, event: unknown): object {
  const owner = member(data, 'owner');
  return {
    id: member(event, 'id'),
    timestamp: member(event, 'timestamp'),
    message: member(event, 'message'),
    owner: typeof owner === 'string' ? owner : null,
    logGroup: data.logGroup,
    logStream: data.logStream,
  };
}
