import { Agent } from 'node:https';
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Credentials } from '../../lib/local';
import { ACCOUNT, type Destination, messageOf, outcome, put, startDestination } from './support';

let destination: Destination;
let admin: IAMClient;
const clients: IAMClient[] = [];

function iam(credentials: Credentials, region = 'us-east-1', endpoint = destination.engine.secureEndpoint) {
  const client = new IAMClient({
    region,
    endpoint,
    credentials,
    maxAttempts: 1,
    requestHandler: { httpsAgent: new Agent({ ca: destination.engine.certificate }) },
  });
  clients.push(client);
  return client;
}

const userName = () => destination.writerArn.split('/').at(-1) ?? '';
const create = () => new CreateAccessKeyCommand({ UserName: userName() });
const list = () => new ListAccessKeysCommand({ UserName: userName() });

async function issued(client = admin): Promise<Credentials> {
  const { AccessKey } = await client.send(create());
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

beforeEach(async () => {
  destination = await startDestination();
  admin = iam(destination.admin);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await destination.stop();
});

test('a key that is issued may do what the policies of its user say', async () => {
  const key = await issued();
  const s3 = destination.s3(key);
  expect(await outcome(s3.send(put('in/a.jsonl')))).toBe(
    await outcome(destination.s3(destination.writer).send(put('in/a.jsonl'))),
  );
  expect(await outcome(s3.send(put('elsewhere/a.exe')))).toBe('403 AccessDenied');
  const { Arn } = await destination.sts(key).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe(destination.writerArn);
});

test('keys are listed in their order, with their dates, and without a secret', async () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  destination.engine.setNow(() => now);
  const { accessKeyId } = await issued();
  const { AccessKeyMetadata, IsTruncated } = await admin.send(list());
  expect(AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)).toEqual([
    destination.writer.accessKeyId,
    accessKeyId,
  ]);
  expect(AccessKeyMetadata?.[1]).toEqual({
    UserName: userName(),
    AccessKeyId: accessKeyId,
    Status: 'Active',
    CreateDate: new Date(now),
  });
  expect(IsTruncated).toBe(false);
});

test('a third key is one too many', async () => {
  await issued();
  expect(await outcome(admin.send(create()))).toBe('409 LimitExceededException');
});

test('an inactive key signs nothing, until it is active again; a deleted one never', async () => {
  const key = await issued();
  const of = { UserName: userName(), AccessKeyId: key.accessKeyId };
  const use = () => outcome(destination.sts(key).send(new GetCallerIdentityCommand({})));
  expect(await use()).toBe('200');
  await admin.send(new UpdateAccessKeyCommand({ ...of, Status: 'Inactive' }));
  expect(await use()).toBe('403 InvalidClientTokenId');
  expect((await admin.send(list())).AccessKeyMetadata?.[1]?.Status).toBe('Inactive');
  await admin.send(new UpdateAccessKeyCommand({ ...of, Status: 'Active' }));
  expect(await use()).toBe('200');
  await admin.send(new DeleteAccessKeyCommand(of));
  expect(await use()).toBe('403 InvalidClientTokenId');
  expect(await outcome(admin.send(new DeleteAccessKeyCommand(of)))).toBe('404 NoSuchEntityException');
});

test('when a key was used last is not counted', async () => {
  const { accessKeyId: AccessKeyId } = await issued();
  const answer = await admin.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
  expect([answer.UserName, answer.AccessKeyLastUsed?.LastUsedDate]).toEqual([userName(), undefined]);
});

test.each<[string, () => Promise<{ $metadata: object }>, string]>([
  ['the writer itself', () => iam(destination.writer).send(create()), '403 AccessDenied'],
  ['another account', () => iam(stranger()).send(create()), '404 NoSuchEntityException'],
  [
    'a wrong secret',
    () => iam({ ...destination.admin, secretAccessKey: 'x' }).send(create()),
    '403 SignatureDoesNotMatch',
  ],
  [
    'an unknown key',
    () => iam({ accessKeyId: 'AKIAX', secretAccessKey: 'x' }).send(create()),
    '403 InvalidClientTokenId',
  ],
  [
    'a user that is not there',
    () => admin.send(new CreateAccessKeyCommand({ UserName: 'nobody' })),
    '404 NoSuchEntityException',
  ],
  [
    'what the engine does not do',
    () => admin.send(new GetUserCommand({ UserName: userName() })),
    '501 NotImplemented',
  ],
])('no key for %s', async (_, ask, expected) => {
  expect(await outcome(ask())).toBe(expected);
  expect((await admin.send(list())).AccessKeyMetadata).toHaveLength(1);
});

const stranger = () =>
  destination.engine.addPrincipal({ arn: 'arn:aws:iam::666655554444:user/admin', admin: true });

test('a refusal names who asked, for what, and why not', async () => {
  expect(await messageOf(iam(destination.writer).send(create()))).toBe(
    `User: ${destination.writerArn} is not authorized to perform: iam:CreateAccessKey on resource: "${destination.writerArn}" because no identity-based policy allows the iam:CreateAccessKey action`,
  );
});

test('a permission of IAM counts as any other', async () => {
  const Statement = [
    { Effect: 'Allow' as const, Action: 'iam:CreateAccessKey', Resource: destination.writerArn },
  ];
  const helpdesk = destination.engine.addPrincipal({
    arn: `arn:aws:iam::${ACCOUNT}:user/helpdesk`,
    policies: [{ Version: '2012-10-17', Statement }],
  });
  expect(await outcome(iam(helpdesk).send(create()))).toBe('200');
  expect(await outcome(iam(helpdesk).send(list()))).toBe('403 AccessDenied');
});

test('there is one IAM for all regions', async () => {
  expect(await outcome(iam(destination.admin, 'eu-central-1').send(list()))).toBe('200');
});

test('the log names the operation, and holds no secret', async () => {
  const { secretAccessKey } = await issued();
  expect(destination.engine.log.at(-1)).toMatchObject({
    service: 'iam',
    operation: 'CreateAccessKey',
    status: 200,
  });
  expect(JSON.stringify(destination.engine.log)).not.toContain(secretAccessKey);
});
