import { close, fstat, open, read, type Stats } from 'node:fs';
import { type FileHandle, open as openHandle } from 'node:fs/promises';

/** A file that is to be written, as it was when the plan was made. */
export interface SourceFile {
  /** As the user named it, with `/` between folders. */
  readonly file: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** What is wrong with the file on this machine: it says nothing about the bucket, nor about other files. */
export class SourceFileError extends Error {}

/** Half of one content and half of another must not become an object. */
function refuseChanged({ size, modified }: SourceFile, now: Stats): void {
  if (now.size !== size || now.mtimeMs !== modified) throw changed();
}

const changed = () => new SourceFileError('The file changed while the command ran');

/** Without the path, which the system says, too: so that many files have one reason. */
function unreadable(error: unknown): unknown {
  if (error instanceof SourceFileError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new SourceFileError('The file is not there any more');
  return new SourceFileError(`The file cannot be read (${code})`, { cause: error });
}

/**
 * All of a small file. With callbacks, which cost a third of what promises do; not synchronously, because a slow disk
 * would then keep the network waiting, too.
 * @throws SourceFileError
 */
export function readSmall(source: SourceFile): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    open(source.file, 'r', (unopened, descriptor) => {
      if (unopened !== null) return reject(unreadable(unopened));
      const finish = (act: () => void) => close(descriptor, act);
      const fail = (error: unknown) => finish(() => reject(unreadable(error)));
      const bytes = Buffer.allocUnsafe(source.size);
      const check = () =>
        fstat(descriptor, (unknown, now) => {
          try {
            if (unknown !== null) throw unknown;
            refuseChanged(source, now);
          } catch (error) {
            return fail(error);
          }
          finish(() => resolve(bytes));
        });
      const fill = (filled: number) =>
        read(descriptor, bytes, filled, bytes.length - filled, null, (unread, count) => {
          if (unread !== null) fail(unread);
          else if (count === 0) fail(changed());
          else if (filled + count < bytes.length) fill(filled + count);
          else check();
        });
      if (bytes.length === 0) check();
      else fill(0);
    });
  });
}

/** A large file, of which pieces are read. Everything throws SourceFileError. */
export class LargeFile {
  private constructor(
    private readonly source: SourceFile,
    private readonly handle: FileHandle,
  ) {}

  static async open(source: SourceFile): Promise<LargeFile> {
    return new LargeFile(source, await openHandle(source.file, 'r').catch(rethrow));
  }

  /** Fills the buffer from a position of the file on. */
  async fill(buffer: Buffer, position: number): Promise<void> {
    for (let filled = 0; filled < buffer.length; ) {
      const { bytesRead } = await this.handle
        .read(buffer, filled, buffer.length - filled, position + filled)
        .catch(rethrow);
      if (bytesRead === 0) throw changed();
      filled += bytesRead;
    }
  }

  /** The bytes from a position on, each chunk in memory of its own: a socket may still hold the one before. */
  async *chunks(position: number, length: number, size: number): AsyncGenerator<Buffer> {
    for (let done = 0; done < length; done += size) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(size, length - done));
      await this.fill(chunk, position + done);
      yield chunk;
    }
  }

  async checkUnchanged(): Promise<void> {
    refuseChanged(this.source, await this.handle.stat().catch(rethrow));
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

function rethrow(error: unknown): never {
  throw unreadable(error);
}
