import { Option } from 'commander';
import type { ExitCode } from '../terminal/exit';
import type { Terminal } from '../terminal/terminal';
import { DEFAULT_FILE } from './default-file';

/** Runs a command on the process's terminal, and ends the process with its exit code. */
export type Run = (command: (terminal: Terminal) => ExitCode | Promise<ExitCode>) => Promise<void>;

export const configOption = (): Option =>
  new Option('--config <file>', 'the destination file').default(DEFAULT_FILE);

export const jsonOption = (description = 'for machines'): Option =>
  new Option('--json', description).default(false);
