import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { fromHere } from '../terminal/from-here';
import { InputError } from '../terminal/input-error';
import { KEY_FORMATS } from './formats';
import { KeyError } from './key-error';
import { removeEmpty } from './key-file';

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
  /** Where the new key is written; absolute, because the next run may stand elsewhere. */
  file: z.string(),
  startedAt: z.iso.datetime(),
  /** The process that is at it. */
  pid: z.number(),
  new: z.string().optional(),
  tested: z.boolean(),
  /** How long the old key stays inactive until it is deleted. */
  deleteAfterDays: z.number(),
  /** When the old key became inactive. */
  deactivatedAt: z.iso.datetime().optional(),
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
    // A run that was killed while it began: nothing was done.
    if (text === '') return undefined;
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
      removeEmpty(this.path);
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

  /** All of it or nothing, whenever the run is interrupted. */
  save(rotation: Rotation): Rotation {
    const next = `${this.path}.${process.pid}`;
    try {
      writeFileSync(next, text(rotation), { mode: 0o600 });
      renameSync(next, this.path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new KeyError(
        `${fromHere(this.path)} could not be written (${code}): mend that, and run it again, which goes on where it was`,
      );
    }
    return rotation;
  }

  end(): void {
    rmSync(this.path, { force: true });
  }
}

const text = (rotation: Rotation) => `${JSON.stringify(rotation, undefined, 2)}\n`;
