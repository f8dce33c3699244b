import { Command, CommanderError } from 'commander';
import { DEFAULT_OUT, localRun } from '../lib/local/run/run';
import { exitWith } from '../lib/terminal/exit';
import { onSignal } from '../lib/terminal/signals';
import { processTerminal } from '../lib/terminal/terminal';

/** Milliseconds between two looks for the parent. */
const LOOK = 1000;

/** npm that is told to end leaves its children alone. */
function whenOrphaned(then: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, LOOK).unref();
}

const program = new Command('npm start --')
  .description(
    'Provision destinations on an embedded S3 engine, act as their vendors, and probe what is allowed.',
  )
  .argument('[files...]', 'destination files (default: the examples of the four vendors)')
  .option('--keep', 'leave the engine of one destination up, and say how to talk to it', false)
  .option(
    '--data <file>',
    'records for the sink, a JSON value on each line, and no others (default: made-up readings)',
  )
  .option('--out <folder>', 'where template, policies, hand-over values and objects go', DEFAULT_OUT)
  .exitOverride()
  .option('--no-color', 'no colours, also on a terminal')
  .addHelpText(
    'after',
    '\nExamples:\n  npm start -- examples/keboola.yaml --keep\n  npm start -- my-sink.yaml --data readings.jsonl',
  )
  .action((files: string[], { keep, data, out, color }) =>
    exitWith(() => {
      const stop = new AbortController();
      onSignal(
        (signal) => stop.abort(signal),
        () => {},
      );
      if (keep && process.env.npm_lifecycle_event !== undefined) whenOrphaned(() => stop.abort('SIGTERM'));
      return localRun(
        { files, keep, data, out, screen: process.stderr, stopped: stop.signal },
        processTerminal(color),
      );
    }),
  );

// The template validation of aws-cdk-lib is what `npx cdk synth` runs; here the engine is the test.
process.env.CDK_VALIDATION ??= 'false';
// Which Node is needed says package.json; the SDK would print five lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
