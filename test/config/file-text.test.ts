import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_FILE_BYTES } from '../../lib/config/file-text';
import { renderProblem } from '../../lib/config/problem';
import { readDestination } from '../../lib/load/read';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-text-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => jest.restoreAllMocks());

const VALID = 'version: 1\nname: orders\naccess: { type: iam-user }\n';

function problemsOf(file: string): string[] {
  return readDestination(file).problems.map((problem) => renderProblem(problem).replace(`${file}: `, ''));
}

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

test('a file that is missing is not there to be read, and the command that writes one is named', () => {
  expect(problemsOf(join(folder, 'missing.yaml'))).toEqual([
    'does not exist: `s3-destination init` writes a destination file',
  ]);
  expect(problemsOf('')).toEqual(['does not exist: `s3-destination init` writes a destination file']);
});

test('a folder is no file', () => {
  mkdirSync(join(folder, 'destination'));
  expect(problemsOf(join(folder, 'destination'))).toEqual(['is a folder: name the destination file in it']);
});

test.each([
  ['Latin-1', Buffer.from('version: 1\nname: commandé\n', 'latin1')],
  ['UTF-16', Buffer.from(`\uFEFF${VALID}`, 'utf16le')],
  ['a picture', Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64')],
  ['half a surrogate pair', Buffer.from('version: "\xed\xa0\x80"', 'latin1')],
])('%s is not UTF-8', (name, bytes) => {
  expect(problemsOf(written(`${name}.yaml`, bytes))).toEqual(['is not UTF-8 text: save it as UTF-8']);
});

test('a byte order mark is no mistake, and does not count as a column', () => {
  expect(problemsOf(written('mark.yaml', `\uFEFF${VALID}`))).toEqual([]);
  expect(readDestination(written('mark.yaml', '\uFEFFnmae: orders')).problems[0]).toMatchObject({
    line: 1,
    column: 1,
  });
});

test('a file may be as large as 64 KiB, and not one byte larger', () => {
  const filled = `${VALID}#`.padEnd(MAX_FILE_BYTES, 'x');
  expect(problemsOf(written('largest.yaml', filled))).toEqual([]);
  expect(problemsOf(written('too-large.yaml', `${filled}x`))).toEqual([
    'is larger than 64 KiB: this is not a destination file',
  ]);
});

test('a device without an end is not read to its end', () => {
  expect(problemsOf('/dev/zero')).toEqual(['is larger than 64 KiB: this is not a destination file']);
});

test.each([
  ['EACCES', 'may not be read by you: give yourself the right to read it'],
  ['EPERM', 'may not be read by you: give yourself the right to read it'],
  ['EMFILE', 'cannot be read (EMFILE): name another file'],
])('a file that the system refuses with %s is a problem like others', (code, message) => {
  jest.spyOn(fs, 'openSync').mockImplementation(() => {
    throw Object.assign(new Error('refused'), { code });
  });
  expect(problemsOf('destination.yaml')).toEqual([message]);
});

test('a file is closed after it was read, and after it could not be', () => {
  const open = jest.spyOn(fs, 'openSync');
  const close = jest.spyOn(fs, 'closeSync');
  problemsOf(written('closed.yaml', VALID));
  problemsOf(folder);
  expect(close.mock.calls.map(([descriptor]) => descriptor)).toEqual(
    open.mock.results.map(({ value }) => value),
  );
});
