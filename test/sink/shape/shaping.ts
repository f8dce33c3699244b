import type { DeadRecord, SourceRecord } from '../../../lib/sink/runtime/record';
import { createShaper, type ShapedRecord, type ShaperSettings } from '../../../lib/sink/runtime/shape/shaper';
import { SETTINGS } from '../runtime/support';

export const NOW = 1_700_000_000_000;

export const DEFAULTS: ShaperSettings = { ...SETTINGS, maxBytes: 1_000_000 };

export function source(content: string | Uint8Array, index = 0): SourceRecord {
  return {
    id: `r${index}`,
    messageId: `m${index}`,
    bytes: Buffer.from(content as string),
    arrival: NOW,
    partition: '',
  };
}

export interface Outcome {
  readonly object: Buffer | undefined;
  readonly dropped: readonly number[];
  readonly dead: Readonly<Record<number, string>>;
  readonly written: readonly ShapedRecord[];
}

/** Records through a shaper, as the sink does it for one object. */
export async function outcome(
  settings: Partial<ShaperSettings>,
  contents: readonly (string | Uint8Array)[],
): Promise<Outcome> {
  const shaper = await createShaper({ ...DEFAULTS, ...settings });
  const sources = contents.map(source);
  const records: ShapedRecord[] = [];
  const dropped: number[] = [];
  const found: DeadRecord[] = [];
  for (const [index, record] of sources.entries()) {
    const shaped = shaper.shape(record, NOW);
    if (shaped === 'dropped') dropped.push(index);
    else if ('dead' in shaped) found.push({ record, reason: shaped.dead });
    else records.push(shaped);
  }
  const { chunks, written, dead } = shaper.assemble(records, NOW);
  const parts = [...chunks].map((chunk) => Buffer.from(chunk as string));
  return {
    object: parts.length === 0 ? undefined : Buffer.concat(parts),
    dropped,
    dead: Object.fromEntries([...found, ...dead].map((d) => [sources.indexOf(d.record), d.reason])),
    written,
  };
}
