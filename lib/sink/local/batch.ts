import { createHash, type Hash } from 'node:crypto';
import type { SourceRecord } from '../runtime/record';
import { isBlank, withoutEnding } from './lines';
import type { Intent } from './state';

/** Lines that lie one after the other in one input, and are uploaded together. */
export interface Batch extends Intent {
  readonly records: readonly SourceRecord[];
  /** Line numbers by record ID; they count from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

export interface Bounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** How an input becomes batches. */
export interface Shape extends Bounds {
  /** How long the records of a pipe are gathered; 0: until it is silent. */
  readonly maxSeconds: number;
  /** Records are every byte of the input, with their line ends. */
  readonly verbatim: boolean;
}

export interface Start {
  readonly identity: string;
  readonly offset: number;
  readonly line: number;
}

/** Gathers lines until they are a batch. */
export class Gatherer {
  private records: SourceRecord[] = [];
  private lines = new Map<string, number>();
  private bytes = 0;
  private time = 0;
  private hash: Hash = createHash('sha256');
  private start: number;
  private startLine: number;
  private end: number;
  private line: number;

  constructor(
    private readonly bounds: Bounds,
    private readonly from: Start,
    /** Raw records are every byte of the input; else line ends and blank lines are none of theirs. */
    private readonly verbatim: boolean,
    private readonly now: () => number = Date.now,
  ) {
    this.start = this.end = from.offset;
    this.startLine = this.line = from.line;
  }

  /** How many lines were read. */
  get lineNumber(): number {
    return this.line;
  }

  get offset(): number {
    return this.end;
  }

  get isEmpty(): boolean {
    return this.records.length === 0;
  }

  /** Whether the batch must be taken before this line. */
  overflows(line: Buffer): boolean {
    return !this.isEmpty && this.bytes + line.length > this.bounds.maxBytes;
  }

  get isFull(): boolean {
    return this.records.length >= this.bounds.maxRecords || this.bytes >= this.bounds.maxBytes;
  }

  add(line: Buffer): void {
    const id = `${this.from.identity}@${this.end}`;
    this.hash.update(line);
    this.end += line.length;
    this.line += 1;
    if (!this.verbatim && isBlank(line)) return;
    if (this.isEmpty) this.time = this.now();
    const bytes = this.verbatim ? line : withoutEnding(line);
    this.records.push({ id, messageId: id, bytes, arrival: this.time, partition: '' });
    this.lines.set(id, this.line);
    // The sink counts a newline for each record too, and must not cut a full batch in two.
    this.bytes += bytes.length + 1;
  }

  /** Undefined where there is no record. */
  take(): Batch | undefined {
    if (this.isEmpty) return undefined;
    const { start, end, startLine, line: endLine, time, records, lines } = this;
    const batch = { start, end, startLine, endLine, time, sha256: this.hash.digest('hex'), records, lines };
    this.records = [];
    this.lines = new Map();
    this.bytes = 0;
    this.hash = createHash('sha256');
    this.start = end;
    this.startLine = endLine;
    return batch;
  }
}
