import { close, open, read } from 'node:fs';
import { type FileHandle, open as openHandle } from 'node:fs/promises';

/** A file that is to be written, as it was when the plan was made. */
export interface SourceFile {
  /** As the user named it, with `/` between folders. */
  readonly file: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Half of one content and half of another must not become an object. */
export class ChangedFileError extends Error {
  override readonly name = 'ChangedFileError';
  constructor() {
    super('The file changed while it was read');
  }
}

/**
 * All of a small file. With callbacks, which cost a third of what promises do; not synchronously, because a slow disk
 * would then keep the network waiting, too.
 */
export function readSmall({ file, size }: SourceFile): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    open(file, 'r', (unopened, descriptor) => {
      if (unopened !== null) return reject(unopened);
      const finish = (act: () => void) => close(descriptor, act);
      // One byte more than expected tells of a file that grew.
      const bytes = Buffer.allocUnsafe(size + 1);
      const fill = (filled: number) =>
        read(descriptor, bytes, filled, bytes.length - filled, null, (unread, count) => {
          if (unread !== null) finish(() => reject(unread));
          else if (count > 0 && filled + count < bytes.length) fill(filled + count);
          else if (filled + count === size) finish(() => resolve(bytes.subarray(0, size)));
          else finish(() => reject(new ChangedFileError()));
        });
      fill(0);
    });
  });
}

/** A large file, of which pieces are read. */
export class LargeFile {
  private constructor(
    private readonly source: SourceFile,
    private readonly handle: FileHandle,
  ) {}

  static async open(source: SourceFile): Promise<LargeFile> {
    return new LargeFile(source, await openHandle(source.file, 'r'));
  }

  /** Fills the buffer from a position of the file on. */
  async fill(buffer: Buffer, position: number): Promise<void> {
    for (let filled = 0; filled < buffer.length; ) {
      const { bytesRead } = await this.handle.read(buffer, filled, buffer.length - filled, position + filled);
      if (bytesRead === 0) throw new ChangedFileError();
      filled += bytesRead;
    }
  }

  async checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.handle.stat();
    if (size !== this.source.size || mtimeMs !== this.source.modified) throw new ChangedFileError();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
