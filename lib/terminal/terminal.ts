import pc from 'picocolors';

/** Where a command speaks: results to `out`, progress and problems to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly colors: Pick<typeof pc, 'bold' | 'dim' | 'green' | 'red' | 'yellow'>;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}

/** Colours only where a person looks: not in a pipe, and not with NO_COLOR or `--no-color`. */
export function processTerminal(color: boolean): Terminal {
  const wanted = color && process.stdout.isTTY === true && !process.env.NO_COLOR;
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
    colors: pc.createColors(wanted),
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  };
}
