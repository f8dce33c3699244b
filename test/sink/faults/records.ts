import { createHash } from 'node:crypto';
import { between, type Draw, oneOf, weighted } from './random';

/** Stands in every record, and must never stand in a log. */
export const SECRET = 'c0ffee5ecre7';

/** A record that can never be written, and what is wrong with it. */
export type Poison = 'not-json' | 'not-utf8' | 'too-large' | 'template';
export type Kind = 'a' | 'b' | 'c';

export interface Sent {
  /** Stands in the record itself. */
  readonly id: string;
  /** As the source names it: message ID, or shard and sequence number. */
  readonly sourceId: string;
  readonly kind: Kind;
  /** Shard, or message group. */
  readonly partition: string;
  /** Its place in the partition. */
  readonly place: number;
  readonly text: string;
  readonly bytes: Buffer;
  readonly poison?: Poison;
}

export interface RecordOptions {
  readonly number: number;
  readonly sourceId: string;
  readonly partition: string;
  readonly place: number;
  /** What may be wrong with it. */
  readonly poisons: readonly Poison[];
  /** The sink's limit. */
  readonly maxBytes: number;
}

/** One in so many is poison. */
const POISON_IN = 60;

export function makeRecord(draw: Draw, options: RecordOptions): Sent {
  const { number, sourceId, partition, place, poisons, maxBytes } = options;
  const id = `r${String(number).padStart(8, '0')}`;
  const kind = weighted<Kind>(draw, { a: 6, b: 3, c: 1 });
  const poison = draw() < 1 / POISON_IN ? oneOf(draw, poisons) : undefined;
  const size = poison === 'too-large' ? maxBytes + between(draw, 0, 500) : sizeOf(draw);
  // Members in the order of their names, because a template writes them so.
  const plain = JSON.stringify({
    ...(poison === 'template' ? { bad: true } : {}),
    id,
    kind,
    pad: SECRET + padding(draw, size),
  });
  const text = poison === 'not-json' ? plain.slice(0, -1) : plain;
  const bytes = Buffer.from(text);
  // A byte that UTF-8 never holds.
  if (poison === 'not-utf8') bytes[bytes.length - 4] = 0xff;
  return { id, sourceId, kind, partition, place, text, bytes, poison };
}

/** Mostly small; some so large that an upload takes many packets. */
function sizeOf(draw: Draw): number {
  const kind = draw();
  if (kind < 0.9) return between(draw, 10, 200);
  return kind < 0.98 ? between(draw, 200, 2000) : between(draw, 4000, 40_000);
}

/** Does not compress away. */
function padding(draw: Draw, size: number): string {
  const start = Math.floor(draw() * NOISE.length);
  let text = NOISE.slice(start, start + size);
  while (text.length < size) text += NOISE.slice(0, size - text.length);
  return text;
}

const NOISE = Array.from({ length: 4096 }, (_, i) =>
  createHash('sha256').update(String(i)).digest('base64url'),
).join('');
