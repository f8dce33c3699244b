import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { ObjectPut, type ObjectPutOptions } from '../../lib/upload/object-put';
import { placeOf } from '../../lib/upload/place';
import { CANARY } from '../aws-fakes/canary';
import { between, inFolder, MIB, type Passing, Store, withoutPauses } from './support';

jest.setTimeout(60_000);
withoutPauses();

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: CANARY };
const PUT = { contentType: 'text/csv', onlyNew: false, signal: new AbortController().signal };

test.each<[string, string, S3ClientConfig, string]>([
  ['AWS', 'acme', {}, 'https://acme.s3.eu-west-1.amazonaws.com/'],
  ['a dot, which no certificate covers', 'acme.data', {}, 'https://s3.eu-west-1.amazonaws.com/acme.data/'],
  ['China', 'acme', { region: 'cn-north-1' }, 'https://acme.s3.cn-north-1.amazonaws.com.cn/'],
  [
    'FIPS',
    'acme',
    { region: 'us-east-2', useFipsEndpoint: true },
    'https://acme.s3-fips.us-east-2.amazonaws.com/',
  ],
  [
    'another store',
    'acme',
    { endpoint: 'http://10.0.0.1:9000', forcePathStyle: true },
    'http://10.0.0.1:9000/acme/',
  ],
  [
    'another store below a path',
    'acme',
    { endpoint: 'https://store.example.com/s3', forcePathStyle: true },
    'https://store.example.com/s3/acme/',
  ],
])('the address of a bucket: %s', async (_, bucket, config, expected) => {
  const client = new S3Client({ region: 'eu-west-1', credentials, ...config });
  const { protocol, host, path, region } = await placeOf(client, bucket);
  expect(`${protocol}//${host}${path}`).toBe(expected);
  expect(region).toBe(config.region ?? 'eu-west-1');
});

describe('an answer', () => {
  const servers: Server[] = [];
  const puts: ObjectPut[] = [];
  afterEach(() => {
    for (const put of puts.splice(0)) put.close();
    for (const server of servers.splice(0)) server.close();
  });

  async function putTo(
    status: number,
    headers: Record<string, string>,
    body = '',
    more: Partial<ObjectPutOptions> = {},
  ) {
    const seen: Record<string, unknown>[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers);
      request.resume();
      request.on('end', () => {
        if (status > 0) response.writeHead(status, headers).end(body);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const put = new ObjectPut({
      place: {
        protocol: 'http:',
        hostname: '127.0.0.1',
        port,
        host: `127.0.0.1:${port}`,
        path: '/acme/',
        region: 'eu-west-1',
      },
      credentials: async () => credentials,
      connections: 2,
      timeout: 1_000,
      keepChecksum: true,
      ...more,
    });
    puts.push(put);
    return { seen, send: () => put.send('in/a.csv', Buffer.from('id\n1\n'), PUT) };
  }

  const CHECKSUM = '2wUZZJzIhnJp+cU3IAlAjPTRN9gOgqKEvzOcWVSJlwg=';

  test('with the checksum that was sent is good; AWS is asked to keep it', async () => {
    const { seen, send } = await putTo(200, {});
    await send();
    const [first] = seen;
    const sent = String(first?.['x-amz-checksum-sha256']);
    expect(Buffer.from(sent, 'base64').toString('hex')).toBe(first?.['x-amz-content-sha256']);
    const good = await putTo(200, { 'x-amz-checksum-sha256': sent });
    await expect(good.send()).resolves.toBeUndefined();
  });

  test('with another checksum is not', async () => {
    const { send } = await putTo(200, { 'x-amz-checksum-sha256': CHECKSUM });
    await expect(send()).rejects.toMatchObject({ name: 'BadDigest' });
  });

  test('is of the bucket of an account', async () => {
    const { seen, send } = await putTo(200, {}, '', { owner: '111122223333' });
    await send();
    expect(seen[0]).toHaveProperty('x-amz-expected-bucket-owner', '111122223333');
    expect(String(seen[0]?.authorization)).toContain(';x-amz-expected-bucket-owner');
  });

  test('of a store beside AWS: nothing is asked that it may not know', async () => {
    const { seen, send } = await putTo(200, {}, '', { keepChecksum: false });
    await send();
    expect(seen[0]).not.toHaveProperty('x-amz-checksum-sha256');
    expect(seen[0]).not.toHaveProperty('x-amz-expected-bucket-owner');
  });

  test.each<[string, number, Record<string, string>, string, object]>([
    [
      'a document',
      403,
      {},
      '<Error><Code>AccessDenied</Code><Message>no &quot;x&quot;</Message></Error>',
      { name: 'AccessDenied', message: 'no "x"', $metadata: { httpStatusCode: 403 } },
    ],
    [
      'a redirection',
      301,
      { 'x-amz-bucket-region': 'eu-central-1' },
      '',
      { name: 'PermanentRedirect', Region: 'eu-central-1' },
    ],
    [
      'the region in the document',
      400,
      {},
      '<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-east-1</Region></Error>',
      { name: 'AuthorizationHeaderMalformed', Region: 'us-east-1' },
    ],
    ['nothing but a status', 503, {}, 'busy', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
    ['a page of a proxy', 407, {}, '<html>', { name: 'UnknownError', message: 'HTTP 407' }],
    ['no answer', 0, {}, '', { name: 'TimeoutError' }],
  ])('that says no: %s', async (_, status, headers, body, expected) => {
    const { send } = await putTo(status, headers, body);
    await expect(send()).rejects.toMatchObject(expected);
  });
});

describe('bytes that are damaged on the way', () => {
  let store: Store;
  beforeAll(async () => {
    store = await Store.start();
  });
  afterAll(() => store.stop());

  test.each([
    ['PutObject', 100_000, 'exports/orders/small.bin'],
    ['UploadPart', 8 * MIB + 1, 'exports/orders/parts.bin'],
  ])('of a %s are refused and sent again', (operation, size, key) => {
    const content = Buffer.alloc(size, 'abcdefg');
    let damaged = 0;
    const damage = ({ method, body }: Passing) => {
      if (method === 'PUT' && damaged++ === 0) body[0] = 0;
    };
    return inFolder({ 'a.bin': content }, () =>
      between(store.engine, damage, async (endpointUrl) => {
        const start = store.engine.log.length;
        const { code } = await store.run(['a.bin'], { endpointUrl, to: key });
        expect(code).toBe(0);
        const sent = store.since(start).filter((line) => line.startsWith(operation));
        expect(sent.filter((line) => /XAmzContentSHA256Mismatch|BadDigest/.test(line)).length).toBe(1);
        expect((await store.read(key)).bytes.equals(content)).toBe(true);
      }),
    );
  });
});
