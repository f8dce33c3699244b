import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import template from './destination.template.json';
import {
  ACCOUNT,
  BUCKET,
  type Destination,
  fromSts,
  messageOf,
  outcome,
  provisioned,
  roleArn,
  startDestination,
  VENDOR,
} from './support';

let destination: Destination;
beforeAll(async () => {
  destination = await startDestination();
});
afterEach(() => destination.engine.setNow(Date.now));
afterAll(() => destination.stop());

const mayAssume = (name: string) => [
  {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn(name) },
  },
];

function vendor(arn = `arn:aws:iam::${VENDOR}:user/producer`, policies = mayAssume('vendor-writer')) {
  return destination.sts(destination.engine.addPrincipal({ arn, policies }));
}

const assume = (more: Partial<AssumeRoleCommandInput> = {}) =>
  new AssumeRoleCommand({
    RoleArn: roleArn('vendor-writer'),
    RoleSessionName: 'sync',
    ExternalId: 'acme-4711',
    ...more,
  });

const clientOf = (credentials: Credentials | undefined) => destination.s3(fromSts(credentials));

const put = (Key: string, Bucket = BUCKET) => new PutObjectCommand({ Bucket, Key, Body: '{}' });

describe('AssumeRole', () => {
  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['with the external ID', {}, '200'],
    ['with another external ID', { ExternalId: 'acme-4712' }, '403 AccessDenied'],
    ['without an external ID', { ExternalId: undefined }, '403 AccessDenied'],
    ['of a role that does not exist', { RoleArn: roleArn('nobody') }, '403 AccessDenied'],
    ['for as long as the role allows', { DurationSeconds: 7200 }, '200'],
    ['for longer than the role allows', { DurationSeconds: 7201 }, '400 ValidationError'],
    ['for too short', { DurationSeconds: 899 }, '400 ValidationError'],
    ['under a name with a space', { RoleSessionName: 'a b' }, '400 ValidationError'],
    ['with tags, which would be lost', { Tags: [{ Key: 'a', Value: 'b' }] }, '501 NotImplemented'],
  ])('%s: %s', async (_how, input, expected) => {
    expect(await outcome(vendor().send(assume(input)))).toBe(expected);
  });

  test.each([
    ['a vendor whose own account does not let it', `arn:aws:iam::${VENDOR}:user/other`, []],
    ['another account', 'arn:aws:iam::444455556666:user/stranger', mayAssume('vendor-writer')],
  ])('is refused to %s', async (_who, arn, policies) => {
    const message = await messageOf(vendor(arn, policies).send(assume()));
    expect(message).toBe(
      `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn('vendor-writer')}`,
    );
  });

  test('is refused to everybody by a role that is pending, until its stack says otherwise', async () => {
    const RoleArn = roleArn('pending-writer');
    const inVendor = vendor(undefined, mayAssume('pending-writer'));
    const inAccount = destination.sts(destination.admin);
    expect(await outcome(inVendor.send(assume({ RoleArn })))).toBe('403 AccessDenied');
    expect(await outcome(inAccount.send(assume({ RoleArn })))).toBe('403 AccessDenied');
    const { PendingRole, VendorRole, ...others } = template.Resources;
    const trust = VendorRole.Properties.AssumeRolePolicyDocument;
    const Properties = { ...PendingRole.Properties, AssumeRolePolicyDocument: trust };
    const Resources = { ...others, VendorRole, PendingRole: { ...PendingRole, Properties } };
    destination.engine.load(provisioned({ ...template, Resources }));
    expect(await outcome(inVendor.send(assume({ RoleArn })))).toBe('200');
    destination.engine.load(provisioned());
    expect(await outcome(inVendor.send(assume({ RoleArn })))).toBe('403 AccessDenied');
  });

  test('from within a session lasts an hour at most', async () => {
    const chained = vendor(`arn:aws:iam::${VENDOR}:role/producer`);
    expect(await outcome(chained.send(assume({ DurationSeconds: 3600 })))).toBe('200');
    expect(await outcome(chained.send(assume({ DurationSeconds: 3601 })))).toBe('400 ValidationError');
  });

  test('works over plain HTTP as it does over TLS', async () => {
    const credentials = destination.engine.addPrincipal({
      arn: `arn:aws:iam::${VENDOR}:user/producer`,
      policies: mayAssume('vendor-writer'),
    });
    const plain = destination.sts(credentials, { endpoint: destination.engine.endpoint });
    expect(await outcome(plain.send(assume()))).toBe('200');
  });
});

