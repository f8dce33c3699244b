import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerConfig } from '../../lib/aws/caller';
import { outputsFromFile, stackOutputs } from '../../lib/aws/stack-outputs';
import { cleanAwsEnvironment, signInAs } from '../aws-fakes/environment';
import { type FakeAws, startFakeAws } from '../aws-fakes/server';
import { memoryTerminal } from '../cli/support';

const DESTINATION = { name: 'orders' };
const OUTPUTS = { BucketName: 'acme-orders', UserName: 'writer & <co>' };

let aws: FakeAws;
let folder: string;
let environment: ReturnType<typeof cleanAwsEnvironment>;
const before = process.cwd();

beforeAll(async () => {
  environment = cleanAwsEnvironment();
  aws = await startFakeAws();
  signInAs(aws.admin);
});
afterAll(async () => {
  environment.restore();
  await aws.stop();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-destination-outputs-'));
  process.chdir(folder);
  aws.stacks.clear();
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const caller = () => callerConfig({ endpointUrl: aws.endpoint }, memoryTerminal());
const write = (content: unknown, name = 'cdk-outputs.json') =>
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));

test('the file stands before CloudFormation, which is not asked then', async () => {
  write({ 'S3Destination-orders': OUTPUTS });
  const asked = aws.log.length;
  expect(await stackOutputs(DESTINATION, undefined, caller())).toEqual(OUTPUTS);
  expect(aws.log).toHaveLength(asked);
});

test('CloudFormation is asked where there is no file, or one of other stacks', async () => {
  aws.stacks.set('S3Destination-orders', OUTPUTS);
  expect(await stackOutputs(DESTINATION, undefined, caller())).toEqual(OUTPUTS);
  write({ 'S3Destination-other': {} });
  expect(await stackOutputs(DESTINATION, undefined, caller())).toEqual(OUTPUTS);
});

test('a stack that is not deployed has no outputs', async () => {
  expect(await stackOutputs(DESTINATION, undefined, caller())).toBeUndefined();
});

test('a store without CloudFormation has none either', async () => {
  aws.fault({ operation: 'DescribeStacks', status: 405, code: 'MethodNotAllowed' });
  expect(await stackOutputs(DESTINATION, undefined, caller())).toBeUndefined();
});

test('what CloudFormation refuses for another reason is an error', async () => {
  aws.fault({ operation: 'DescribeStacks', status: 403, code: 'AccessDenied', message: 'no DescribeStacks' });
  await expect(stackOutputs(DESTINATION, undefined, caller())).rejects.toThrow('no DescribeStacks');
});

test.each([
  [
    'is not there',
    undefined,
    'other.json cannot be read: deploy with --outputs-file other.json, or leave --outputs out',
  ],
  ['is no JSON', '{', 'other.json is not what `cdk deploy --outputs-file` writes'],
  ['is a list', '[]', 'other.json is not what `cdk deploy --outputs-file` writes'],
  [
    'holds no texts',
    { 'S3Destination-orders': { BucketName: 1 } },
    'other.json is not what `cdk deploy --outputs-file` writes',
  ],
  [
    'is of others',
    { A: {}, B: {} },
    'other.json holds no outputs of the stack S3Destination-orders, but of: A, B',
  ],
])('a file that was named and %s is an error of input', (_what, content, message) => {
  if (content !== undefined) write(content, 'other.json');
  expect(() => outputsFromFile(DESTINATION, 'other.json')).toThrow(message);
});
