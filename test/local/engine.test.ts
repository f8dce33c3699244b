import { createServer } from 'node:net';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { EngineError, startEngine } from '../../lib/local';
import {
  ACCOUNT,
  BUCKET,
  type Destination,
  messageOf,
  outcome,
  provisioned,
  REGION,
  startDestination,
} from './support';

let destination: Destination;
beforeAll(async () => {
  destination = await startDestination();
});
afterAll(() => destination.stop());

const put = (Key: string) => new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}' });

describe('a fault', () => {
  test('strikes as often as it was ordered, and the SDK tries again', async () => {
    const before = destination.engine.log.length;
    destination.engine.fault({
      times: 2,
      status: 503,
      code: 'SlowDown',
      match: ({ key }) => key === 'exports/slow.jsonl',
    });
    const patient = destination.s3(destination.writer, { maxAttempts: 4 });
    expect(await outcome(patient.send(put('exports/slow.jsonl')))).toBe('200');
    const codes = destination.engine.log.slice(before).map(({ status, code }) => code ?? status);
    expect(codes).toEqual(['SlowDown', 'SlowDown', 200]);
  });

  test('leaves other requests alone', async () => {
    destination.engine.fault({ status: 500, match: ({ operation }) => operation === 'GetObject' });
    const s3 = destination.s3(destination.admin);
    expect(await outcome(s3.send(put('exports/b.jsonl')))).toBe('200');
    const get = () => new GetObjectCommand({ Bucket: BUCKET, Key: 'exports/b.jsonl' });
    expect(await outcome(s3.send(get()))).toBe('500 InternalError');
    expect(await outcome(s3.send(get()))).toBe('200');
  });

  test('cuts the connection', async () => {
    destination.engine.fault({ reset: true });
    expect(await messageOf(destination.s3(destination.writer).send(put('exports/r.jsonl')))).toMatch(
      /ECONNRESET|hang up/,
    );
  });

  test('strikes after the object was written: the client does not know, the bucket does', async () => {
    destination.engine.fault({ reset: true, afterwards: true });
    await expect(destination.s3(destination.writer).send(put('exports/lost.jsonl'))).rejects.toThrow();
    const get = new GetObjectCommand({ Bucket: BUCKET, Key: 'exports/lost.jsonl' });
    expect(await outcome(destination.s3(destination.admin).send(get))).toBe('200');
  });

  test('delays', async () => {
    destination.engine.fault({ delayMilliseconds: 150 });
    const start = performance.now();
    expect(await outcome(destination.s3(destination.writer).send(put('exports/late.jsonl')))).toBe('200');
    expect(performance.now() - start).toBeGreaterThan(140);
  });
});

describe('the log', () => {
  test('tells who asked for what and what came of it', async () => {
    await outcome(destination.s3(destination.writer).send(put('other/a.jsonl')));
    expect(destination.engine.log.at(-1)).toMatchObject({
      service: 's3',
      operation: 'PutObject',
      bucket: BUCKET,
      key: 'other/a.jsonl',
      principal: destination.writerArn,
      secure: true,
      status: 403,
      code: 'AccessDenied',
    });
  });

  test('tells no secret', async () => {
    const session = destination.engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:role/r`, admin: true });
    const token = destination.engine.webIdentityToken({
      issuer: 'accounts.google.com',
      subject: '1',
      audience: 'a',
    });
    await outcome(destination.s3(session).send(put('exports/a.jsonl')));
    await outcome(destination.s3({ ...session, sessionToken: 'wrong-token' }).send(put('exports/a.jsonl')));
    const form = new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      WebIdentityToken: token,
      RoleArn: 'r',
    });
    await fetch(destination.engine.endpoint, { method: 'POST', body: form });
    const log = JSON.stringify(destination.engine.log);
    const secrets = [
      session.secretAccessKey,
      session.sessionToken,
      token,
      'wrong-token',
      destination.writer.secretAccessKey,
    ];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });
});

describe('loading', () => {
  test('a stack again replaces its users, and leaves its objects', async () => {
    const s3 = destination.s3(destination.writer);
    await s3.send(put('exports/kept.jsonl'));
    const bucketOnly = {
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: BUCKET } } },
    };
    destination.engine.load(provisioned(bucketOnly));
    expect(await outcome(s3.send(put('exports/kept.jsonl')))).toBe('403 InvalidAccessKeyId');
    destination.engine.load(provisioned());
    expect(await outcome(s3.send(put('exports/kept.jsonl')))).toBe('200');
  });

  test('a second stack leaves the first as it is', async () => {
    const other = {
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'second' } } },
    };
    destination.engine.load(provisioned(other, 'Second'));
    const admin = destination.s3(destination.admin);
    expect(await outcome(admin.send(new PutObjectCommand({ Bucket: 'second', Key: 'a', Body: 'x' })))).toBe(
      '200',
    );
    expect(await outcome(admin.send(put('exports/a.jsonl')))).toBe('200');
  });

  test.each([
    [{ region: 'eu-west-1' }, 'the engine runs aws/eu-central-1'],
    [{ accountId: '999988887777', stackName: 'Foreign' }, 'Bucket acme-exports already exists in account'],
  ])('%j is refused', (change, problem) => {
    const stack = { ...provisioned(), ...change };
    const buckets = stack.buckets.map((bucket) => ({ ...bucket, accountId: stack.accountId }));
    expect(() => destination.engine.load({ ...stack, buckets })).toThrow(problem);
  });

  test('a boundary whose text nobody knows is refused, because to ignore it would grant too much', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    const User = { Type: 'AWS::IAM::User', Properties: { UserName: 'u', PermissionsBoundary: arn } };
    const stack = provisioned({ Resources: { User } }, 'Bounded');
    expect(() => destination.engine.load(stack)).toThrow(EngineError);
    const managedPolicies = { [arn]: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } };
    const engine = await startEngine({ accountId: ACCOUNT, region: REGION, managedPolicies });
    expect(() => engine.load(stack)).not.toThrow();
    await engine.stop();
  });
});

test.each([
  ['arn:aws:iam::111122223333:user/nobody', 'No stack that was loaded makes the user'],
  ['', 'No stack that was loaded makes the user'],
])('there is no key for %p', (arn, problem) => {
  expect(() => destination.engine.keyFor(arn)).toThrow(problem);
});

test.each([
  [{ arn: 'arn:aws:iam::111122223333:group/g' }, 'is not the ARN of a user or role'],
  [{ arn: 'arn:aws:iam::111122223333:user/u', accountId: '999988887777' }, 'is not in account 999988887777'],
])('nobody is added by %j', (request, problem) => {
  expect(() => destination.engine.addPrincipal(request)).toThrow(problem);
});

describe('starting and stopping', () => {
  test('gives its port back', async () => {
    const first = await startEngine({ accountId: ACCOUNT, region: REGION });
    const port = Number(new URL(first.endpoint).port);
    await first.stop();
    await first.stop();
    const second = await startEngine({ accountId: ACCOUNT, region: REGION, port });
    expect(second.endpoint).toBe(`http://127.0.0.1:${port}`);
    await second.stop();
  });

  test('fails cleanly where the port is taken', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const address = blocker.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(startEngine({ accountId: ACCOUNT, region: REGION, securePort: port })).rejects.toThrow(
      'EADDRINUSE',
    );
    await new Promise((resolve) => blocker.close(resolve));
  });
});
