import { type Command, Option } from 'commander';
import { configOption, type Run } from './options';

/** `runbook`: parsing only. */
export function addRunbookCommand(program: Command, run: Run): void {
  program
    .command('runbook')
    .description('Write the onboarding runbook: what is created and why, and every way to set it up.')
    .addOption(configOption())
    .addOption(
      new Option('--format <format>', 'Markdown, or a page in which values can be changed')
        .choices(['md', 'html'])
        .default('md'),
    )
    .option(
      '-o, --out <dir>',
      'write it into this folder as runbook-<name>.md or .html, instead of printing it',
    )
    .option(
      '--fragment',
      'with --format html: without page and script, to stand in a page of your own',
      false,
    )
    .option('--account <id>', 'the account, where the file does not name it')
    .option('--region <region>', 'the region, where the file does not name it')
    .option('--bucket <name>', 'the bucket, where the file does not name it')
    .option(
      '--template-url <url>',
      'where the stand-alone template of this very file is published in S3, for the quick-create link: it fills in the parameters that the file has',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination runbook --format html -o docs\n  s3-destination runbook --config orders.yaml > ONBOARDING.md',
    )
    .action((options) =>
      run(async (terminal) => {
        const { runbook } = await import('./runbook.js');
        return runbook(options.config, options, terminal);
      }),
    );
}
