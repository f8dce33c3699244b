import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TemplateOptions, template } from '../../lib/cli/template';
import { PACKAGE_ROOT } from '../../lib/paths';
import { inEmptyFolder, memoryTerminal, s3Destination } from '../cli/support';
import { besideTheWorld } from '../examples.support';

besideTheWorld();
jest.setTimeout(30_000);

const URL_IN_S3 = 'https://acme-templates.s3.eu-west-1.amazonaws.com/orders.template.json';
const KEBOOLA = join(PACKAGE_ROOT, 'examples', 'keboola.yaml');

function run(options: Partial<TemplateOptions>) {
  const terminal = memoryTerminal();
  const code = template({ config: KEBOOLA, defaults: true, json: false, ...options }, terminal);
  return { code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') };
}

const ofVendor = (options: Partial<TemplateOptions>) =>
  run({ config: undefined, vendor: 'keboola', ...options });

test('prints the template, and says how to go on', () => {
  const { code, out, err } = run({});
  expect(code).toBe(0);
  expect(JSON.parse(out).Parameters.Prefix.Default).toBe('exports/orders');
  expect(err).toContain(
    'aws cloudformation deploy --template-file template.json --stack-name S3Destination-keboola-orders',
  );
});

test('writes the template to a file, and the link to stdout', () => {
  inEmptyFolder(() => {
    const { out, err } = run({ output: 'orders.json', url: URL_IN_S3, region: 'eu-central-1' });
    expect(out).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/\S+$/);
    expect(out).toContain('param_ExternalId=keboola-project-4711');
    const written = readFileSync('orders.json', 'utf8');
    expect(err).toContain(`wrote orders.json, ${Buffer.byteLength(written) - 1} bytes`);
    expect(JSON.parse(written)).toEqual(JSON.parse(run({}).out));
  });
});

test('without defaults nothing of the file is in the template or in the link', () => {
  const { out } = run({ defaults: false });
  expect(out).not.toMatch(/exports\/orders|keboola-project-4711|acme-keboola-orders/);
  const link = run({ defaults: false, url: URL_IN_S3, region: 'eu-west-1', param: ['ExternalId=a=b'] }).out;
  expect(link.split('&').filter((part) => part.startsWith('param_'))).toEqual(['param_ExternalId=a%3Db']);
});

test('for machines: the template, its size, its parameters and the link', () => {
  const {
    template: body,
    bytes,
    parameters,
    link,
  } = JSON.parse(run({ json: true, url: URL_IN_S3, region: 'eu-west-1' }).out);
  expect(bytes).toBe(Buffer.byteLength(JSON.stringify(body, undefined, 2)));
  expect(parameters.map(({ id }: { id: string }) => id)).toEqual(Object.keys(body.Parameters));
  expect(link).toContain('https://eu-west-1.console.aws.amazon.com/');
});

test('a template with a sink says that it is read from S3 only', () => {
  const { err } = run({ config: join(PACKAGE_ROOT, 'examples', 'sink-invoke.yaml') });
  expect(err).toMatch(/CloudFormation reads a template of \d+ bytes from S3 only/);
});

test('tells on stderr what check would tell', () => {
  const { err } = run({ config: join(PACKAGE_ROOT, 'examples', 'pending-external-id.yaml') });
  expect(err).toMatch(/^warning access\.externalId: /m);
  expect(ofVendor({}).err).not.toContain('warning');
});

describe('for all customers of a vendor', () => {
  test('the command to deploy it gives what the template has no default for', () => {
    expect(run({}).err).not.toContain('--parameter-overrides');
    expect(ofVendor({}).err).toContain('CAPABILITY_NAMED_IAM --parameter-overrides "Prefix=<Prefix>"\n');
    expect(run({ defaults: false }).err).toContain('--parameter-overrides "Prefix=<Prefix>"\n');
  });

  test('the preferred access, or the one that was chosen', () => {
    expect(JSON.parse(ofVendor({}).out).Description).toBe(
      'S3 destination for Keboola, AWS S3 data destination connector: a bucket, and who may write to it',
    );
    expect(Object.keys(JSON.parse(ofVendor({ access: 'iam-user' }).out).Parameters)).toEqual([
      'BucketName',
      'Prefix',
    ]);
  });

  test('a link with what the vendor knows of one of them', () => {
    const { out } = ofVendor({ url: URL_IN_S3, region: 'eu-west-1', param: ['ExternalId=acme-4711'] });
    expect(out).toContain('stackName=S3Destination-keboola&param_ExternalId=acme-4711');
  });
});

