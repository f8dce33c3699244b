import type { DecodedEvent } from '../record';
import type { SinkSettings } from '../settings';
import { Batch, type Origin } from './batch';
import { addLogEvents, mayHoldLogEvents } from './cloudwatch-logs';
import { deadLetter } from './dead-letter';
import { Gunzip, isWellFormed, jsonOf, parseJson, strictBase64 } from './encoding';
import { RecordsList } from './records-list';
import { isObject, type JsonObject, member, mismatch, object, text, time } from './value';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function decodeSqs(
  settings: Pick<SinkSettings, 'eventSource' | 'format'>,
  event: unknown,
): DecodedEvent {
  const batch = new Batch();
  const gunzip = new Gunzip();
  const entries = new RecordsList(event, 'aws:sqs');
  const whereId = entries.place('.messageId');
  const whereAttributes = entries.place('.attributes');
  const whereSent = entries.place('.attributes.SentTimestamp');
  const whereGroup = entries.place('.attributes.MessageGroupId');
  // What names a message must be there, or the event as a whole is not from SQS: without a message ID no failure
  // can be reported. A body that is broken is only its own message's problem.
  for (const { messageId, attributes: given, body, messageAttributes } of entries) {
    // No slash, since the records of one message are told apart by one.
    const id = text(whereId, messageId, /^[\w-]{1,100}$/, 'a message ID');
    const attributes = object(whereAttributes, given);
    const arrival = time(whereSent, attributes.SentTimestamp, 'milliseconds');
    // Standard queues may have groups too (fair queues), but these order nothing.
    const partition = settings.eventSource === 'sqs-fifo' ? groupOf(whereGroup, attributes) : '';
    if (batch.isNew(id)) {
      const origin = { id, messageId: id, arrival, partition };
      const letter = deadLetter(messageAttributes, body);
      if (letter === undefined) addBody(batch, gunzip, origin, body, settings.format === 'raw');
      else if ('problem' in letter) batch.bury(origin, Buffer.from(String(body)), letter.problem);
      else if (batch.isNew(letter.recordId)) batch.add({ ...origin, id: letter.recordId }, letter.bytes);
    }
  }
  return batch.result();
}

function groupOf(where: () => string, { MessageGroupId }: JsonObject): string {
  return text(where, MessageGroupId, /^[!-~]{1,128}$/, 'the message group of a FIFO queue');
}

function addBody(batch: Batch, gunzip: Gunzip, origin: Origin, body: unknown, raw: boolean): void {
  if (typeof body !== 'string') {
    const problem = mismatch('body', body, 'a string');
    batch.bury(origin, Buffer.from(jsonOf(body) ?? ''), problem);
    return;
  }
  // Raw means raw: whoever wants the message of an SNS envelope switches raw message delivery on, and gzip or
  // CloudWatch Logs data go into the object as they came.
  const content = raw ? body : (snsMessage(body) ?? body);
  if (!isWellFormed(content)) {
    batch.bury(origin, Buffer.from(body), 'body holds half of a surrogate pair');
    return;
  }
  // The base64 of every gzip header starts so. No JSON does: nothing is misread.
  const packed = !raw && content.startsWith('H4sI') ? strictBase64(content) : undefined;
  if (packed === undefined && (raw || !mayHoldLogEvents(content))) {
    batch.addText(origin, content);
    return;
  }
  const bytes = Buffer.from(content);
  const plain = packed ? gunzip.run(packed) : bytes;
  if (typeof plain === 'string') batch.bury(origin, bytes, plain);
  else if (!addLogEvents(batch, origin, plain, bytes)) batch.add(origin, plain);
}

/**
 * The message within the envelope that SNS puts around it unless raw message delivery is on.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
function snsMessage(body: string): string | undefined {
  // Most bodies are something else, and need not be parsed.
  if (!body.includes('"TopicArn"') || !body.includes('"Notification"')) return undefined;
  const envelope = parseJson(body)?.value;
  if (!isObject(envelope) || member(envelope, 'Type') !== 'Notification') return undefined;
  const isString = (key: string) => typeof member(envelope, key) === 'string';
  if (!['MessageId', 'TopicArn', 'Timestamp'].every(isString)) return undefined;
  if (!isString('Signature') && !isString('SignatureVersion')) return undefined;
  const message = member(envelope, 'Message');
  return typeof message === 'string' ? message : undefined;
}
