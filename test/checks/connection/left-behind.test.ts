import { LeftBehind } from '../../../lib/checks/connection/left-behind';
import type { WireResponse } from '../../../lib/local/http';
import { codeOfSignal } from '../../../lib/terminal/exit';
import { cleanAwsEnvironment } from '../../aws-fakes/environment';
import { s3Error, stored } from './fake-store';
import { toldAgainst, user } from './support';

const { restore } = cleanAwsEnvironment();
afterAll(restore);

const VERSIONED: Readonly<Record<string, WireResponse>> = {
  PutObject: { status: 200, body: '', headers: { etag: '"e"', 'x-amz-version-id': 'version-1' } },
  DeleteObject: {
    status: 204,
    body: '',
    headers: { 'x-amz-version-id': 'marker-1', 'x-amz-delete-marker': 'true' },
  },
};

const remnants = (left: LeftBehind) => left.remnants.map(({ what, key, remove }) => [what, key, remove]);

test('on a bucket with versions, a delete leaves the version and a marker', async () => {
  const file = user(
    'access: { type: iam-user, userName: strm-writer }\npermissions: { delete: { objects: test-objects, until: forever } }',
  );
  const { leftBehind, passed } = await toldAgainst(
    ({ operation, key = '' }) => {
      if (!key.startsWith('exports/.strm_test_')) return undefined;
      return VERSIONED[operation];
    },
    { file },
  );
  expect(leftBehind.map(({ what, remove }) => [what, /--version-id=(\S+)/.exec(remove)?.[1]])).toEqual([
    ['older version', 'version-1'],
    ['delete marker', 'marker-1'],
  ]);
  expect(passed).toBe(true);
});

test('a put whose answer was lost may have been carried out', async () => {
  const { leftBehind, rows } = await toldAgainst(({ operation }) =>
    operation === 'PutObject' ? 'cut' : undefined,
  );
  expect(leftBehind).toEqual([
    expect.objectContaining({
      what: 'object',
      perhaps: true,
      key: expect.stringMatching(/^exports\/\.strm_test_/),
    }),
  ]);
  expect(rows.filter(({ result }) => result === 'not tested')).toHaveLength(14);
});

test('an object that should have been denied is left behind, too', async () => {
  const { leftBehind, code } = await toldAgainst(({ operation, key = '' }) =>
    operation === 'PutObject' && key.startsWith('exports-other/') ? stored() : undefined,
  );
  expect(leftBehind.map(({ key }) => key.split('/')[0])).toEqual(['exports', 'exports-other']);
  expect(code).toBe(1);
});

test('an interrupt ends the test, and says what is left', async () => {
  let end = (_signal: string): void => undefined;
  const { leftBehind, rows, code } = await toldAgainst(
    ({ operation, key = '' }) => {
      if (operation === 'PutObject' && key.startsWith('exports-other/')) end('SIGINT');
      return undefined;
    },
    {
      interrupt: (callback) => {
        end = callback;
      },
    },
  );
  expect(rows.map(({ result }) => result)).toEqual(['ok', 'ok', ...Array(14).fill('not tested')]);
  // The request that was cut off may have been carried out.
  expect(leftBehind.map(({ perhaps }) => perhaps)).toEqual([false, true]);
  expect(code).toBe(codeOfSignal('SIGINT'));
});

test.each([
  ['when_supported', true],
  ['when_required', false],
] as const)('%s: a checksum is sent: %s', async (checksums, sent) => {
  const { log, passed } = await toldAgainst(() => undefined, { options: { checksums } });
  const puts = log.filter(({ operation }) => operation === 'PutObject');
  for (const { headers } of puts)
    expect('x-amz-checksum-crc32' in headers || 'x-amz-trailer' in headers).toBe(sent);
  expect([puts.length, passed]).toEqual([8, true]);
});

test('a store without STS is tested, and says that nobody knows whose key it is', async () => {
  const { notes, passed, writer } = await toldAgainst(({ operation }) =>
    operation === 'GetCallerIdentity'
      ? s3Error(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.')
      : undefined,
  );
  expect(writer).toBeUndefined();
  expect(notes).toEqual([expect.stringContaining('does not tell whose key this is')]);
  expect(passed).toBe(true);
});

test('commands are for a shell, whatever the key is called', () => {
  const left = new LeftBehind('acme', { region: 'eu-west-1' });
  left.stored("it's here/$(rm).csv", 'v 1');
  left.uploadBegun('-x.csv', 'up');
  left.uploadBegun('gone.csv', 'gone');
  left.uploadEnded('gone');
  expect(remnants(left)).toEqual([
    [
      'object',
      "it's here/$(rm).csv",
      "aws s3api delete-object --bucket acme --key='it'\\''s here/$(rm).csv' --version-id='v 1' --region eu-west-1",
    ],
    [
      'unfinished upload',
      '-x.csv',
      'aws s3api abort-multipart-upload --bucket acme --key=-x.csv --upload-id=up --region eu-west-1',
    ],
  ]);
});
