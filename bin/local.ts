import { Command, CommanderError } from 'commander';
import { DEFAULT_OUT, localRun } from '../lib/local/run/run';
import { exitWith } from '../lib/terminal/exit';
import { processTerminal } from '../lib/terminal/terminal';

const program = new Command('npm start --')
  .description(
    'Provision destinations on an embedded S3 engine, act as their vendors, and probe what is allowed.',
  )
  .argument('[files...]', 'destination files (default: the examples of the four vendors)')
  .option('--keep', 'leave the engine of one destination up, and say how to talk to it', false)
  .option('--out <folder>', 'where template, policies, hand-over values and objects go', DEFAULT_OUT)
  .exitOverride()
  .option('--no-color', 'no colours, also on a terminal')
  .addHelpText('after', '\nExample:\n  npm start -- examples/keboola.yaml --keep')
  .action((files: string[], { keep, out, color }) =>
    exitWith(() => localRun({ files, keep, out }, processTerminal(color))),
  );

// The template validation of aws-cdk-lib is what `npx cdk synth` runs; here the engine is the test.
process.env.CDK_VALIDATION ??= 'false';
program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
