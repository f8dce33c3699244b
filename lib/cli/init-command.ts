import type { Command } from 'commander';
import { configOption, jsonOption, type Run } from './options';

const SOURCES = 'sqs, kinesis, sns, eventbridge, iot-rule, function-url or invoke';

const many = (value: string, others: string[] = []) => [...others, value];

/** `init`: parsing only. */
export function addInitCommand(program: Command, run: Run): void {
  program
    .command('init')
    .description(
      'Write a destination file and a cdk.json, so that `npx cdk deploy` works in this folder. In a terminal it asks for what no flag says.',
    )
    .addOption(configOption())
    .option('--vendor <id>', 'the preset of your vendor: s3-destination vendors lists them')
    .option(
      '--name <name>',
      'name of the destination; its stack is S3Destination-<name> (default: <vendor>-export)',
    )
    .option('--account <id>', 'AWS account ID to deploy to (default: that of your credentials)')
    .option('--region <region>', 'region to deploy to (default: that of your credentials)')
    .option('--bucket <name>', 'create a bucket of this name (default: CloudFormation makes a name up)')
    .option(
      '--existing-bucket <name>',
      'instead of --bucket: grant access to this bucket, which is there already; it is not changed',
    )
    .option(
      '--prefix <prefix>',
      'where in the bucket the objects go, for example exports/orders; several times for several',
      many,
    )
    .option(
      '--pattern <pattern>',
      'which object names are in scope, for example "*.jsonl" (default: as the preset says, else all)',
    )
    .option('--test-object <name>', 'name of the connection test\'s object, for example ".test_*.jsonl"')
    .option(
      '--access <type>',
      'how the vendor gets in: iam-user, cross-account-role, web-identity-role or bucket-policy (default: as the preset says)',
    )
    .option('--principal <principal>', "the vendor's account ID, or the ARN of its role")
    .option(
      '--external-id <id>',
      'what the vendor sends as it assumes the role; pending, where the vendor shows it only later',
    )
    .option('--role-name <name>', 'name of the role, where the vendor must know it before it exists')
    .option('--issuer <issuer>', "OIDC issuer of the vendor's tokens")
    .option(
      '--subject <subject>',
      "sub claim of the vendor's tokens; several times for several; pending, where the vendor names it only later",
      many,
    )
    .option('--audience <audience>', "aud claim of the vendor's tokens")
    .option(
      '--sink <source>',
      `a Lambda sink, whose records come from ${SOURCES}; without a vendor nobody else writes`,
    )
    .option('--source-arn <arn>', 'the queue, stream or topic of the sink, where it is there already')
    .option('--fifo', 'the sink gets a FIFO queue of its own')
    .option('--event-pattern <json>', 'which events of the bus the sink writes')
    .option('--sql <statement>', 'the SELECT statement of the IoT rule')
    .option(
      '--format <format>',
      "how the sink's objects hold records: json, delimited or raw (default: json)",
    )
    .option(
      '--compression <kind>',
      'how the sink compresses: none, gzip, zlib, flate or zstd (default: gzip, but none for raw records)',
    )
    .option(
      '--from-policy <file>',
      "a file with the identity policy of the vendor's page: what it grants is granted, or less",
    )
    .option(
      '--from-trust <file>',
      'a file with the trust policy that the vendor handed out: whom it lets in is let in',
    )
    .option(
      '--from-bucket-policy <file>',
      "a file with the bucket policy of the vendor's page: whom it names and what it grants, or less",
    )
    .addOption(jsonOption('for machines: which files were written, and with what'))
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination init --vendor keboola --prefix exports --external-id keboola-project-4711\n  s3-destination init --from-policy policy.json --from-trust trust.json --prefix exports\n  s3-destination init --sink sqs --region eu-west-1 --prefix readings',
    )
    .action((options) =>
      run(async (terminal) => {
        const { init } = await import('./init.js');
        const { terminalPrompter } = await import('../terminal/prompter.js');
        return init(options, terminal, terminalPrompter);
      }),
    );
}
