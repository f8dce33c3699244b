import { randomUUID } from 'node:crypto';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { type Batch, Gatherer, type Shape } from './batch';
import type { Casualty } from './dead-file';
import type { Deliveries } from './deliveries';
import type { Input } from './input';
import { LineCutter } from './lines';
import { endsInside, goesOn, sealOf } from './seal';
import type { Intent, Progress, StateFile } from './state';

/** Bytes that are read at a time. */
const CHUNK = 256 * 1024;

/** A file, which is read from where it was left. */
export class FileInput implements Input {
  private readonly settled = new Set<number>();

  private constructor(
    readonly name: string,
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly state: StateFile,
    private progress: Progress,
    private readonly say: (text: string) => void,
  ) {}

  static async open(name: string, state: StateFile, say: (text: string) => void): Promise<FileInput> {
    const path = await realpath(name);
    const handle = await open(path, 'r');
    try {
      const known = state.of(path);
      const anew = { identity: randomUUID(), offset: 0, line: 0, seal: sealOf(handle, 0) ?? '', pending: [] };
      const same = known !== undefined && known.seal === sealOf(handle, known.offset);
      const input = new FileInput(name, path, handle, state, same ? known : anew, say);
      if (known !== undefined && !same) {
        const where =
          known.pending.length === 0 ? '' : ', and the last batches of the former may be unwritten';
        say(
          `${name} is not the file that was written up to byte ${known.offset}: it was replaced or cut, and is written from its beginning${where}.`,
        );
      } else if (same && known.offset > 0) {
        say(`${name} is resumed at byte ${known.offset}, behind line ${known.line}.`);
        if (goesOn(handle, known.offset))
          say(
            `${name}: line ${known.line} has grown since it was written; the rest becomes a record of its own.`,
          );
      }
      return input;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Where the next run begins. */
  get offset(): number {
    return this.progress.offset;
  }

  get hasPending(): boolean {
    return this.progress.pending.length > 0;
  }

  get line(): number {
    return this.progress.line;
  }

  begin({ records, lines, ...intent }: Batch): void {
    const { pending } = this.progress;
    if (pending.some(({ start }) => start === intent.start)) return;
    this.save({ ...this.progress, pending: [...pending, intent] });
  }

  settle({ start }: Batch): void {
    this.settled.add(start);
    const { pending } = this.progress;
    const open = pending.findIndex((intent) => !this.settled.has(intent.start));
    const rest = open === -1 ? [] : pending.slice(open);
    const last = pending[pending.length - rest.length - 1];
    if (last === undefined) return;
    const seal = sealOf(this.handle, last.end) ?? '';
    this.save({ ...this.progress, offset: last.end, line: last.endLine, seal, pending: rest });
  }

  /** They are read again by the next run. */
  unrepeatable(_casualties: readonly Casualty[]): readonly Casualty[] {
    return [];
  }

  /** What an earlier run began, and then what is new. */
  async read(deliveries: Deliveries, shape: Shape, signal: AbortSignal): Promise<void> {
    const again = await this.repeat(deliveries, shape, signal);
    if (signal.aborted) return;
    const from = {
      identity: this.progress.identity,
      offset: again.offset,
      // What follows a line without an end is on that line still.
      line: again.line - (endsInside(this.handle, again.offset) ? 1 : 0),
    };
    const gatherer = new Gatherer(shape, from, shape.verbatim);
    const hand = async () => {
      const batch = gatherer.take();
      if (batch !== undefined) await deliveries.submit(this, batch);
    };
    const add = async (line: Buffer) => {
      if (signal.aborted) return;
      if (gatherer.overflows(line)) await hand();
      gatherer.add(line);
      if (gatherer.isFull) await hand();
    };
    try {
      await this.lines(again.offset, Infinity, shape.maxBytes, signal, add);
    } finally {
      await hand();
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** The same batches give the same keys: what is in the bucket already is not written twice. */
  private async repeat(
    deliveries: Deliveries,
    shape: Shape,
    signal: AbortSignal,
  ): Promise<{ offset: number; line: number }> {
    const { pending } = this.progress;
    let { offset, line } = this.progress;
    for (const [index, intent] of pending.entries()) {
      if (signal.aborted) break;
      const batch = await this.reread(intent, shape);
      if (batch === undefined) {
        this.say(
          `${this.name} was changed behind byte ${offset}, where a batch had begun: it is written from there under new keys, and may be there twice.`,
        );
        const kept = pending.slice(0, index);
        await deliveries.idle();
        // Batches of the new identity must not be taken for the old ones.
        const open = kept.filter(({ start }) => !this.settled.has(start));
        if (open.length === 0) this.save({ ...this.progress, identity: randomUUID(), pending: [] });
        break;
      }
      await deliveries.submit(this, batch, true);
      ({ end: offset, endLine: line } = intent);
    }
    return { offset, line };
  }

  private async reread(intent: Intent, shape: Shape): Promise<Batch | undefined> {
    const { start, end, startLine, time, sha256 } = intent;
    const from = { identity: this.progress.identity, offset: start, line: startLine };
    const unbounded = { maxRecords: Infinity, maxBytes: Infinity };
    const gatherer = new Gatherer(unbounded, from, shape.verbatim, () => time);
    await this.lines(start, end, end - start, new AbortController().signal, async (line) =>
      gatherer.add(line),
    );
    const batch = gatherer.take();
    return batch?.sha256 === sha256 && batch.end === end ? batch : undefined;
  }

  private async lines(
    start: number,
    end: number,
    maxBytes: number,
    signal: AbortSignal,
    take: (line: Buffer) => Promise<void>,
  ): Promise<void> {
    const cutter = new LineCutter(maxBytes);
    for (let position = start; position < end && !signal.aborted; ) {
      // A new one each time, because records are parts of it.
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, end - position));
      const { bytesRead } = await this.handle.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      for (const line of cutter.cut(chunk.subarray(0, bytesRead))) await take(line);
    }
    const rest = cutter.rest();
    if (rest !== undefined && !signal.aborted) await take(rest);
  }

  private save(progress: Progress): void {
    this.progress = progress;
    this.state.save(this.path, progress);
  }
}
