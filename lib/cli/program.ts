import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { PACKAGE_ROOT } from '../paths';
import { exitWith } from '../terminal/exit';
import { processTerminal } from '../terminal/terminal';
import { addCostCommand } from './cost-command';
import { addInitCommand } from './init-command';
import { addKeyCommand } from './key-command';
import { configOption, jsonOption, type Run } from './options';
import { addRunbookCommand } from './runbook-command';
import { addSinkCommand } from './sink-command';
import { addTemplateCommand } from './template-command';
import { addTestCommand } from './test-command';
import { addVerifyCommand } from './verify-command';
import { addWriteCommand } from './write-command';

/** The command line: parsing only. */
export function createProgram(): Command {
  const program = new Command('s3-destination')
    .description('Provision an S3 bucket that a vendor may write to, and nothing more.')
    .version(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version)
    .option('--no-color', 'no colours, also on a terminal')
    .showHelpAfterError('(--help shows what can be said)')
    .exitOverride();

  // Each command loads its own code: `check` must not wait for the CDK.
  const run: Run = (command) => {
    const { color } = program.opts<{ color: boolean }>();
    return exitWith(() => command(processTerminal(color)));
  };

  addInitCommand(program, run);

  program
    .command('app')
    .description('The CDK app for destination files; cdk.json calls it.')
    .addOption(
      new Option(
        '--config <file>',
        'the destination file, or several with commas between them; else the context "destination"',
      ),
    )
    .addHelpText(
      'after',
      '\nExample, as cdk.json calls it:\n  npx cdk synth --app "s3-destination app" -c destination=orders.yaml,events.yaml',
    )
    .action(({ config }) =>
      run(async () => {
        const { synthesize } = await import('./app.js');
        return synthesize(config);
      }),
    );

  program
    .command('vendors')
    .argument('[id]', 'a preset, to see it in full')
    .description('List the presets, or show one in full with its sources.')
    .option('--direction <direction>', 'only those of vendors that read, write or both')
    .option('--access <type>', 'only those with this kind of access')
    .option('--search <words>', 'only those in which these words stand')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  s3-destination vendors keboola')
    .action((id, options) =>
      run(async (terminal) => {
        const { vendors } = await import('./vendors.js');
        return vendors(id, options, terminal);
      }),
    );

  program
    .command('check')
    .argument('[files...]', 'destination files')
    .description('Validate destination files, and show who may do what.')
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  s3-destination check orders.yaml events.yaml')
    .action((files: string[], options) =>
      run(async (terminal) => {
        const { check } = await import('./check.js');
        return check(files.length > 0 ? files : [options.config], options, terminal);
      }),
    );

  program
    .command('schema')
    .description('Print the JSON Schema of the destination file, for editors.')
    .addHelpText('after', '\nExample:\n  s3-destination schema > destination.schema.json')
    .action(() =>
      run(async (terminal) => {
        const { schema } = await import('./schema.js');
        return schema(terminal);
      }),
    );

  program
    .command('policy')
    .description('Print a plain policy document, for consoles and for S3-compatible stores.')
    .addOption(configOption())
    .addOption(
      new Option(
        '--kind <kind>',
        "which document: of the user or role (identity), of who may assume the role (trust), of the bucket, of a KMS key that is not the stack's (key), or of the role of the sink",
      )
        .choices(['identity', 'trust', 'bucket', 'key', 'sink'])
        .default('identity'),
    )
    .option('--bucket <name>', 'name of the bucket, where the destination file has no bucket.name')
    .option(
      '--account <id>',
      'ID of the account that owns the bucket, where the destination file has no environment.account',
    )
    .option(
      '--region <region>',
      'region of the bucket, where the destination file has no environment.region; a region in China or GovCloud changes the beginning of every ARN',
    )
    .option('--key-arn <arn>', 'ARN of the KMS key that the stack made, where bucket.encryption is kms')
    .addHelpText(
      'after',
      '\nExample:\n  s3-destination policy --config strm.yaml --kind identity --bucket my-bucket',
    )
    .action((options) =>
      run(async (terminal) => {
        const { policy } = await import('./policy.js');
        return policy(options.config, options, terminal);
      }),
    );

  program
    .command('handover')
    .description("Show the values to give to the vendor, in the vendor's own words.")
    .addOption(configOption())
    .addOption(jsonOption())
    .option(
      '--outputs <file>',
      'what `cdk deploy --outputs-file` wrote (default: cdk-outputs.json, where it is there)',
    )
    .option(
      '--key <file>',
      'what `key issue` or `key rotate` wrote (default: the newest here); only its name is shown',
    )
    .option('--text', 'to copy into a message to the vendor', false)
    .addHelpText(
      'after',
      '\nExamples:\n  npx cdk deploy --outputs-file cdk-outputs.json && s3-destination handover\n  s3-destination handover --text',
    )
    .action((options) =>
      run(async (terminal) => {
        const { handover } = await import('./handover.js');
        return handover(options.config, options, terminal);
      }),
    );

  addTestCommand(program, run);
  addVerifyCommand(program, run);
  addRunbookCommand(program, run);
  addKeyCommand(program, run);
  addTemplateCommand(program, run);

  program
    .command('render')
    .description('Try a data template (Go text/template with sprig) on records.')
    .option('--template <file>', 'the template')
    .option(
      '--config <file>',
      'instead of --template: the sink.template of this destination file, with its numbers and sendPerRecord',
    )
    .requiredOption('--data <file>', 'JSON, or a JSON value on each line; - is the standard input')
    .addOption(
      new Option(
        '--numbers <mode>',
        'how the template sees JSON numbers (default: as the destination file says, else friendly)',
      ).choices(['friendly', 'strict-go']),
    )
    .option('--per-record', 'once for each record, as the sink does, not once over all of them', false)
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination render --template line.tmpl --data readings.json --per-record\n  s3-destination render --config destination.yaml --data readings.jsonl',
    )
    .action((options) =>
      run(async (terminal) => {
        const { render } = await import('./render.js');
        return render(options, terminal);
      }),
    );

  addSinkCommand(program, run);
  addWriteCommand(program, run);
  addCostCommand(program, run);

  return program;
}