describe('a session', () => {
  test('may what its role may, and nothing else', async () => {
    const { Credentials } = await vendor().send(assume());
    const s3 = clientOf(Credentials);
    expect(await outcome(s3.send(put('exports/a.jsonl')))).toBe('200');
    expect(await outcome(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'exports/a.jsonl' })))).toBe(
      '200',
    );
    expect(await outcome(s3.send(put('other/a.jsonl')))).toBe('403 AccessDenied');
    expect(await outcome(s3.send(put('a', 'acme-vault')))).toBe('200');
  });

  test.each([
    ['exports/', '200'],
    ['exports/2031/', '200'],
    ['', '403 AccessDenied'],
    ['other/', '403 AccessDenied'],
    [undefined, '403 AccessDenied'],
  ])('lists under the prefix only: %p gives %s', async (Prefix, expected) => {
    const { Credentials } = await vendor().send(assume());
    const list = new ListObjectsV2Command({ Bucket: BUCKET, Prefix });
    expect(await outcome(clientOf(Credentials).send(list))).toBe(expected);
  });

  test('ends when it was to end', async () => {
    const { Credentials } = await vendor().send(assume({ DurationSeconds: 900 }));
    const s3 = clientOf(Credentials);
    const end = Credentials?.Expiration?.getTime() ?? 0;
    destination.engine.setNow(() => end - 1000);
    expect(await outcome(s3.send(put('exports/a.jsonl')))).toBe('200');
    destination.engine.setNow(() => end);
    expect(await outcome(s3.send(put('exports/a.jsonl')))).toBe('400 ExpiredToken');
  });

  test('is narrowed by a session policy', async () => {
    const Statement = {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${BUCKET}/exports/today/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const { Credentials } = await vendor().send(assume({ Policy }));
    const s3 = clientOf(Credentials);
    expect(await outcome(s3.send(put('exports/today/a.jsonl')))).toBe('200');
    expect(await messageOf(s3.send(put('exports/a.jsonl')))).toContain(
      'no session policy allows the s3:PutObject action',
    );
  });
});

describe('GetCallerIdentity', () => {
  test('tells who a user is', async () => {
    const identity = await destination.sts(destination.writer).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: ACCOUNT, Arn: destination.writerArn });
  });

  test('tells which session it is', async () => {
    const { Credentials: session } = await vendor().send(assume());
    const sts = destination.sts({
      accessKeyId: session?.AccessKeyId ?? '',
      secretAccessKey: session?.SecretAccessKey ?? '',
      sessionToken: session?.SessionToken,
    });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/vendor-writer/sync`);
  });

  test.each([
    ['an unknown key', { accessKeyId: 'AKIANOBODY' }, undefined, '403 InvalidClientTokenId'],
    ['another secret', { secretAccessKey: 'x' }, undefined, '403 SignatureDoesNotMatch'],
    ['another region', {}, 'eu-west-1', '403 SignatureDoesNotMatch'],
  ])('is refused to %s: %s', async (_who, credentials, region = 'eu-central-1', expected) => {
    const sts = destination.sts({ ...destination.writer, ...credentials }, { region });
    expect(await outcome(sts.send(new GetCallerIdentityCommand({})))).toBe(expected);
  });
});

describe('a service', () => {
  test('gets a session of the role that trusts it', async () => {
    const session = await destination.engine.serviceSession({
      roleArn: roleArn('sink'),
      service: 'lambda.amazonaws.com',
    });
    const s3 = destination.s3(session);
    expect(await outcome(s3.send(put('exports/sink.jsonl')))).toBe('200');
    expect(await outcome(s3.send(put('other/sink.jsonl')))).toBe('403 AccessDenied');
  });

  test.each([
    ['sink', 'events.amazonaws.com'],
    ['vendor-writer', 'lambda.amazonaws.com'],
    ['pending-writer', 'lambda.amazonaws.com'],
  ])('gets none of %s for %s', async (role, service) => {
    await expect(destination.engine.serviceSession({ roleArn: roleArn(role), service })).rejects.toThrow(
      'may not assume',
    );
  });
});
