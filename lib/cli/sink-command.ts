import type { Command } from 'commander';
import { configOption, jsonOption, type Run } from './options';

/** `sink`: parsing only. */
export function addSinkCommand(program: Command, run: Run): void {
  program
    .command('sink')
    .argument('[files...]', 'files with a record on each line; none, or -, is the standard input')
    .description(
      'Write records to the destination from this machine, as the Lambda sink does; files are resumed.',
    )
    .addOption(configOption())
    .option('--bucket <name>', 'the bucket, where the file does not name it')
    .option('--region <region>', "the bucket's region, where the file does not name it")
    .option('--endpoint-url <url>', 'an S3-compatible store instead of S3')
    .option('--profile <profile>', "keys of this profile, whatever the file's sink.credentials say")
    .option('--state <file>', 'how far files were written (default: .<name>.sink-state.json beside the file)')
    .option(
      '--dead <file>',
      'where records go that cannot be written (default: <name>.dead.jsonl beside the file)',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination sink readings.jsonl --bucket acme-readings\n  mosquitto_sub -t "plant/#" | s3-destination sink --profile plant',
    )
    .action((files: string[], options) =>
      run(async (terminal) => {
        const { sink } = await import('./sink.js');
        return sink(files, options, terminal);
      }),
    );
}
