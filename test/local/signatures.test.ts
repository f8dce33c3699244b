import { ListBucketsCommand, PutObjectCommand, type S3ClientConfig } from '@aws-sdk/client-s3';
import { BUCKET, type Destination, outcome, startDestination } from './support';

let destination: Destination;
beforeAll(async () => {
  destination = await startDestination();
});
afterAll(() => destination.stop());

const put = () => new PutObjectCommand({ Bucket: BUCKET, Key: 'exports/a.jsonl', Body: '{}' });

describe('a request that is signed', () => {
  test.each<[string, (d: Destination) => [S3ClientConfig['credentials'], S3ClientConfig?], string]>([
    ['as it should be', (d) => [d.writer], '200'],
    ['with another secret', (d) => [{ ...d.writer, secretAccessKey: 'x' }], '403 SignatureDoesNotMatch'],
    [
      'with an unknown key',
      () => [{ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }],
      '403 InvalidAccessKeyId',
    ],
    ['with a token that is not its own', (d) => [{ ...d.writer, sessionToken: 'x' }], '400 InvalidToken'],
    ['for another region', (d) => [d.writer, { region: 'eu-west-1' }], '400 AuthorizationHeaderMalformed'],
    ['an hour ago', (d) => [d.writer, { systemClockOffset: -3_600_000 }], '403 RequestTimeTooSkewed'],
    ['ten minutes ago', (d) => [d.writer, { systemClockOffset: -600_000 }], '200'],
  ])('%s', async (_how, how, expected) => {
    const [credentials, more] = how(destination);
    expect(await outcome(destination.s3(credentials, more).send(put()))).toBe(expected);
  });
});

describe('a request that is not signed', () => {
  test.each([
    ['PUT', `/${BUCKET}/exports/a.jsonl`],
    ['GET', `/${BUCKET}`],
    ['GET', '/'],
    ['DELETE', `/${BUCKET}/exports/a.jsonl`],
  ])('is refused: %s %s', async (method, path) => {
    const response = await fetch(`${destination.engine.endpoint}${path}`, { method });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('<Code>AccessDenied</Code>');
  });

  test('is not let in by a store that would have answered', async () => {
    for (const path of ['/health', '/_fauxqs/queues']) {
      expect((await fetch(`${destination.engine.endpoint}${path}`)).status).toBe(403);
    }
    const json = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' };
    const response = await fetch(destination.engine.endpoint, { method: 'POST', headers: json, body: '{}' });
    expect(response.status).toBe(403);
  });

  test('says so where it is a presigned URL', async () => {
    const url = `${destination.engine.endpoint}/${BUCKET}/a?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00`;
    const response = await fetch(url);
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('no presigned URLs');
  });
});

describe('a session', () => {
  const role = 'arn:aws:iam::999988887777:role/loader';

  test('is good for nothing without its token', async () => {
    const { accessKeyId, secretAccessKey } = destination.engine.addPrincipal({ arn: role, admin: true });
    const bare = destination.s3({ accessKeyId, secretAccessKey });
    expect(await outcome(bare.send(new ListBucketsCommand({})))).toBe('403 InvalidAccessKeyId');
  });

  test('is good with it', async () => {
    const whole = destination.s3(destination.engine.addPrincipal({ arn: role, admin: true }));
    expect(await outcome(whole.send(new ListBucketsCommand({})))).toBe('200');
  });
});
