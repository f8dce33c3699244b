import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SinkInputError } from '../runtime/record';
import type { SinkSettings } from '../runtime/settings';
import { replaceFile } from './durable';

/** A batch of which an upload may have begun: the same bytes with the same time get the same keys again. */
export interface Intent {
  /** Bytes of the input: from the first, to the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** How many lines of the input lie before it, and before its end. */
  readonly startLine: number;
  readonly endLine: number;
  /** When its first line was read, in milliseconds since 1970: what keys and templates are told. */
  readonly time: number;
  /** Of the bytes from start to end. */
  readonly sha256: string;
}

/** How far a file was written. */
export interface Progress {
  /** Drawn when the file was first seen: two files never have one, even where they begin the same. */
  readonly identity: string;
  /** Every byte before it is settled. */
  readonly offset: number;
  readonly line: number;
  /** Tells whether the bytes before the offset are those that were read. */
  readonly seal: string;
  readonly pending: readonly Intent[];
}

interface Content {
  readonly version: 1;
  readonly bucket: string;
  readonly prefix: string;
  /** A hash: other settings make other keys. */
  readonly settings: string;
  readonly files: Readonly<Record<string, Progress>>;
}

/** How far which file was written, on disk. One process at a time. */
export class StateFile {
  private constructor(
    private readonly file: string,
    private content: Content,
    /** The settings are not those of the last run. */
    readonly settingsChanged: boolean,
  ) {}

  /** @throws SinkInputError where another process has it, or it is of another bucket */
  static open(file: string, settings: SinkSettings): StateFile {
    lock(file);
    try {
      const { bucket, prefix } = settings;
      const hash = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
      const found = read(file);
      if (found !== undefined && (found.bucket !== bucket || found.prefix !== prefix))
        throw new SinkInputError(
          `${file} says what was written to s3://${found.bucket}/${found.prefix}, and this goes to s3://${bucket}/${prefix}: name another file with --state`,
        );
      const content = { version: 1, bucket, prefix, settings: hash, files: found?.files ?? {} } as const;
      return new StateFile(file, content, found !== undefined && found.settings !== hash);
    } catch (error) {
      unlock(file);
      throw error;
    }
  }

  of(path: string): Progress | undefined {
    return Object.hasOwn(this.content.files, path) ? this.content.files[path] : undefined;
  }

  save(path: string, progress: Progress): void {
    this.content = { ...this.content, files: { ...this.content.files, [path]: progress } };
    replaceFile(this.file, `${JSON.stringify(this.content, undefined, 2)}\n`);
  }

  close(): void {
    unlock(this.file);
  }
}

function read(file: string): Content | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new SinkInputError(`${file} cannot be read (${code}): it says how far each file was written`);
  }
  try {
    const value = JSON.parse(text) as Content | null;
    if (value?.version === 1 && typeof value.files === 'object' && value.files !== null) return value;
  } catch {
    // Said below.
  }
  throw new SinkInputError(
    `${file} is not a state of \`s3-destination sink\`: name another file with --state, or delete it to write everything anew`,
  );
}

const lockOf = (file: string) => `${file}.lock`;

/** The lock of a process that was killed counts for nothing. */
function lock(file: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(lockOf(file), String(process.pid), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw new SinkInputError(`${file} cannot be written (${code}): name another file with --state`);
      const holder = Number(readFileSync(lockOf(file), 'utf8'));
      if (attempt > 0 || isRunning(holder))
        throw new SinkInputError(
          `${file} is used by the process ${holder}: wait until that sink ends, or name another file with --state`,
        );
      rmSync(lockOf(file), { force: true });
    }
  }
}

/** Our own ID in it is that of a process before us, in a container that was started again. */
function isRunning(id: number): boolean {
  if (!Number.isInteger(id) || id <= 0 || id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function unlock(file: string): void {
  rmSync(lockOf(file), { force: true });
}
