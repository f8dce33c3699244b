import { gunzipSync } from 'node:zlib';
import { strictBase64, utf8 } from './encoding';
import { member } from './value';

/** What the sink put into its dead-letter queue, as it comes back when somebody moves the messages to the queue. */
export type DeadLetter = { readonly recordId: string; readonly bytes: Buffer } | { readonly problem: string };

/** SQS gives moved messages new IDs. The record keeps its own, so that it is not written twice by way of the detour. */
export function deadLetter(attributes: unknown, body: unknown): DeadLetter | undefined {
  // Most messages are no dead letters.
  if (member(attributes, 'RecordId') === undefined) return undefined;
  const value = (name: string) => member(member(attributes, name), 'stringValue');
  const recordId = value('RecordId');
  if (typeof value('Reason') !== 'string' || typeof recordId !== 'string' || typeof body !== 'string')
    return undefined;
  if (!/^[!-~]{1,512}$/.test(recordId))
    return { problem: 'the attribute RecordId is no identity of a record' };
  if (value('Part') !== undefined)
    return { problem: 'a part of a dead letter: join the parts and send the record anew' };
  const bytes = decoded(body, value('Encoding'));
  return bytes === undefined ? { problem: 'the body is not in the attribute Encoding' } : { recordId, bytes };
}

function decoded(body: string, encoding: unknown): Buffer | undefined {
  // SQS takes no empty body, so that a space stands for one.
  if (encoding === undefined) return utf8(body === ' ' ? '' : body);
  const bytes = strictBase64(body);
  if (encoding === 'base64' || bytes === undefined) return bytes;
  try {
    return encoding === 'gzip+base64' ? gunzipSync(bytes, { maxOutputLength: 16 * 1024 * 1024 }) : undefined;
  } catch {
    return undefined;
  }
}
