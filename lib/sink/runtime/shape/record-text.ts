import { isUtf8 } from 'node:buffer';
import type { SourceRecord } from '../record';
import { Unfit } from './unfit';

/** The record as text, without a byte order mark. */
export function textOf(record: SourceRecord): string {
  const text = record.text ?? decoded(record.bytes);
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function decoded(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  // Only where something was replaced, or was U+FFFD from the start, is it worth a look at the bytes.
  if (text.includes('\ufffd') && !isUtf8(bytes)) throw new Unfit('the record is not valid UTF-8');
  return text;
}

/** The message of JSON.parse is not passed on: it quotes the text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unfit('the record is not JSON');
  }
}

/** Undefined where the record is not JSON. */
export function parsedIfJson(record: SourceRecord): unknown {
  try {
    return parsed(textOf(record));
  } catch (error) {
    if (error instanceof Unfit) return undefined;
    throw error;
  }
}

export function checkSize(bytes: number, maxBytes: number, what: string): void {
  if (bytes > maxBytes) throw new Unfit(`${what} has ${bytes} bytes, and maxBytes is ${maxBytes}`);
}

export function byteLength(output: string | Uint8Array): number {
  return typeof output === 'string' ? Buffer.byteLength(output) : output.byteLength;
}

const BYTE_ORDER_MARK = 0xfeff;
