import { homedir } from 'node:os';
import type { Readable } from 'node:stream';
import { onSignal } from '../terminal/signals';
import { SinkProgress } from './sink-progress';

/** What `sink` takes from the process beside its terminal. */
export interface SinkWorld {
  readonly stdin: Readable;
  /** Whether a person types the records. */
  readonly keyboard: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's own folder. */
  readonly home: string;
  readonly progress: SinkProgress;
  /** Tells of the first SIGINT or SIGTERM, and calls `last` before another SIGINT ends the process. */
  onSignal(first: (signal: string) => void, last: () => void): () => void;
}

export function processWorld(): SinkWorld {
  return {
    // Opened only where it is read.
    get stdin() {
      return process.stdin;
    },
    get keyboard() {
      return process.stdin.isTTY === true;
    },
    environment: process.env,
    home: homedir(),
    progress: new SinkProgress(process.stderr),
    onSignal,
  };
}
