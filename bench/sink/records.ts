import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { SinkSettings } from '../../lib/sink/runtime/settings';
import { readings } from '../common/messages';

/** How large records are, and what they look like. */
export interface Records {
  /** Of one. */
  readonly bytes: number;
  readonly records: number;
  /** With whitespace between tokens, escapes and characters beyond ASCII: not the text that goes into the object. */
  readonly spaced?: true;
}

/** The records as JSON.stringify writes them, which is how most objects hold them. */
export function compactOf({ bytes, records, spaced }: Records): string[] {
  return readings(records, bytes, spaced && 'Halle 3: "Größe"\n\u2603 \u{1f600} C:\\press');
}

/** The same as they come from the queue. */
export function sentOf(records: Records): string[] {
  const compact = compactOf(records);
  return records.spaced ? compact.map((text) => JSON.stringify(JSON.parse(text), null, 1)) : compact;
}

export const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');

/** The JSON of some members. */
export function picked(reading: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(fields.map((name) => [name, reading[name] ?? null])));
}

export function compressed({ compression = 'gzip' }: Partial<SinkSettings>, text: string): Buffer {
  return OUT_OF[compression]?.(text) ?? Buffer.from(text);
}

const OUT_OF: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: gzipSync,
  zlib: deflateSync,
  flate: deflateRawSync,
};
