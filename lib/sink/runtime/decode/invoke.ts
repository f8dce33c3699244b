import { type DecodedEvent, SinkInputError } from '../record';
import type { SinkSettings } from '../settings';
import { Batch, type Origin } from './batch';
import { addLogEvents } from './cloudwatch-logs';
import { Gunzip, isGzip, jsonOf, strictBase64, utf8 } from './encoding';
import type { InvocationContext } from './event';
import { addTextRecords, tooMany } from './text-records';
import { inputError, isObject, member } from './value';

/**
 * Lambda has parsed the payload before the function sees it: integers beyond 2^53 have lost digits, and 1.0 is 1.
 * A payload that is a string of JSON Lines, or a function URL, keeps them.
 */
export function decodeInvoke(
  settings: Pick<SinkSettings, 'format'>,
  event: unknown,
  context: InvocationContext,
): DecodedEvent {
  const batch = new Batch();
  const id = context.awsRequestId;
  const origin: Origin = { id, messageId: id, arrival: context.now, partition: '' };
  const first: Origin = { ...origin, id: `${id}/0` };
  const raw = settings.format === 'raw';
  if (typeof event === 'string' && event !== '') {
    const bytes = utf8(event);
    if (!bytes) throw new SinkInputError('The payload holds half of a surrogate pair, expected Unicode text');
    if (raw) batch.add(first, bytes);
    else addTextRecords(batch, origin, bytes, 'The payload');
  } else if (Array.isArray(event) && !raw) {
    if (event.length === 0) batch.drop();
    event.forEach((one: unknown, i) => {
      const bytes = jsonBytes(`The payload's element ${i}`, one);
      if (!batch.takes(1, bytes.length)) throw tooMany('The payload');
      batch.add({ ...origin, id: `${id}/${i}` }, bytes);
    });
  } else if (isObject(event) || Array.isArray(event)) {
    const bytes = jsonBytes('The payload', event);
    // Raw means raw: the envelope of CloudWatch Logs goes into the object as it came.
    const data = raw ? undefined : logsData(event);
    if (data === undefined) batch.add(first, bytes);
    else addLogs(batch, origin, data, bytes);
  } else throw inputError('The payload', event, 'an object, a list or a string');
  return batch.result();
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html: `awslogs` and nothing beside it. */
function logsData(event: unknown): string | undefined {
  const data = member(member(event, 'awslogs'), 'data');
  return typeof data === 'string' && isObject(event) && Object.keys(event).length === 1 ? data : undefined;
}

/** CloudWatch Logs does not wait for an answer: what cannot be read is kept, not refused. */
function addLogs(batch: Batch, origin: Origin, data: string, whole: Buffer): void {
  const bury = (reason: string) => batch.bury({ ...origin, id: `${origin.id}/0` }, whole, reason);
  const packed = strictBase64(data);
  if (!packed || !isGzip(packed)) {
    bury('awslogs.data is not base64 of gzip data');
    return;
  }
  const plain = new Gunzip().run(packed);
  if (typeof plain === 'string') bury(plain);
  else if (!addLogEvents(batch, origin, plain)) bury('awslogs.data holds no CloudWatch Logs data');
}

function jsonBytes(where: string, value: unknown): Buffer {
  const json = jsonOf(value);
  if (json === undefined) throw new SinkInputError(`${where} is nested too deeply to be written as JSON`);
  return Buffer.from(json);
}
