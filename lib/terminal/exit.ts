import { explain, isAwsError, isLocalMistake } from '../aws/aws-error';
import { DestinationFileError, renderProblem } from '../config/problem';
import { InputError } from './input-error';

/**
 * 0 done, 1 a check found something or a remote call failed, 2 the input is wrong and nothing was done; else the signal
 * that ended it.
 */
export type ExitCode = 0 | 1 | 2 | 129 | 130 | 143;

const OF_SIGNALS: Readonly<Record<string, ExitCode>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/**
 * Of a command that a signal ended before its end, once it has cleaned up: 128 and the signal's number, as shells know it. Windows has no such codes: there it is 1.
 */
export function codeOfSignal(signal: string, platform: string = process.platform): ExitCode {
  return (platform === 'win32' ? undefined : OF_SIGNALS[signal]) ?? 1;
}

/**
 * Runs a command as a process: a person sees one clear message for each problem, a script sees the exit code.
 * An error that is none of ours keeps its stack, because it is a bug that somebody will report.
 */
export async function exitWith(command: () => ExitCode | Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = report(error, (line) => process.stderr.write(`${line}\n`));
  }
}

/** Props of constructs come from a destination file, or from what the CDK says of the place that it deploys to. */
const isOfProps = (error: unknown): error is Error =>
  error instanceof Error && (error as { readonly code?: unknown }).code === 'INVALID_PROPS';

export function report(error: unknown, print: (line: string) => void): ExitCode {
  if (error instanceof DestinationFileError) {
    for (const problem of error.problems) print(renderProblem(problem));
    const { length } = error.problems;
    print(`\n${length} ${length === 1 ? 'problem' : 'problems'}; nothing was done.`);
    return 2;
  }
  if (error instanceof InputError || isOfProps(error)) {
    print(error.message);
    return 2;
  }
  if (isAwsError(error)) {
    print(explain(error));
    return isLocalMistake(error) ? 2 : 1;
  }
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
