import type { Command } from 'commander';
import { configOption, jsonOption, type Run } from './options';

/** `write`: parsing only. */
export function addWriteCommand(program: Command, run: Run): void {
  program
    .command('write')
    .argument('<files...>', 'files, or patterns in quotes such as "exports/**/*.csv"')
    .description('Upload files as the writer would, in parallel and with checksums; large ones in parts.')
    .addOption(configOption())
    .option(
      '--to <path>',
      'path in the bucket; {name}, {stem}, {ext}, {path} and {prefix} are filled in (default: {prefix}/{name})',
    )
    .option('--skip-existing', 'leave out what is there already, and never write over it', false)
    .option('--dry-run', 'only show what would go where', false)
    .option('--parallel <number>', 'files at the same time', '32')
    .option('--bucket <name>', 'the bucket, where neither the file nor the outputs name it')
    .option('--region <region>', "the bucket's region, where the file does not name it")
    .option('--endpoint-url <url>', 'an S3-compatible store instead of S3')
    .option('--profile <profile>', 'whose credentials to use')
    .option(
      '--outputs <file>',
      'what `cdk deploy --outputs-file` wrote (default: cdk-outputs.json, where it is there)',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination write orders.csv customers.csv\n  s3-destination write "data/*.csv" --to "{prefix}/2026/{name}" --skip-existing',
    )
    .action((files: string[], options) =>
      run(async (terminal) => {
        const { write } = await import('./write.js');
        return write(files, options, terminal);
      }),
    );
}
