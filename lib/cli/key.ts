import { KeyError } from '../credentials/key-error';
import type { ExitCode } from '../terminal/exit';
import type { Terminal } from '../terminal/terminal';

/** What failed after the work had begun is told in a sentence, with exit code 1. */
export async function toldInASentence(terminal: Terminal, work: () => Promise<void>): Promise<ExitCode> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    terminal.err(error.message);
    return 1;
  }
}

export const day = (date: Date) => date.toISOString().slice(0, 10);
