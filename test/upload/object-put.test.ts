import { statSync } from 'node:fs';
import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { ObjectParts } from '../../lib/upload/object-parts';
import { ObjectPut } from '../../lib/upload/object-put';
import { placeOf } from '../../lib/upload/place';
import { CANARY } from '../aws-fakes/canary';
import { BUCKET, inFolder, MIB, Store } from './support';

jest.setTimeout(60_000);

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

  async function putTo(status: number, headers: Record<string, string>, body = '', keepChecksum = true) {
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
      timeout: 300,
      keepChecksum,
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

  test('of a store beside AWS: nothing is asked that it may not know', async () => {
    const { seen, send } = await putTo(200, {}, '', false);
    await send();
    expect(seen[0]).not.toHaveProperty('x-amz-checksum-sha256');
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

test.each([
  ['PutObject', 100_000, 'exports/orders/small.bin'],
  ['UploadPart', 9 * MIB, 'exports/orders/parts.bin'],
])('bytes that are damaged on the way of a %s are refused and sent again', (operation, size, key) =>
  inFolder({ 'a.bin': Buffer.alloc(size, 'abcdefg') }, async () => {
    const store = await Store.start();
    let damaged = 0;
    const { port } = new URL(store.engine.endpoint);
    const between = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        if (request.method === 'PUT' && damaged++ === 0) body[50_000] = 0;
        const { method, url: path, headers } = request;
        forward({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 0, answer.headers);
          answer.pipe(response);
        }).end(body);
      });
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    const endpointUrl = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
    try {
      const { code } = await store.run(['a.bin'], { endpointUrl, to: key });
      expect(code).toBe(0);
      const refused = store.since(0).filter((line) => line.startsWith(operation));
      expect(refused[0]).toMatch(/XAmzContentSHA256Mismatch|BadDigest/);
      expect((await store.read(key)).bytes.equals(Buffer.alloc(size, 'abcdefg'))).toBe(true);
    } finally {
      between.closeAllConnections();
      between.close();
      await store.stop();
    }
  }),
);

test('as on AWS, each part has a checksum that S3 keeps, and the last request names them all', () =>
  inFolder({ 'a.bin': Buffer.alloc(17 * MIB, 'xyz') }, async () => {
    const store = await Store.start();
    const client = new S3Client({
      region: 'eu-west-1',
      endpoint: store.engine.endpoint,
      forcePathStyle: true,
      credentials: store.writer(),
      maxAttempts: 1,
    });
    const sent: Record<string, unknown>[] = [];
    client.middlewareStack.add(
      (next, context) => (call) => {
        sent.push({ command: context.commandName, ...(call.input as object), Body: undefined });
        return next(call);
      },
      { step: 'initialize' },
    );
    try {
      const parts = new ObjectParts({
        client,
        bucket: BUCKET,
        attempts: 1,
        keepChecksum: true,
        mayAbort: false,
      });
      const { size, mtimeMs: modified } = statSync('a.bin');
      let bytes = 0;
      const key = 'exports/orders/sums.bin';
      await parts.send(
        { file: 'a.bin', size, modified },
        {
          ...PUT,
          key,
          onBytes: (more) => {
            bytes += more;
          },
        },
      );
      expect(bytes).toBe(size);
      expect(sent[0]).toMatchObject({ command: 'CreateMultipartUploadCommand', ChecksumAlgorithm: 'SHA256' });
      expect(sent.at(-1)).toMatchObject({
        command: 'CompleteMultipartUploadCommand',
        MultipartUpload: {
          Parts: [1, 2, 3].map((PartNumber) => ({
            PartNumber,
            ETag: expect.any(String),
            ChecksumSHA256: expect.stringMatching(/^[\w+/]{43}=$/),
          })),
        },
      });
      expect((await store.read(key)).bytes.equals(Buffer.alloc(17 * MIB, 'xyz'))).toBe(true);
    } finally {
      client.destroy();
      await store.stop();
    }
  }));
