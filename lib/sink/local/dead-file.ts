import { isUtf8 } from 'node:buffer';
import { createReadStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { SourceRecord } from '../runtime/record';
import { appendToFile } from './durable';

/** A record that was not written, and where it came from. */
export interface Casualty {
  readonly record: Pick<SourceRecord, 'id' | 'bytes'>;
  readonly reason: string;
  /** As it was named on the command line. */
  readonly file: string;
  /** Counts from 1. */
  readonly line: number | undefined;
}

/** Records that were not written, with all that they hold: a JSON value on each line. */
export class DeadFile {
  constructor(readonly file: string) {}

  /** Returns when they are on disk. */
  async append(casualties: readonly Casualty[]): Promise<void> {
    if (casualties.length === 0) return;
    const separator = (await endsInside(this.file)) ? '\n' : '';
    appendAll(this.file, casualties, separator);
  }

  /** For the last moment of a process. */
  appendNow(casualties: readonly Casualty[]): void {
    appendAll(this.file, casualties);
  }

  /** The same without those that are there already, because a batch came again. */
  async appendMissing(casualties: readonly Casualty[]): Promise<void> {
    if (casualties.length === 0) return;
    const there = await this.ids();
    await this.append(casualties.filter(({ record }) => !there.has(record.id)));
  }

  private async ids(): Promise<Set<unknown>> {
    const found = new Set<unknown>();
    if (!existsSync(this.file)) return found;
    for await (const line of createInterface({ input: createReadStream(this.file), crlfDelay: Infinity })) {
      try {
        found.add((JSON.parse(line) as { record?: unknown } | null)?.record);
      } catch {
        // The end of a process that was killed as it wrote: that record is written again.
      }
    }
    return found;
  }
}

/** Together they may be longer than a string can be. */
function appendAll(file: string, casualties: readonly Casualty[], before = ''): void {
  let text = before;
  for (const casualty of casualties) {
    text += `${lineOf(casualty)}\n`;
    if (text.length < BLOCK) continue;
    appendToFile(file, text);
    text = '';
  }
  if (text !== '') appendToFile(file, text);
}

const BLOCK = 1024 * 1024;

function lineOf({ record, reason, file, line }: Casualty): string {
  const bytes = Buffer.from(record.bytes.buffer, record.bytes.byteOffset, record.bytes.byteLength);
  const content = isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') };
  return JSON.stringify({ reason, record: record.id, file, line, ...content });
}

async function endsInside(file: string): Promise<boolean> {
  if (!existsSync(file)) return false;
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    return size > 0 && last[0] !== 0x0a;
  } finally {
    await handle.close();
  }
}
