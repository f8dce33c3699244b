import type { Command } from 'commander';
import { configOption, jsonOption, type Run } from './options';

/** `verify`: parsing only. */
export function addVerifyCommand(program: Command, run: Run): void {
  program
    .command('verify')
    .description('Compare what is deployed, and what IAM says it may do, with what the file declares.')
    .addOption(configOption())
    .addOption(jsonOption())
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
}
