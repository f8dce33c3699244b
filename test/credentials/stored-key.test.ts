import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY_FORMATS, keyText } from '../../lib/credentials/formats';
import { readKeyFile, requireKeyFile } from '../../lib/credentials/stored-key';
import { CANARY, spilled } from '../aws-fakes/canary';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-destination-stored-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const file = join(folder, 'key');
  writeFileSync(file, text);
  return file;
}

const KEY = { accessKeyId: 'AKIAFAKE', secretAccessKey: CANARY };
const created = new Date('2026-11-21T10:00:00Z');

test.each(KEY_FORMATS)('%s is read as it was written', (format) => {
  const file = written(keyText({ ...KEY, userName: 'writer', created }, format, 'eu-west-1'));
  const named = { 'aws-cli': { userName: 'writer', created }, profile: { userName: 'writer' } };
  const expected = { ...KEY, ...named[format as keyof typeof named] };
  expect(readKeyFile(file)).toEqual(expected);
  expect(requireKeyFile(file)).toEqual(expected);
});

test.each([
  [
    'JSON that escapes slashes',
    `{"AccessKeyId":"AKIAFAKE","SecretAccessKey":"${CANARY.replace('/', '\\/')}"}`,
  ],
  ['lines that end as on Windows', `AWS_ACCESS_KEY_ID=AKIAFAKE\r\nAWS_SECRET_ACCESS_KEY=${CANARY}\r\n`],
  ['a profile with blanks', `[default]\n  aws_access_key_id=AKIAFAKE\n  aws_secret_access_key  =  ${CANARY}`],
])('%s', (_what, text) => {
  expect(readKeyFile(written(text))).toMatchObject(KEY);
});

test.each([
  ['nothing', ''],
  ['a secret alone', CANARY],
  ['half a key', `{"AccessKey":{"AccessKeyId":"AKIAFAKE","Secret":"${CANARY}"}}`],
  ['an empty ID', `{"AccessKey":{"AccessKeyId":"","SecretAccessKey":"${CANARY}"}}`],
  ['a number for an ID', `{"AccessKeyId":1,"SecretAccessKey":"${CANARY}"}`],
  ['a key in a comment', `# AWS_ACCESS_KEY_ID=AKIAFAKE\n# AWS_SECRET_ACCESS_KEY=${CANARY}`],
  ['JSON that is none', 'null'],
  ['JSON that was cut short', keyText({ ...KEY, userName: 'writer', created }, 'aws-cli').slice(0, -5)],
])('%s is no key, and no message quotes it', (_what, text) => {
  const file = written(text);
  expect(readKeyFile(file)).toBeUndefined();
  let error: unknown;
  try {
    requireKeyFile(file);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({
    name: 'InputError',
    message: `${file} holds no access key: \`key issue\` writes one, in any --format, and so does \`aws iam create-access-key\``,
  });
  expect(spilled(error)).toEqual([]);
});

test('a file that is not there', () => {
  expect(readKeyFile(join(folder, 'no'))).toBeUndefined();
  expect(() => requireKeyFile(join(folder, 'no'))).toThrow(
    /no does not exist: --key names the file that `s3-destination key issue` wrote$/,
  );
});
