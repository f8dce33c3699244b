import { type DeadRecord, type DecodedEvent, type SourceRecord, TextRecord } from '../record';

/** What a record costs beside its bytes, until it is written: measured, 1.1 KB of a tiny one. */
const RECORD_BYTES = 1_000;
/** Of one event: a quarter of the function's 512 MB, because shaping and compressing hold further copies. */
const MOST_BYTES = 128 * 1024 * 1024;

/** A record without its content. */
export type Origin = Omit<SourceRecord, 'bytes'>;

/** Gathers what comes out of one event. */
export class Batch {
  private readonly seen = new Set<string>();
  private readonly records: SourceRecord[] = [];
  private readonly dead: DeadRecord[] = [];
  private dropped = 0;
  private left = MOST_BYTES;

  /** Whether the message is new: sources deliver at least once, and the second copy must not be written. */
  isNew(messageId: string): boolean {
    const before = this.seen.size;
    const isNew = this.seen.add(messageId).size > before;
    if (!isNew) this.dropped += 1;
    return isNew;
  }

  /** Whether so many more records of so many bytes fit into the function's memory; takes the place if they do. */
  takes(records: number, bytes: number): boolean {
    const size = records * RECORD_BYTES + bytes;
    if (size > this.left) return false;
    this.left -= size;
    return true;
  }

  add(origin: Origin, bytes: Uint8Array): void {
    this.records.push({ ...origin, bytes });
  }

  addText(origin: Origin, text: string): void {
    this.records.push(new TextRecord(origin, text));
  }

  bury(origin: Origin, bytes: Uint8Array, reason: string): void {
    this.dead.push({ record: { ...origin, bytes }, reason });
  }

  /** An envelope that holds no record. */
  drop(): void {
    this.dropped += 1;
  }

  result(): DecodedEvent {
    return { records: this.records, dead: this.dead, dropped: this.dropped };
  }
}
