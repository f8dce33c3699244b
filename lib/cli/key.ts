import { explain, isAwsError } from '../aws/aws-error';
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

/** A detail that the caller may not be allowed to see, and can do without. */
export async function ifAllowed<T>(ask: () => Promise<T>): Promise<T | 'not told'> {
  try {
    return await ask();
  } catch (error) {
    if (isAwsError(error) && /denies/.test(explain(error))) return 'not told';
    throw error;
  }
}

export const day = (date: Date) => date.toISOString().slice(0, 10);
