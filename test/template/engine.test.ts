import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Credentials, type Engine, readProvisioned, startEngine } from '../../lib/local';
import { LocalFunction } from '../../lib/local/function';
import { publishedDestination } from '../../lib/template/published';
import { standAlone } from '../../lib/template/template';
import { readPreset } from '../../lib/vendors/preset';
import { fromSts, outcome } from '../local/support';
import { ACCOUNT } from '../proof/stacks';
import { sqsEvent } from '../sink/runtime/support';
import { deployed, destinationOf, sectionsOf } from './support';

jest.setTimeout(30_000);

const REGION = 'eu-west-1';
let engine: Engine;
const closing: { destroy(): void }[] = [];
beforeAll(async () => {
  engine = await startEngine({ accountId: ACCOUNT, region: REGION });
});
afterAll(async () => {
  for (const client of closing) client.destroy();
  await engine.stop();
});

function client<T extends { destroy(): void }>(
  Client: new (options: object) => T,
  credentials: Credentials,
): T {
  const made = new Client({
    region: REGION,
    endpoint: engine.secureEndpoint,
    maxAttempts: 1,
    forcePathStyle: true,
    credentials,
    requestHandler: { httpsAgent: new Agent({ ca: engine.certificate }) },
  });
  closing.push(made);
  return made;
}

describe('the template that a vendor publishes, in the account of one of its customers', () => {
  const preset = readPreset('keboola');
  const { destination } = publishedDestination(preset, 'cross-account-role');
  if (destination === undefined) throw new Error('keboola has no template for all');
  const made = standAlone(destination, { preset, open: true });
  const values = { BucketName: 'acme-orders', Prefix: 'in/keboola', ExternalId: 'acme-4711' };
  const create = (parameters: Readonly<Record<string, string>>) => {
    const provisioned = readProvisioned(deployed(made, destination, parameters));
    engine.load(provisioned);
    return provisioned.outputs;
  };
  const vendor = () =>
    client(STSClient, engine.addPrincipal({ arn: 'arn:aws:iam::206948715642:user/vendor', admin: true }));
  const assume = (RoleArn = '', ExternalId?: string) =>
    vendor().send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ExternalId }));

  test('lets nobody in while the external ID is pending, and has no output of it', async () => {
    const { RoleArn, ExternalId } = create({ ...values, ExternalId: 'pending' });
    expect(ExternalId).toBeUndefined();
    for (const id of [undefined, 'pending', 'acme-4711'])
      expect(await outcome(assume(RoleArn, id))).toBe('403 AccessDenied');
  });

  test('lets the vendor in with the external ID alone, and write under the prefix alone', async () => {
    const before = create({ ...values, ExternalId: 'pending' });
    const { RoleArn, ObjectScope } = create(values);
    expect(RoleArn).toBe(before.RoleArn);
    expect(ObjectScope).toBe('s3://acme-orders/in/keboola/*.csv');
    expect(await outcome(assume(RoleArn, 'another'))).toBe('403 AccessDenied');
    const { Credentials: session } = await assume(RoleArn, values.ExternalId);
    const s3 = client(S3Client, fromSts(session));
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: 'acme-orders', Key, Body: 'a,b\n' }));
    expect(await outcome(put('in/keboola/orders.csv'))).toBe('200');
    for (const key of [
      'exports/orders.csv',
      'in/keboola-2/orders.csv',
      'in/keboola/orders.json',
      'orders.csv',
    ])
      expect(await outcome(put(key))).toBe('403 AccessDenied');
  });

  test('leaves the name of the bucket to CloudFormation where it is left empty', () => {
    expect(create({ ...values, BucketName: '' }).BucketName).toMatch(/^s3destination|^same-/);
  });
});

test('the sink of a template runs the code that stands in it, with the settings of the parameters', async () => {
  const read = destinationOf(
    'sink.yaml',
    'version: 1\nname: orders\nobjects: { prefix: orders }\naccess: { type: none }\nsink: { source: { type: sqs } }',
  );
  const made = standAlone(read);
  const code = Object.values(sectionsOf(made).Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? [(Properties as { Code: { ZipFile: string } }).Code.ZipFile] : [],
  );
  const folder = mkdtempSync(join(tmpdir(), 'zip-file-'));
  const provisioned = readProvisioned(
    deployed(made, read, { BucketName: 'acme-sink', Prefix: "in & out/it's {new} 100%" }),
  );
  engine.load(provisioned);
  const [handler] = provisioned.functions;
  if (handler === undefined) throw new Error('the template makes no function');
  writeFileSync(join(folder, 'index.js'), code.join());
  const credentials = await engine.serviceSession({
    roleArn: handler.roleArn,
    service: 'lambda.amazonaws.com',
  });
  const host = new LocalFunction({
    engine,
    region: REGION,
    provisioned: handler,
    credentials,
    entry: join(folder, 'index.js'),
  });
  try {
    expect(await host.invoke(sqsEvent('{"order":1}'))).toEqual({ answer: { batchItemFailures: [] } });
    const [{ key } = { key: '' }] = engine.log.filter(({ operation }) => operation === 'PutObject').slice(-1);
    expect(key).toMatch(/^in & out\/it's \{new\} 100%\/.+\.jsonl$/);
    const owner = engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:user/owner`, admin: true });
    const got = await client(S3Client, owner).send(new GetObjectCommand({ Bucket: 'acme-sink', Key: key }));
    expect(await got.Body?.transformToString()).toBe('{"order":1}\n');
  } finally {
    host.stop();
    rmSync(folder, { recursive: true });
  }
});
