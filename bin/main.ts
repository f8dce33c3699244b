import { CommanderError } from 'commander';
import { createProgram } from '../lib/cli/program';

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    // --help and --version end here too, with the exit code 0.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  });
