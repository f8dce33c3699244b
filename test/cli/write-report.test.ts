import { progressLine, WriteProgress } from '../../lib/cli/write-progress';
import {
  duration,
  isComplete,
  type Written,
  writeJson,
  writeProblems,
  writeSummary,
} from '../../lib/cli/write-report';
import { ChecksumError } from '../../lib/upload/object-put';
import type { Outcome } from '../../lib/upload/run';
import { SourceFileError } from '../../lib/upload/source-file';

jest.useFakeTimers();

const total = { files: 1200, bytes: 300e6 };

test.each<[string, Parameters<typeof progressLine>, string]>([
  [
    'few large files take time by their bytes',
    [
      { files: 2, bytes: 300e6 },
      { at: 10_000, files: 1, bytes: 100e6 },
      { at: 0, files: 0, bytes: 0 },
    ],
    '1 of 2 files, 100.0 MB of 300.0 MB, 10.0 MB/s, 20 s left',
  ],
  [
    'many small files take time by their number',
    [total, { at: 10_000, files: 200, bytes: 200e6 }, { at: 0, files: 0, bytes: 0 }],
    '200 of 1,200 files, 200.0 MB of 300.0 MB, 20.0 MB/s, 50 s left',
  ],
  [
    'what came before the window is not in the rate',
    [total, { at: 30_000, files: 600, bytes: 150e6 }, { at: 20_000, files: 500, bytes: 140e6 }],
    '600 of 1,200 files, 150.0 MB of 300.0 MB, 1.0 MB/s, 2 min 30 s left',
  ],
  [
    'nobody knows while nothing moves',
    [total, { at: 30_000, files: 0, bytes: 0 }, { at: 20_000, files: 0, bytes: 0 }],
    '0 of 1,200 files, 0 bytes of 300.0 MB, 0 bytes/s',
  ],
])('%s', (_, [all, now, earlier], expected) => {
  expect(progressLine(all, now, earlier)).toBe(expected);
});

test.each([
  [0.44, '0.4 s'],
  [59.4, '59 s'],
  [125, '2 min 5 s'],
  [3780, '1 h 3 min'],
])('%d seconds are %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

describe('progress', () => {
  function drawn(isTTY: boolean, milliseconds: number): string[] {
    const texts: string[] = [];
    const screen = { isTTY, columns: 40, write: (text: string) => texts.push(text) };
    const progress = new WriteProgress(screen);
    progress.start(total, () => ({ files: 600, bytes: 150e6 }));
    jest.advanceTimersByTime(milliseconds);
    progress.stop();
    return texts;
  }

  test('is not drawn for work that is done within a second', () => {
    expect(drawn(true, 900)).toEqual(['\r\u001b[2K']);
  });

  test('is one line, no longer than the terminal is wide, and gone in the end', () => {
    const texts = drawn(true, 1600);
    expect(texts.length).toBe(4);
    expect(texts[0]).toBe('\r\u001b[2K600 of 1,200 files, 150.0 MB of 300.0 M');
    expect(texts.at(-1)).toBe('\r\u001b[2K');
  });

  test('is nothing where nobody looks', () => {
    expect(drawn(false, 5000)).toEqual([]);
  });
});

describe('the report', () => {
  const item = (file: string) => ({ file, key: `in/${file}`, size: 1e6, modified: 0 });
  const of = (...outcomes: Outcome[]): Written => ({
    bucket: 'acme',
    seconds: 2,
    items: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].slice(0, outcomes.length).map(item),
    outcomes,
  });
  const denied = (key: string): Outcome => ({
    status: 'failed',
    error: Object.assign(new Error(`no ${key}`), { name: 'AccessDenied' }),
  });
  const mixed = of(
    { status: 'written' },
    denied('in/b'),
    { status: 'existing', partsLeft: true },
    denied('in/d'),
    { status: 'not-tried' },
    { status: 'written-or-existing' },
    { status: 'interrupted', partsLeft: true },
  );

  test('says what was done', () => {
    expect(writeSummary(mixed)).toBe(
      [
        'Wrote 1 file, 1.0 MB, to s3://acme in 2.0 s (500.0 KB/s).',
        '1 file was there already.',
        '1 file is there, from this run or from before: an answer of S3 got lost.',
      ].join('\n'),
    );
  });

  const REPEAT = 'The same command with --skip-existing writes what is missing.';
  test('says what was not, by its reason, and what is left', () => {
    expect(writeProblems(mixed)).toBe(
      [
        '2 files failed: AWS denies it: no … (AccessDenied)',
        '  b → in/b',
        '  d → in/d',
        '1 file given up on the way.',
        '1 file not tried any more.',
        'Parts of 2 files are still in the bucket:',
        '  c → in/c',
        '  g → in/g',
        REPEAT,
      ].join('\n'),
    );
    expect(isComplete(mixed)).toBe(false);
  });

  test.each<[string, Outcome, boolean, string | undefined]>([
    ['written', { status: 'written' }, true, undefined],
    ['there', { status: 'existing' }, true, undefined],
    ['there, in some way', { status: 'written-or-existing' }, true, undefined],
    [
      'there, with parts',
      { status: 'existing', partsLeft: true },
      true,
      'Parts of 1 file are still in the bucket:\n  a → in/a',
    ],
    ['not tried', { status: 'not-tried' }, false, `1 file not tried any more.\n${REPEAT}`],
    ['given up', { status: 'interrupted' }, false, `1 file given up on the way.\n${REPEAT}`],
    [
      'gone here',
      { status: 'failed', error: new SourceFileError('The file is not there any more') },
      false,
      `1 file failed: The file is not there any more\n  a → in/a\n${REPEAT}`,
    ],
    [
      'damaged there',
      { status: 'failed', error: new ChecksumError() },
      false,
      [
        '1 file failed: S3 confirmed another checksum than that of the bytes that were sent: what it stored is damaged (BadDigest)',
        '  a → in/a',
        'Without --skip-existing the same command writes over what is damaged.',
      ].join('\n'),
    ],
  ])('of a file that is %s', (_, outcome, complete, problems) => {
    const written = of(outcome);
    expect(isComplete(written)).toBe(complete);
    expect(writeProblems(written)).toBe(problems);
  });

  test('counts for a script', () => {
    expect(JSON.parse(writeJson(mixed))).toMatchObject({
      written: 1,
      existing: 1,
      writtenOrExisting: 1,
      failed: 2,
      interrupted: 1,
      notTried: 1,
      files: [
        { status: 'written' },
        { status: 'failed', reason: 'AWS denies it: no in/b (AccessDenied)' },
        { status: 'existing', partsLeft: true },
        { status: 'failed' },
        { status: 'not-tried' },
        { status: 'written-or-existing' },
        { status: 'interrupted', partsLeft: true },
      ],
    });
  });
});
