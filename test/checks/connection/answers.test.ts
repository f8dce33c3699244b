import type { WireResponse } from '../../../lib/local/http';
import { cleanAwsEnvironment } from '../../aws-fakes/environment';
import { type Answers, type Seen, s3Error, startFakeStore, stored, uploadBegun } from './fake-store';
import { runTest, toldAgainst, user } from './support';

const { restore } = cleanAwsEnvironment();
afterAll(restore);

const deleted: WireResponse = { status: 204, headers: {}, body: '' };
const listing = (...keys: string[]): WireResponse => ({
  status: 200,
  headers: {},
  body: `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('')}</ListBucketResult>`,
});
const permissions = (text: string) =>
  user(`access: { type: iam-user, userName: strm-writer }\npermissions: ${text}`);

/** Only a refusal is one: what is not there, or not understood, was not denied. */
test.each([
  ['GetObject', 404, 'NoSuchKey', /^get exports/],
  ['GetObject', 400, 'InvalidRequest', /^get exports/],
  ['DeleteObject', 404, 'NoSuchKey', /^delete /],
  ['DeleteObject', 405, 'MethodNotAllowed', /^delete /],
  ['ListBucket', 400, 'InvalidArgument', /^list /],
  ['ListBucket', 404, 'NoSuchBucket', /^list /],
  ['GetBucketPolicy', 404, 'NoSuchBucketPolicy', /^get the policy/],
  ['GetBucketPolicy', 401, 'Unauthorized', /^get the policy/],
  ['GetBucketPolicy', 403, 'InvalidAccessKeyId', /^get the policy/],
])('%s that answers %d %s is not denied', async (operation, status, code, what) => {
  const { rows, code: exit } = await toldAgainst((seen) =>
    seen.operation === operation ? s3Error(status, code, 'Something else') : undefined,
  );
  const differing = rows.filter(({ result }) => result === 'differs');
  expect(differing.length).toBeGreaterThan(0);
  for (const row of differing) {
    expect(row.what).toMatch(what);
    expect(row.actual).toBe(`${status} ${code}`);
  }
  expect(exit).toBe(1);
});

test('an object that could not be put is neither read nor deleted: the answer would prove nothing', async () => {
  const { rows, log } = await toldAgainst(({ operation, key = '' }) =>
    operation === 'PutObject' && key.startsWith('exports/.strm_test_')
      ? s3Error(403, 'AccessDenied', 'Access Denied')
      : undefined,
  );
  const about = rows.filter(({ what }) => /^(get|delete) exports\/\.strm_test_/.test(what));
  expect(about.map(({ result }) => result)).toEqual(['not tested', 'not tested']);
  expect(log.filter(({ operation }) => operation === 'GetObject')).toEqual([]);
});

test('an upload that was begun to find the cause is aborted', async () => {
  const answers =
    (abort: WireResponse): Answers =>
    ({ operation, key = '' }) => {
      if (operation === 'PutObject') return s3Error(403, 'AccessDenied', 'Access Denied');
      if (operation === 'AbortMultipartUpload') return abort;
      return operation === 'CreateMultipartUpload' && key === 'exports' ? uploadBegun(key) : undefined;
    };
  const tidy = await toldAgainst(answers(deleted));
  expect(
    tidy.log.filter(({ operation }) => /Upload$/.test(operation)).map(({ operation }) => operation),
  ).toContain('AbortMultipartUpload');
  expect(tidy.leftBehind).toEqual([]);
  const untidy = await toldAgainst(answers(s3Error(403, 'AccessDenied', 'Access Denied')));
  expect(untidy.leftBehind).toEqual([
    expect.objectContaining({ what: 'unfinished upload', key: 'exports', perhaps: false }),
  ]);
});

test('a put that was not answered in time may have been carried out', async () => {
  const { leftBehind } = await toldAgainst(
    ({ operation }) => (operation === 'PutObject' ? 'never' : undefined),
    // Long enough for what is answered, on a machine that has other work too.
    { requestHandler: { socketTimeout: 500 } },
  );
  expect(leftBehind).toEqual([expect.objectContaining({ what: 'object', perhaps: true })]);
});

test('the words of a store bring no control characters to the terminal', async () => {
  const store = await startFakeStore(({ operation }) =>
    operation === 'PutObject' ? s3Error(418, 'Teapot', 'I am\u009b31m a\u202e tea\u0007pot') : undefined,
  );
  const { stdout } = await runTest({
    options: { key: 's3.json', endpointUrl: store.endpoint },
    certificate: store.certificate,
  }).finally(() => store.close());
  expect(stdout).toContain('I am 31m a  tea pot');
  expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
});

test('where delete is granted for all, the object with the ACL goes too', async () => {
  const { leftBehind, log, code } = await toldAgainst(
    ({ operation, key = '', headers }) => {
      if (!/^exports\/.*\.jsonl$/.test(key)) return undefined;
      if (operation === 'PutObject' && headers['x-amz-acl'] !== undefined) return stored();
      return operation === 'DeleteObject' ? deleted : undefined;
    },
    { file: permissions('{ putAcl: true, delete: { objects: all, until: forever } }') },
  );
  const put = log.filter(
    ({ operation, key = '' }) => operation === 'PutObject' && /^exports\/[^/]*\.jsonl$/.test(key),
  );
  const gone = log.filter(({ operation }) => operation === 'DeleteObject').map(({ key }) => key);
  expect(put.length).toBe(2);
  expect(gone).toEqual(expect.arrayContaining(put.map(({ key }) => key)));
  expect(leftBehind).toEqual([]);
  expect(code).toBe(0);
});

