import type { Command } from 'commander';
import { configOption, jsonOption, type Run } from './options';

const many = (value: string, others: string[] = []) => [...others, value];

/** `init`: parsing only. */
export function addInitCommand(program: Command, run: Run): void {
  program
    .command('init')
    .description(
      'Write a destination file, and a cdk.json that makes `npx cdk deploy` work; asks for what no flag says.',
    )
    .addOption(configOption())
    .option('--vendor <id>', 'a preset: s3-destination vendors lists them')
    .option('--name <name>', 'name of the destination')
    .option('--account <id>', 'AWS account ID to deploy to')
    .option('--region <region>', 'region to deploy to')
    .option('--bucket <name>', 'name of the new bucket')
    .option('--existing-bucket <name>', 'use a bucket that is there already, and leave it alone')
    .option('--prefix <prefix>', 'where the objects go; several times for several', many)
    .option('--pattern <pattern>', 'ending of the object names, for example "*.jsonl"')
    .option('--test-object <name>', 'name of the connection test\'s object, for example ".test_*.jsonl"')
    .option('--access <type>', 'iam-user, cross-account-role, web-identity-role or bucket-policy')
    .option('--principal <principal>', "the vendor's account ID, or the ARN of its role")
    .option('--external-id <id>', 'what the vendor sends as it assumes the role; or pending')
    .option('--role-name <name>', 'name of the role, where the vendor must know it before')
    .option('--issuer <issuer>', 'OIDC issuer of a web identity')
    .option('--subject <subject>', 'sub claim of a web identity; several times for several; or pending', many)
    .option('--audience <audience>', 'aud claim of a web identity')
    .option('--from-policy <file>', "grant what the identity policy of the vendor's page grants, or less")
    .option('--from-trust <file>', 'let in whom the trust policy that the vendor handed out lets in')
    .option('--from-bucket-policy <file>', "the same with the bucket policy of the vendor's page")
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination init --vendor keboola --prefix exports --external-id keboola-project-4711\n  s3-destination init --from-policy policy.json --from-trust trust.json --prefix exports',
    )
    .action((options) =>
      run(async (terminal) => {
        const { init } = await import('./init.js');
        const { terminalPrompter } = await import('../terminal/prompter.js');
        return init(options, terminal, terminalPrompter);
      }),
    );
}
