import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../terminal/input-error';
import { KEY_FORMATS } from './formats';

const schema = z.object({
  version: z.literal(1),
  user: z.string(),
  /** Keys that were there before the new one. */
  before: z.array(z.string()),
  /** The key that is replaced. */
  old: z.string(),
  /** A further key that goes first, because a user can have two only. */
  surplus: z.string().optional(),
  format: z.enum(KEY_FORMATS),
  /** Where the new key is written. */
  file: z.string(),
  startedAt: z.iso.datetime(),
  /** The process that is at it. */
  pid: z.number(),
  new: z.string().optional(),
  tested: z.boolean(),
  /** Known once the old key is inactive. */
  deleteAfter: z.iso.datetime().optional(),
});

/** How far a rotation has come. What IAM knows is asked there; here is only what it does not know. Never a secret. */
export type Rotation = Readonly<z.infer<typeof schema>>;

/** The file between two runs. */
export class RotationState {
  readonly path: string;

  constructor(folder: string, user: string) {
    this.path = join(folder, `.${user}.key-rotation.json`);
  }

  read(): Rotation | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new InputError(`${this.path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw new InputError(
        `${this.path} is not what \`key rotate\` writes: delete it, and look at \`key list\``,
      );
    }
  }

  /** Fails where another run has begun meanwhile. */
  begin(rotation: Rotation): Rotation {
    try {
      writeFileSync(this.path, text(rotation), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new InputError(
        code === 'EEXIST'
          ? `${this.path} is there already: another \`key rotate\` has just begun`
          : `${this.path} cannot be written (${code}) in ${dirname(this.path)}, and without it a rotation could not be resumed`,
      );
    }
    return rotation;
  }

  save(rotation: Rotation): Rotation {
    const next = `${this.path}.${process.pid}`;
    writeFileSync(next, text(rotation), { mode: 0o600 });
    renameSync(next, this.path);
    return rotation;
  }

  end(): void {
    rmSync(this.path, { force: true });
  }
}

const text = (rotation: Rotation) => `${JSON.stringify(rotation, undefined, 2)}\n`;