describe('a test object of a fixed name, on a store that does not know If-None-Match', () => {
  const fixed = (granted: string) =>
    permissions(granted).replace(
      'objects: { prefix: exports }',
      'objects: { prefix: exports, pattern: "*.jsonl", testObject: connection.jsonl }',
    );
  const KEY = 'exports/connection.jsonl';
  const replaced = (log: readonly Seen[]) =>
    log.filter(({ operation, key }) => operation === 'PutObject' && key === KEY);

  test.each<[string, string, Answers]>([
    [
      'read',
      '{ read: true, delete: { objects: test-objects, until: forever } }',
      ({ operation }) =>
        /^(HEAD|GetObject)$/.test(operation) ? { status: 200, headers: {}, body: '' } : undefined,
    ],
    [
      'list',
      '{ list: true, delete: { objects: test-objects, until: forever } }',
      ({ operation, parameters }) =>
        operation === 'ListBucket' && parameters.get('prefix') !== null ? listing(KEY) : undefined,
    ],
  ])('is looked for where %s is granted, and left alone', async (_how, granted, answers) => {
    const { log, rows } = await toldAgainst(answers, { file: fixed(granted) });
    expect(replaced(log)).toEqual([]);
    expect(log.filter(({ operation, key }) => operation === 'DeleteObject' && key === KEY)).toEqual([]);
    expect(rows).toContainEqual(expect.objectContaining({ what: `put ${KEY}`, result: 'ok' }));
  });

  test('is put where it is not there', async () => {
    const { log, notes } = await toldAgainst(
      ({ operation }) => (operation === 'HEAD' ? { status: 404, headers: {}, body: '' } : undefined),
      { file: fixed('{ read: true }') },
    );
    expect(replaced(log)).toHaveLength(1);
    expect(notes).not.toContainEqual(expect.stringContaining('If-None-Match'));
  });

  test('may have been replaced where nobody may look, and that is said', async () => {
    const { log, notes } = await toldAgainst(() => undefined, { file: fixed('{}') });
    expect(replaced(log)).toHaveLength(1);
    expect(notes).toEqual([
      expect.stringMatching(/^put exports\/connection\.jsonl: .* If-None-Match has replaced/),
    ]);
  });
});

describe('the owner of the bucket', () => {
  /** As against AWS: without --endpoint-url. */
  async function ownersIn(file: string): Promise<Set<string | undefined>> {
    const store = await startFakeStore(() => undefined, { tls: false });
    process.env.AWS_ENDPOINT_URL = store.endpoint;
    try {
      await runTest({ file, options: { key: 's3.json', json: true } });
      const toS3 = store.log.filter(({ key: name }) => name !== undefined);
      expect(toS3.length).toBeGreaterThan(10);
      return new Set(toS3.map(({ headers }) => headers['x-amz-expected-bucket-owner']));
    } finally {
      delete process.env.AWS_ENDPOINT_URL;
      await store.close();
    }
  }

  test.each<[string, string, string | undefined]>([
    ['a bucket of ours is in our account', user(), '111122223333'],
    ['nobody says the account', user().replace('account: "111122223333", ', ''), undefined],
    [
      'an existing bucket may be anywhere',
      user().replace('{ name: acme-strm-events }', '{ existing: acme-strm-events }'),
      undefined,
    ],
  ])('%s', async (_name, file, owner) => {
    expect([...(await ownersIn(file))]).toEqual([owner]);
  });

  test('a store beside S3 is not asked for it', async () => {
    const { log } = await toldAgainst(() => undefined);
    for (const { headers } of log) expect(headers).not.toHaveProperty('x-amz-expected-bucket-owner');
  });
});

describe('a vendor that may list and not read', () => {
  const file = permissions('{ put: false, list: true }').replace('vendor: strm-privacy\n', '');
  const answers =
    (keys: readonly string[], get: WireResponse | undefined): Answers =>
    ({ operation, parameters }) => {
      if (operation === 'GetObject') return get;
      return operation === 'ListBucket' && parameters.get('prefix') !== null ? listing(...keys) : undefined;
    };

  test.each<[string, readonly string[], WireResponse | undefined, string]>([
    ['gets what is there', ['exports/a.csv'], { status: 200, headers: {}, body: 'a;b' }, '200'],
    ['is told that nothing is there', [], s3Error(404, 'NoSuchKey', 'no such key'), '404 NoSuchKey'],
  ])('differs where it %s', async (_what, keys, get, actual) => {
    const { rows, code } = await toldAgainst(answers(keys, get), { file });
    expect(
      rows.filter(({ what, result }) => what.startsWith('get the first') && result === 'differs'),
    ).toEqual([expect.objectContaining({ actual })]);
    expect(code).toBe(1);
  });

  test.each([[['exports/a.csv']], [[]]])('is as declared where that is denied: %j', async (keys) => {
    const { rows } = await toldAgainst(answers(keys, undefined), { file });
    expect(rows.find(({ what }) => what.startsWith('get the first'))).toMatchObject({ result: 'ok' });
  });
});
