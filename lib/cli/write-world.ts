import { processWorld } from './sink-world';
import { WriteProgress } from './write-progress';

/** What `write` takes from the process beside its terminal. */
export interface WriteWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly progress: WriteProgress;
  /** Tells of the first SIGINT or SIGTERM; another SIGINT ends the process. Gives how to hear no more. */
  onSignal(first: (signal: string) => void): () => void;
}

export function writeWorld(): WriteWorld {
  const { environment, onSignal } = processWorld();
  return {
    environment,
    progress: new WriteProgress(process.stderr),
    onSignal: (first) => onSignal(first, () => {}),
  };
}
