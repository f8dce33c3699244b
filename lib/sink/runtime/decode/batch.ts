import type { DeadRecord, DecodedEvent, SourceRecord } from '../record';

/** Most records of one message or body: beyond, even tiny ones use up the function's memory. */
export const MOST_RECORDS = 500_000;

/** A record without its content. */
export type Origin = Omit<SourceRecord, 'bytes'>;

/** Gathers what comes out of one event. */
export class Batch {
  private readonly seen = new Set<string>();
  private readonly records: SourceRecord[] = [];
  private readonly dead: DeadRecord[] = [];
  private dropped = 0;

  /** Whether the message is new: sources deliver at least once, and the second copy must not be written. */
  isNew(messageId: string): boolean {
    if (this.seen.has(messageId)) {
      this.dropped += 1;
      return false;
    }
    this.seen.add(messageId);
    return true;
  }

  add(origin: Origin, bytes: Uint8Array): void {
    this.records.push({ ...origin, bytes });
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