test.each<[string, Partial<TemplateOptions>, string[]]>([
  ['a vendor beside a file', { vendor: 'keboola' }, ['--config and --vendor both say']],
  [
    'an unknown vendor',
    { config: undefined, vendor: 'kebola' },
    ['is not a preset; did you mean "keboola"?'],
  ],
  [
    'an access that the vendor has not',
    { config: undefined, vendor: 'keboola', access: 'none' },
    ['write cross-account-role or iam-user'],
  ],
  ['an access beside a file', { access: 'iam-user' }, ['a destination file says access.type']],
  [
    'a vendor whose issuer is the customer’s',
    { config: undefined, vendor: 'estuary-s3' },
    ['takes no parameter'],
  ],
  [
    'a link without a region',
    { config: undefined, vendor: 'keboola', url: URL_IN_S3 },
    ['--region is missing'],
  ],
  [
    'a region of another partition',
    { url: URL_IN_S3, region: 'cn-north-1' },
    ['--url is in the partition aws'],
  ],
  [
    "a region of another partition than the vendor's account, whatever the address",
    {
      config: undefined,
      vendor: 'keboola',
      url: 'https://acme-templates.s3.cn-north-1.amazonaws.com.cn/keboola.template.json',
      region: 'cn-north-1',
    },
    ["--region is of the partition aws-cn, and the preset's principal 206948715642 is Keboola in aws only"],
  ],
  [
    'a file in a folder that is not there',
    { output: join('gone', 'orders.json') },
    [`--output ${join('gone', 'orders.json')} cannot be written: its folder is not there`],
  ],
  [
    'a region without a console',
    { url: URL_IN_S3, region: 'us-iso-east-1' },
    ['has no console that a link could lead to'],
  ],
  ['values without a link', { param: ['Prefix=a'] }, ['--param fills in a link']],
  [
    'everything at once',
    { url: 's3://a/b', region: 'nowhere', param: ['Prefx=a', 'Prefix=a*', 'ExternalId'] },
    [
      '--url is the form of the AWS CLI',
      '--region is not an AWS region',
      '--param Prefx is no parameter of this template; did you mean "Prefix"?',
      '--param Prefix holds a wildcard',
      '--param "ExternalId" has no value',
    ],
  ],
])('refuses %s, and does nothing', (_, options, messages) => {
  inEmptyFolder(() => {
    let said = '';
    try {
      run({ output: 'orders.json', ...options });
    } catch (error) {
      said = (error as Error).message;
      expect((error as { code?: string }).code).toBe('INVALID_INPUT');
    }
    for (const message of messages) expect(said).toContain(message);
    expect(existsSync('orders.json')).toBe(false);
  });
});

test('refuses a file that cannot be written', () => {
  expect(() => run({ output: join('no', 'such', 'folder.json') })).toThrow('--output');
});

test('the command writes the file and prints the link alone', () => {
  inEmptyFolder((folder) => {
    writeFileSync('destination.yaml', 'version: 1\nname: orders\naccess: { type: iam-user }\n');
    const words = ['template', '-o', 'orders.json', '--region', 'eu-west-1', '--url', URL_IN_S3];
    const { status, stdout, stderr } = s3Destination(words, folder);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\/\S+\n$/),
    ]);
    expect(stderr).toContain('wrote orders.json');
    expect(JSON.parse(readFileSync('orders.json', 'utf8')).Parameters.BucketName.Default).toBe('');
  });
});
