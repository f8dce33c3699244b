import { type Command, Option } from 'commander';
import { KEY_FORMATS } from '../credentials/formats';
import { configOption, jsonOption, type Run } from './options';

/** `key issue | list | rotate | revoke`: parsing only. */
export function addKeyCommand(program: Command, run: Run): void {
  const key = program
    .command('key')
    .description(
      'Issue, list, rotate and revoke the access keys of an IAM user; a secret is written to a file only.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination key issue\n  s3-destination key list --user strm-export-demo\n  s3-destination key rotate',
    );
  const sub = (name: string, description: string) =>
    key
      .command(name)
      .description(description)
      .addOption(configOption())
      .option('--user <name>', "a user by name, instead of the destination's")
      .option(
        '--outputs <file>',
        'what `cdk deploy --outputs-file` wrote (default: cdk-outputs.json, else CloudFormation is asked)',
      )
      .option('--profile <profile>', 'whose credentials to use')
      .option('--region <region>', 'the region of the stack, where the file does not name it')
      .option('--endpoint-url <url>', 'another IAM than that of AWS')
      .addOption(jsonOption('for machines; never the secret'));
  const format = () =>
    new Option('--format <format>', 'aws-cli is what `aws iam create-access-key` prints, and STRM reads')
      .choices(KEY_FORMATS)
      .default('aws-cli');

  sub('issue', 'Make an access key, in a new file of mode 0600 that nothing is overwritten by.')
    .addOption(format())
    .option('--out <file>', 'the file (default: s3.json, and other endings for other formats)')
    .addHelpText(
      'after',
      '\nExamples:\n  s3-destination key issue\n  s3-destination key issue --user strm-export-demo --format env --out strm.sh',
    )
    .action((options) =>
      run(async (terminal) => {
        const { keyIssue } = await import('./key-issue.js');
        return keyIssue(options, terminal);
      }),
    );

  sub('list', 'Show the keys, how old they are, and when they were used last.')
    .addHelpText('after', '\nExample:\n  s3-destination key list --json')
    .action((options) =>
      run(async (terminal) => {
        const { keyList } = await import('./key-list.js');
        return keyList(options, terminal);
      }),
    );

  sub('rotate', 'Exchange the key, without a moment in which none works; run it again to go on.')
    .addOption(format())
    .option('--out <file>', 'the file of the new key (default: s3-<date>.json)')
    .option('--replace <id>', 'of two keys, the one that is deleted before a new one is made')
    .option('--handed-over', 'the vendor has the new key: deactivate the old one', false)
    .option(
      '--delete-after <days>',
      'how long the old key stays inactive until a run deletes it (default: 7)',
    )
    .option('--finish', 'the vendor has the new key: delete the old one now', false)
    .option('--wait <seconds>', 'how long IAM may take to know the new key', '120')
    .addHelpText(
      'after',
      '\nExample, and the same command again after each step:\n  s3-destination key rotate\n  s3-destination key rotate --handed-over\n  s3-destination key rotate --finish',
    )
    .action((options) =>
      run(async (terminal) => {
        const { keyRotate } = await import('./key-rotate.js');
        return keyRotate(options, terminal);
      }),
    );

  sub('revoke', 'Deactivate a key at once; with --delete, delete it.')
    .option('--key <id>', 'which one, where there are two')
    .option('--all', 'all keys of the user', false)
    .option('--delete', 'delete it, which cannot be undone', false)
    .addHelpText('after', '\nExample:\n  s3-destination key revoke --key AKIAIOSFODNN7EXAMPLE --delete')
    .action((options) =>
      run(async (terminal) => {
        const { keyRevoke } = await import('./key-revoke.js');
        return keyRevoke(options, terminal);
      }),
    );
}
