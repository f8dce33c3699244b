import { type Command, Option } from 'commander';
import { configOption, jsonOption, type Run } from './options';

/** `test`: parsing only. */
export function addTestCommand(program: Command, run: Run): void {
  program
    .command('test')
    .description(
      'The connection test as the vendor does it, and probes of what the vendor must not be able to do.',
    )
    .addOption(configOption())
    .addOption(jsonOption())
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
}
