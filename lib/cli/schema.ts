import { destinationJsonSchema } from '../load/json-schema';
import type { ExitCode } from '../terminal/exit';
import type { Terminal } from '../terminal/terminal';

/** Prints the JSON Schema of the destination file. */
export function schema(terminal: Terminal): ExitCode {
  terminal.out(JSON.stringify(destinationJsonSchema(), undefined, 2));
  return 0;
}
