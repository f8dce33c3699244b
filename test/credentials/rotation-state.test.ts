import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rotation, RotationState } from '../../lib/credentials/rotation-state';
import { modeOf } from './support';

let folder: string;
let state: RotationState;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-destination-state-'));
  state = new RotationState(folder, 'writer');
});
afterEach(() => rmSync(folder, { recursive: true }));

const ROTATION: Rotation = {
  version: 1,
  user: 'writer',
  before: ['AKIAOLD'],
  old: 'AKIAOLD',
  format: 'aws-cli',
  file: join(tmpdir(), 's3.json'),
  startedAt: '2026-11-21T00:00:00.000Z',
  pid: 1,
  tested: false,
  deleteAfterDays: 7,
};

test.each([
  ['begun', () => state.begin(ROTATION)],
  ['saved', () => state.save(ROTATION)],
])('a rotation that is %s is read again, by its owner only', (_how, write) => {
  const before = process.umask(0);
  try {
    expect(write()).toEqual(ROTATION);
  } finally {
    process.umask(before);
  }
  expect(state.read()).toEqual(ROTATION);
  if (process.platform !== 'win32') expect(modeOf(state.path)).toBe('600');
});

test('of two runs that begin at a time, one does', () => {
  state.begin(ROTATION);
  expect(() => state.begin({ ...ROTATION, pid: 2 })).toThrow(
    `${state.path} is there already: another \`key rotate\` has just begun`,
  );
  expect(state.read()).toEqual(ROTATION);
});

test('a run that was killed while it began has begun nothing', () => {
  writeFileSync(state.path, '');
  expect(state.read()).toBeUndefined();
  state.begin(ROTATION);
  expect(state.read()).toEqual(ROTATION);
});

test('who reads while it is saved sees all of the old or all of the new', () => {
  state.begin(ROTATION);
  const seen = join(folder, 'seen');
  // A second name of the old file: it would change along, if that were written into.
  linkSync(state.path, seen);
  state.save({ ...ROTATION, new: 'AKIANEW' });
  expect(JSON.parse(readFileSync(seen, 'utf8')).new).toBeUndefined();
  expect(state.read()?.new).toBe('AKIANEW');
});

test('a folder that is not there', () => {
  expect(() => new RotationState(join(folder, 'no'), 'writer').begin(ROTATION)).toThrow(
    /cannot be written \(ENOENT\).*and without it a rotation could not be resumed/,
  );
});
