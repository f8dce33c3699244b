import { createHash } from 'node:crypto';
import { type DecodedEvent, RefusedRequestError, SinkInputError } from '../record';
import type { SinkSettings } from '../settings';
import { Batch, type Origin } from './batch';
import { Gunzip, strictBase64, utf8 } from './encoding';
import { addTextRecords } from './text-records';
import { inputError, type JsonObject, member, object, text, time } from './value';

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
export function decodeFunctionUrl(settings: Pick<SinkSettings, 'format'>, event: unknown): DecodedEvent {
  const request = object('The event', event, 'the request of a function URL');
  text('version', member(request, 'version'), /^2\.0$/, '"2.0", the payload format of a function URL');
  const context = object('requestContext', member(request, 'requestContext'));
  const http = object('requestContext.http', member(context, 'http'));
  checkMethod(text('requestContext.http.method', member(http, 'method'), /^[A-Z]+$/, 'POST or PUT'));
  const headers = member(request, 'headers') ?? {};
  const body = decompress(bodyOf(request), member(headers, 'content-encoding'));
  const origin = originOf(context, object('headers', headers), body);
  if (body.length === 0) throw new SinkInputError('body is empty, expected the records');

  const batch = new Batch();
  if (settings.format === 'raw') batch.add({ ...origin, id: `${origin.id}/0` }, body);
  else addTextRecords(batch, origin, body, 'body');
  return batch.result();
}

function checkMethod(method: string): void {
  if (method !== 'POST' && method !== 'PUT')
    throw new RefusedRequestError('records are sent with POST or PUT', 405, { allow: 'POST, PUT' });
}

function originOf(context: JsonObject, headers: JsonObject, body: Buffer): Origin {
  const where = 'headers.idempotency-key';
  const key = member(headers, 'idempotency-key');
  const expected = '1 to 256 printable characters of ASCII';
  // A client that sends the same request again, with the same key, writes nothing twice. The body is part of it: two
  // clients that count their requests must not take the place of each other's.
  const id =
    key === undefined
      ? text('requestContext.requestId', member(context, 'requestId'), /^[ -~]{1,256}$/, expected)
      : `${text(where, key, /^[ -~]{1,256}$/, expected)}/${createHash('sha256').update(body).digest('hex')}`;
  const arrival = time('requestContext.timeEpoch', member(context, 'timeEpoch'), 'milliseconds');
  return { id, messageId: id, arrival, partition: '' };
}

function bodyOf(request: JsonObject): Buffer {
  const body = member(request, 'body');
  if (typeof body !== 'string' || body === '') throw inputError('body', body, 'the records');
  const encoded = member(request, 'isBase64Encoded') ?? false;
  if (typeof encoded !== 'boolean') throw inputError('isBase64Encoded', encoded, 'true or false');
  const bytes = encoded ? strictBase64(body) : utf8(body);
  if (bytes) return bytes;
  throw new SinkInputError(
    encoded ? 'body is not base64, expected it so' : 'body holds half of a surrogate pair',
  );
}

/**
 * Also for `raw`: the sender says in the header that gzip is for the way only, where with queues and streams it
 * would be a guess from the bytes.
 */
function decompress(bytes: Buffer, encoding: unknown): Buffer {
  if (encoding === undefined) return bytes;
  const name = text('headers.content-encoding', encoding, /^/, '"gzip" or none').toLowerCase();
  if (name === 'identity') return bytes;
  if (name !== 'gzip' && name !== 'x-gzip')
    throw new RefusedRequestError('content-encoding must be gzip, or absent', 415, {
      'accept-encoding': 'gzip, identity',
    });
  // The sender is still there and hears of it, so nothing has to be kept.
  const plain = new Gunzip().run(bytes);
  if (typeof plain === 'string') throw new SinkInputError(`body cannot be decompressed: ${plain}`);
  return plain;
}
