import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunbookOptions, runbook } from '../../lib/cli/runbook';
import { template } from '../../lib/cli/template';
import { InputError } from '../../lib/terminal/input-error';
import { inEmptyFolder, memoryTerminal } from '../cli/support';
import { exampleFile } from '../example-files';

const OPTIONS: RunbookOptions = { format: 'md', fragment: false };

/** What the command prints of an example. */
async function run(name: string, options: Partial<RunbookOptions> = {}): Promise<string> {
  const terminal = memoryTerminal();
  expect(await runbook(exampleFile(name), { ...OPTIONS, ...options }, terminal)).toBe(0);
  return terminal.stdout.join('\n');
}

test('Markdown is what is printed where nothing else is asked for', async () => {
  expect(await run('keboola')).toMatch(/^# Keboola: keboola-orders\n/);
});

test('a value that the file leaves open can be given by a flag', async () => {
  const text = await run('thanx-user', {
    bucket: 'acme-thanx',
    region: 'eu-north-1',
    account: '111122223333',
  });
  expect(text).toContain('LocationConstraint=eu-north-1');
  expect(text).toContain('arn:aws:s3:::acme-thanx/');
  expect(text).not.toMatch(/<(BUCKET_NAME|REGION|ACCOUNT_ID)>/);
});

test('all wrong flags are said at once, in the words of the destination file', async () => {
  const wrong = run('keboola', {
    region: 'Europe',
    bucket: 'Acme',
    templateUrl: 's3://bucket/template.json',
  });
  await expect(wrong).rejects.toThrow(InputError);
  await expect(wrong).rejects.toThrow(
    /--region is not an AWS region: .*\n--bucket holds capitals, .*\n--template-url is the form of the AWS CLI/,
  );
});

test('with the address of a template, the quick-create link has the values', async () => {
  const templateUrl = 'https://acme.s3.eu-west-1.amazonaws.com/t.json';
  const text = await run('keboola', { templateUrl });
  expect(text).toContain(
    'https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stacks/create/review?',
  );
  expect(text).toContain('param_ExternalId=keboola-project-4711');
  expect(await run('keboola', { templateUrl, region: 'eu-central-1' })).toContain(
    'https://eu-central-1.console',
  );
});

test('a template that the region cannot read is none to link to', async () => {
  const text = await run('china', { templateUrl: 'https://acme.s3.eu-west-1.amazonaws.com/t.json' });
  expect(text).toContain('is in the partition aws, and cn-north-1 is not');
  expect(text).not.toContain('/stacks/create/review');
});

/** The template is synthesised with each link, which takes seconds. */
test.each(['keboola', 'existing-bucket', 'bucket-policy'])(
  'the link of %s is the one that `template --url` prints',
  async (name) => {
    const url = 'https://acme.s3.eu-west-1.amazonaws.com/t.json';
    const terminal = memoryTerminal();
    template({ config: exampleFile(name), url, defaults: true, json: false }, terminal);
    expect(await run(name, { templateUrl: url })).toContain(`\n${terminal.stdout.join('')}\n`);
  },
  30_000,
);

test('it writes into a folder, and makes it', async () => {
  await inEmptyFolder(async (folder) => {
    const terminal = memoryTerminal();
    const out = join(folder, 'a', 'b');
    await runbook(exampleFile('keboola'), { ...OPTIONS, out }, terminal);
    const path = join(out, 'runbook-keboola-orders.md');
    expect(terminal.stderr).toEqual([`wrote ${path}`]);
    expect(readFileSync(path, 'utf8')).toMatch(/^# Keboola/);
  });
});

test('a folder that cannot be made is a mistake of the user, and nothing is written', async () => {
  await inEmptyFolder(async (folder) => {
    const out = join(folder, 'file');
    writeFileSync(out, '');
    await expect(runbook(exampleFile('keboola'), { ...OPTIONS, out }, memoryTerminal())).rejects.toThrow(
      /cannot be written/,
    );
    expect(existsSync(join(out, 'runbook-keboola-orders.md'))).toBe(false);
  });
});

test('a fragment is HTML', async () => {
  await expect(run('keboola', { fragment: true })).rejects.toThrow(
    '--fragment is a piece of HTML: write --format html',
  );
});

describe('what each kind of access reads like', () => {
  test.each([
    ['pending-external-id', ['The External ID is pending', 'update-assume-role-policy']],
    ['pending-subjects', ['is pending: the role is made with its final ARN', 'access.subjects']],
    ['china', ['arn:aws-cn:s3:::', 'cn-north-1']],
    ['govcloud', ['arn:aws-us-gov:']],
    ['kms', ['aws kms create-key', 'KEY_ARN:?}|g" > identity-policy.json']],
    [
      'neuronex-sink',
      [
        'Choose one of two ways',
        'it is not made by hand',
        '| Queue URL | in the output SinkQueueUrl of the stack, once it is deployed |',
        '| Form | a message is one JSON value |',
        'Records are gathered for up to 60 s.',
        'as the custom destination the queue of the output `SinkQueueUrl`',
        'The sender gets `AccessDenied`',
      ],
    ],
    [
      'sink-function-url',
      [
        'Choose one of three ways',
        'The sender gets `403 Forbidden`',
        'Then send the bodies again',
        'What to give to Keboola',
        '`lambda:InvokeFunctionUrl, and lambda:InvokeFunction where lambda:InvokedViaFunctionUrl is true`',
      ],
    ],
    ['github-actions', ['create-open-id-connect-provider', 'sts.amazonaws.com']],
    ['oidc-imported-provider', [':oidc-provider/']],
    ['keboola-user', ['exports/orders/*.csv', 'exports/customers/*.csv', 'aws iam create-access-key']],
    ['aws-service', ['Nobody can act as the service']],
  ])('%s', async (name, words) => {
    const text = await run(name);
    for (const word of words) expect(text).toContain(word);
  });

  test('an imported provider is not made again', async () => {
    expect(await run('oidc-imported-provider')).not.toContain('create-open-id-connect-provider');
  });
});
