import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { PACKAGE_ROOT } from '../paths';
import { DEFAULT_FILE } from './default-file';
import { type ExitCode, exitWith } from './exit';
import { addKeyCommand } from './key-command';
import { processTerminal, type Terminal } from './terminal';

/** The command line: parsing only. */
export function createProgram(): Command {
  const program = new Command('s3-destination')
    .description('Provision an S3 bucket that a vendor may write to, and nothing more.')
    .version(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version)
    .option('--no-color', 'no colours, also on a terminal')
    .showHelpAfterError('(--help shows what can be said)')
    .exitOverride();

  // Each command loads its own code: `check` must not wait for the CDK.
  const run = (command: (terminal: Terminal) => ExitCode | Promise<ExitCode>): Promise<void> => {
    const { color } = program.opts<{ color: boolean }>();
    return exitWith(() => command(processTerminal(color)));
  };
  const config = () => new Option('--config <file>', 'the destination file').default(DEFAULT_FILE);
  const json = () => new Option('--json', 'for machines').default(false);
  const many = (value: string, others: string[] = []) => [...others, value];

  program
    .command('init')
    .description(
      'Write a destination file, and a cdk.json that makes `npx cdk deploy` work; asks for what no flag says.',
    )
    .addOption(config())
    .option('--vendor <id>', 'a preset: s3-destination vendors lists them')
    .option('--name <name>', 'name of the destination')
    .option('--account <id>', 'AWS account ID to deploy to')
    .option('--region <region>', 'region to deploy to')
    .option('--bucket <name>', 'name of the new bucket')
    .option('--existing-bucket <name>', 'use a bucket that is there already, and leave it alone')
    .option('--prefix <prefix>', 'where the objects go; several times for several', many)
    .option('--pattern <pattern>', 'ending of the object names, for example "*.jsonl"')
    .option('--access <type>', 'iam-user, cross-account-role, web-identity-role or bucket-policy')
    .option('--principal <principal>', "the vendor's account ID, or the ARN of its role")
    .option('--external-id <id>', 'what the vendor sends as it assumes the role; or pending')
    .option('--issuer <issuer>', 'OIDC issuer of a web identity')
    .option('--subject <subject>', 'sub claim of a web identity; several times for several; or pending', many)
    .option('--audience <audience>', 'aud claim of a web identity')
    .option('--from-trust <file>', 'take issuer and subject from the trust policy that the vendor handed out')
    .addHelpText(
      'after',
      '\nExample:\n  s3-destination init --vendor keboola --prefix exports --external-id keboola-project-4711',
    )
    .action((options) =>
      run(async (terminal) => {
        const { init } = await import('./init.js');
        const { terminalPrompter } = await import('./prompter.js');
        return init(options, terminal, terminalPrompter);
      }),
    );

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
    .addOption(json())
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
    .addOption(config())
    .addOption(json())
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
    .addOption(config())
    .addOption(
      new Option('--kind <kind>', 'which document')
        .choices(['identity', 'trust', 'bucket', 'key', 'sink'])
        .default('identity'),
    )
    .option('--bucket <name>', 'the bucket, where the file does not name it')
    .option('--account <id>', 'the account, where the file does not name it')
    .option('--region <region>', 'the region, where the file does not name it; it decides the partition')
    .option('--key-arn <arn>', 'the KMS key that the stack makes')
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
    .addOption(config())
    .addOption(json())
    .option(
      '--outputs <file>',
      'what `cdk deploy --outputs-file` wrote (default: cdk-outputs.json, where it is there)',
    )
    .option(
      '--key <file>',
      'what `key issue` wrote (default: s3.json, where it is there); only its name is shown',
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

  program
    .command('test')
    .description(
      'The connection test as the vendor does it, and probes of what the vendor must not be able to do.',
    )
    .addOption(config())
    .addOption(json())
    .option('--key <file>', "s3.json, the key of the user; else the environment's keys, or --profile")
    .option('--as-vendor-profile <profile>', 'credentials of the vendor, which assumes the role')
    .option('--token-file <file>', "the vendor's web identity token (default: AWS_WEB_IDENTITY_TOKEN_FILE)")
    .option('--role-arn <arn>', 'the role, where no outputs tell it')
    .option('--bucket <name>', 'the bucket, where neither file nor outputs name it')
    .option('--path <path>', "the path as the vendor's form has it (default: the prefixes of the file)")
    .option('--acl <acl>', 'the ACL header that the vendor sends (default: none)')
    .addOption(
      new Option('--checksums <when>', 'whether uploads carry the checksum that AWS SDKs send since 2025')
        .choices(['when_supported', 'when_required'])
        .default('when_supported'),
    )
    .option(
      '--outputs <file>',
      'what `cdk deploy --outputs-file` wrote (default: cdk-outputs.json, else CloudFormation is asked)',
    )
    .option('--profile <profile>', 'whose credentials to use')
    .option('--region <region>', 'the region of the bucket')
    .option('--endpoint-url <url>', 'an S3-compatible store instead of S3')
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination test --key s3.json\n  s3-destination test --as-vendor-profile partner\n  s3-destination test --token-file token.jwt',
    )
    .action((options) =>
      run(async (terminal) => {
        const { test } = await import('./test.js');
        return test(options.config, options, terminal);
      }),
    );

  program
    .command('verify')
    .description('Compare what is deployed, and what IAM says it may do, with what the file declares.')
    .addOption(config())
    .addOption(json())
    .option('--print-policy', 'print the least policy that this command needs, and do nothing else', false)
    .option(
      '--outputs <file>',
      'what `cdk deploy --outputs-file` wrote (default: cdk-outputs.json, else CloudFormation is asked)',
    )
    .option('--profile <profile>', 'whose credentials to use')
    .option('--region <region>', 'the region of the stack')
    .option('--endpoint-url <url>', 'other services than those of AWS')
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination verify --json\n  s3-destination verify --print-policy > verify-policy.json',
    )
    .action((options) =>
      run(async (terminal) => {
        const { verify } = await import('./verify.js');
        return verify(options.config, options, terminal);
      }),
    );

  addKeyCommand(program, run);

  program
    .command('render')
    .description('Try a data template (Go text/template with sprig) on records.')
    .requiredOption('--template <file>', 'the template')
    .requiredOption('--data <file>', 'JSON, or a JSON value on each line; - is the standard input')
    .addOption(
      new Option('--numbers <mode>', 'how the template sees JSON numbers')
        .choices(['friendly', 'strict-go'])
        .default('friendly'),
    )
    .option('--per-record', 'once for each record, as the sink does, not once over all of them', false)
    .addHelpText(
      'after',
      '\nExample:\n  s3-destination render --template line.tmpl --data readings.json --per-record',
    )
    .action((options) =>
      run(async (terminal) => {
        const { render } = await import('./render.js');
        return render(options, terminal);
      }),
    );

  program
    .command('sink')
    .argument('[files...]', 'files with a record on each line; none, or -, is the standard input')
    .description(
      'Write records to the destination from this machine, as the Lambda sink does; files are resumed.',
    )
    .addOption(config())
    .option('--bucket <name>', 'the bucket, where the file does not name it')
    .option('--region <region>', "the bucket's region, where the file does not name it")
    .option('--endpoint-url <url>', 'an S3-compatible store instead of S3')
    .option('--profile <profile>', "keys of this profile, whatever the file's sink.credentials say")
    .option('--state <file>', 'how far files were written (default: .<name>.sink-state.json beside the file)')
    .option(
      '--dead <file>',
      'where records go that cannot be written (default: <name>.dead.jsonl beside the file)',
    )
    .addOption(json())
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

  program
    .command('write')
    .argument('<files...>', 'files, or patterns in quotes such as "exports/**/*.csv"')
    .description('Upload files as the writer would, in parallel and with checksums; large ones in parts.')
    .addOption(config())
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
    .addOption(json())
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

  program
    .command('cost')
    .description(
      'Estimate what a destination costs a month, the cheapest settings, and which of them matter.',
    )
    .option('--config <file>', `the destination file (default: "${DEFAULT_FILE}")`)
    .addOption(
      new Option('--source <type>', 'a sink with the usual settings, instead of a file').choices([
        'sqs',
        'kinesis',
        'sns',
        'eventbridge',
        'iot-rule',
        'function-url',
        'invoke',
      ]),
    )
    .requiredOption('--rate <number>', 'records a second')
    .requiredOption('--record-bytes <number>', 'bytes of one record as it comes')
    .option('--latency <seconds>', 'how long a record may take to S3 (default: as long as it takes now)')
    .option('--memory <MB>', "the function's memory (default: 512, which the kit gives it)")
    .addOption(
      new Option('--compression <compression>', 'instead of what the file says').choices([
        'none',
        'gzip',
        'zlib',
        'flate',
        'zstd',
      ]),
    )
    .option('--compression-ratio <number>', 'bytes after compression by bytes before (default: 0.3)')
    .option('--max-records <number>', 'batch.maxRecords, instead of what the file says')
    .option('--max-seconds <number>', 'batch.maxSeconds, instead of what the file says')
    .option('--days-kept <days>', "how long S3 stores an object (default: the bucket's lifecycle, else 30)")
    .option('--send-batch <number>', 'messages in one request of who sends to the queue (default: 10)')
    .option('--keys <number>', 'different values of the fields in sink.key (default: 1)')
    .option('--records-per-request <number>', 'of a function URL or an invocation (default: 1000)')
    .option('--shards <number>', 'of a provisioned stream (default: an on-demand stream)')
    .option('--region <region>', 'whose prices; default: as the file says, else us-east-1')
    .option('--prices <file>', 'your own prices, in place of the list prices')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  s3-destination cost --source sqs --rate 1000 --record-bytes 500 --latency 60',
    )
    .action((options) =>
      run(async (terminal) => {
        const { cost } = await import('./cost.js');
        return cost(options, terminal);
      }),
    );

  return program;
}
