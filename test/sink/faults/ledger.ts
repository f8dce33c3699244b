import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { DeadLetter } from './dead-letters';
import type { Sent } from './records';

export interface Books {
  readonly sent: readonly Sent[];
  /** In the order in which they were stored. */
  readonly objects: ReadonlyMap<string, Uint8Array>;
  readonly deadLetters: readonly DeadLetter[];
  /** Taken out of the source after too many receives. */
  readonly redriven: readonly Sent[];
  readonly prefix: string;
  readonly suffix: string;
  readonly compression: 'none' | 'gzip' | 'zlib' | 'flate';
  /** What stands between prefix and suffix in the key of the object that the record belongs into. */
  readonly keyOf: (sent: Sent) => RegExp;
  /** Whether records of a partition must be stored in order. */
  readonly inOrder: boolean;
}

export interface Report {
  readonly recordsIn: number;
  readonly objects: number;
  /** In no object, and not accounted for in the dead-letter queue. */
  readonly lost: readonly string[];
  /** More copies than one. */
  readonly doubled: readonly string[];
  readonly copies: number;
  readonly redriven: number;
  readonly poison: number;
  /** Poison records that are not in the dead-letter queue with a reason and as they came. */
  readonly unaccounted: readonly string[];
  readonly deadLetterDoubles: number;
  readonly outOfOrder: number;
  /** Everything else that must never be. */
  readonly violations: readonly string[];
}

/** Goes through everything that was stored, and says what became of each record that was sent. */
export function audit(books: Books): Report {
  const ledger = new Ledger(books);
  return ledger.close();
}

class Ledger {
  private readonly byId = new Map<string, Sent>();
  private readonly seen = new Map<string, number>();
  private readonly violations: string[] = [];
  private readonly latest = new Map<string, number>();
  private outOfOrder = 0;

  constructor(private readonly books: Books) {
    for (const sent of books.sent) this.byId.set(sent.id, sent);
    if (this.byId.size !== books.sent.length) this.violations.push('two records were sent with one ID');
    for (const [key, body] of books.objects) this.read(key, body);
  }

  close(): Report {
    const { deadLetters, objects, redriven, sent } = this.books;
    const letters = this.letters(deadLetters);
    const out = new Set(redriven.map(({ id }) => id));
    const good = sent.filter(({ poison }) => poison === undefined);
    const poison = sent.filter(({ poison }) => poison !== undefined);
    const copies = (id: string) => this.seen.get(id) ?? 0;
    return {
      recordsIn: sent.length,
      objects: objects.size,
      lost: good.filter(({ id }) => copies(id) === 0 && !out.has(id)).map(({ id }) => id),
      doubled: good.filter(({ id }) => copies(id) > 1).map(({ id }) => id),
      copies: good.reduce((sum, { id }) => sum + Math.max(0, copies(id) - 1), 0),
      redriven: out.size,
      poison: poison.length,
      unaccounted: poison
        .filter(({ id }) => (letters.get(id) ?? 0) === 0 && !out.has(id))
        .map(({ id }) => id),
      deadLetterDoubles: [...letters.values()].reduce((sum, count) => sum + count - 1, 0),
      outOfOrder: this.outOfOrder,
      violations: this.violations,
    };
  }

  private read(key: string, body: Uint8Array): void {
    const { prefix, suffix } = this.books;
    const text = this.decompressed(body);
    if (!key.startsWith(`${prefix}/`) || !key.endsWith(suffix))
      this.violate(`the key ${key} is not below the prefix, or ends otherwise`);
    else if (text === undefined) this.violate(`the object ${key} is cut short or broken`);
    else if (text === '') this.violate(`the object ${key} is empty`);
    else {
      if (!text.endsWith('\n')) this.violate(`the object ${key} has no end of line at its end`);
      const middle = key.slice(prefix.length + 1, key.length - suffix.length);
      for (const line of text.replace(/\n$/, '').split('\n')) this.enter(line, middle, key);
    }
  }

  private decompressed(body: Uint8Array): string | undefined {
    try {
      return Buffer.from(decompressors[this.books.compression](body)).toString();
    } catch {
      return undefined;
    }
  }

  private enter(line: string, middle: string, key: string): void {
    const id = /"id":"(r\d+)"/.exec(line)?.[1];
    const sent = id === undefined ? undefined : this.byId.get(id);
    if (sent === undefined) this.violate(`the object ${key} holds something that was not sent`);
    else if (sent.poison !== undefined) this.violate(`the poison record ${sent.id} stands in an object`);
    else {
      if (line !== sent.text) this.violate(`the record ${sent.id} was changed`);
      if (!this.books.keyOf(sent).test(middle)) this.violate(`the record ${sent.id} stands in ${key}`);
      this.countCopy(sent);
    }
  }

  private countCopy({ id, partition, place }: Sent): void {
    const copies = (this.seen.get(id) ?? 0) + 1;
    this.seen.set(id, copies);
    if (copies > 1 || !this.books.inOrder) return;
    if (place < (this.latest.get(partition) ?? -1)) this.outOfOrder += 1;
    else this.latest.set(partition, place);
  }

  /** How often each poison record was sent there, as it came and with a reason. */
  private letters(deadLetters: readonly DeadLetter[]): ReadonlyMap<string, number> {
    const bySource = new Map(this.books.sent.map((sent) => [sent.sourceId, sent]));
    const letters = new Map<string, number>();
    for (const { recordId, reason, bytes } of deadLetters) {
      const sent = bySource.get(recordId);
      if (sent === undefined) this.violate('the dead-letter queue holds something that was not sent');
      else if (sent.poison === undefined)
        this.violate(`the good record ${sent.id} is in the dead-letter queue: ${reason}`);
      else if (reason === '') this.violate(`the poison record ${sent.id} has no reason`);
      else if (!sent.bytes.equals(bytes)) this.violate(`the poison record ${sent.id} was changed`);
      else letters.set(sent.id, (letters.get(sent.id) ?? 0) + 1);
    }
    return letters;
  }

  private violate(what: string): void {
    this.violations.push(what);
  }
}

const decompressors = {
  none: (body: Uint8Array) => body,
  gzip: (body: Uint8Array) => gunzipSync(body),
  zlib: (body: Uint8Array) => inflateSync(body),
  flate: (body: Uint8Array) => inflateRawSync(body),
} as const;
