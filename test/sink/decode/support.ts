import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { decodeEvent } from '../../../lib/sink/runtime/decode/event';
import { type DecodedEvent, SinkInputError, type SourceRecord } from '../../../lib/sink/runtime/record';
import type { EventSource, Format } from '../../../lib/sink/runtime/settings';

export const CONTEXT = { awsRequestId: '5f0a1c2e-7d43-4b6f-9a58-0c1d2e3f4a5b', now: 1_795_240_800_000 };

export function decode(eventSource: EventSource, event: unknown, format: Format = 'json'): DecodedEvent {
  return decodeEvent(
    { eventSource, source: eventSource === 'sqs-fifo' ? 'sqs' : eventSource, format },
    event,
    CONTEXT,
  );
}

/** The message of the SinkInputError; any other error is thrown on, and no error is the empty string. */
export function inputErrorOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    if (error instanceof SinkInputError) return error.message;
    throw error;
  }
}

export function load<T>(file: string): T {
  return parse(readFileSync(join(__dirname, file), 'utf8')) as T;
}

/** What the files spell out instead of showing base64: `{ $gzip: { $json: … } }` and the like. */
const SPELLED: Record<string, (of: unknown) => unknown> = {
  $json: (of) => JSON.stringify(of),
  $base64: (of) => bytesOf(of).toString('base64'),
  $gzip: (of) => gzipSync(bytesOf(of)).toString('base64'),
  $hex: (of) => Buffer.from(String(of), 'hex').toString('base64'),
  $truncatedGzip: (of) => gzipSync(bytesOf(of)).subarray(0, -9).toString('base64'),
  // `$ff` stands for a byte that is in no UTF-8.
  $bytesOfLines: (of) =>
    Buffer.from((of as string[]).join('\n').replace('$ff', '\xff'), 'latin1').toString('base64'),
  $bomb: (mebibytes) => gzipSync(Buffer.alloc(Number(mebibytes) * 1024 * 1024)).toString('base64'),
  $repeat: (of) => {
    const [text, times] = of as [string, number];
    return text.repeat(times);
  },
  $wrap: (of) => (of as string[]).join(''),
  // Biome reads the YAML too, and takes no half of a surrogate pair.
  $half: (before) => `${before}\ud800`,
  $ones: (times) => new Array(Number(times)).fill(1),
  $deep: (levels) => deep(Number(levels)),
  $logs: (logEvents) =>
    JSON.stringify({ messageType: 'DATA_MESSAGE', owner: '1', logGroup: 'g', logStream: 's', logEvents }),
};

const bytesOf = (of: unknown): Buffer => Buffer.from(String(of));

export function deep(levels: number): unknown {
  let value: unknown = [];
  for (let i = 1; i < levels; i++) value = [value];
  return value;
}

export function fill(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fill);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [key, fill(one)]);
  const [name = '', of] = entries[0] ?? [];
  const spell = SPELLED[name];
  return spell && entries.length === 1 ? spell(of) : Object.fromEntries(entries);
}

/** A copy of the event with one place changed, or removed where `value` is undefined: `Records[1].kinesis.data`. */
export function changed(event: unknown, place: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(event));
  const path = place.split(/[.[\]]+/).filter((part) => part !== '');
  const last = path.pop() ?? '';
  let at = copy as Record<string, unknown>;
  for (const part of path) at = at[part] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

/** Records as the files show them: text instead of bytes, and what repeats the ID or is empty left out. */
export function shown({ bytes, id, messageId, partition, arrival, sequence }: SourceRecord) {
  return {
    id,
    ...(messageId === id ? {} : { messageId }),
    ...(partition === '' ? {} : { partition }),
    arrival,
    ...(sequence === undefined ? {} : { sequence }),
    text: Buffer.from(bytes).toString(),
  };
}
