import { progressLine, WriteProgress } from '../../lib/cli/write-progress';
import { duration, inMegabytes, type Written, writeFailures, writeSummary } from '../../lib/cli/write-report';

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
    '1 of 2 files, 100.0 of 300.0 MB, 10.0 MB/s, 20 s left',
  ],
  [
    'many small files take time by their number',
    [total, { at: 10_000, files: 200, bytes: 200e6 }, { at: 0, files: 0, bytes: 0 }],
    '200 of 1,200 files, 200.0 of 300.0 MB, 20.0 MB/s, 50 s left',
  ],
  [
    'what came before the window is not in the rate',
    [total, { at: 30_000, files: 600, bytes: 150e6 }, { at: 20_000, files: 500, bytes: 140e6 }],
    '600 of 1,200 files, 150.0 of 300.0 MB, 1.0 MB/s, 2 min 30 s left',
  ],
  [
    'nobody knows while nothing moves',
    [total, { at: 30_000, files: 0, bytes: 0 }, { at: 20_000, files: 0, bytes: 0 }],
    '0 of 1,200 files, 0.0 of 300.0 MB, 0.0 MB/s',
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

test('a GiB has its thousands', () => {
  expect(inMegabytes(1024 ** 3)).toBe('1,073.7 MB');
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
    expect(texts[0]).toBe('\r\u001b[2K600 of 1,200 files, 150.0 of 300.0 MB, ');
    expect(texts.at(-1)).toBe('\r\u001b[2K');
  });

  test('is nothing where nobody looks', () => {
    expect(drawn(false, 5000)).toEqual([]);
  });
});

describe('the report', () => {
  const item = (file: string) => ({ file, key: `in/${file}`, size: 1e6, modified: 0 });
  const written: Written = {
    bucket: 'acme',
    seconds: 2,
    items: ['a', 'b', 'c', 'd', 'e'].map(item),
    outcomes: [
      { status: 'written' },
      { status: 'failed', error: Object.assign(new Error('no in/b'), { name: 'AccessDenied' }) },
      { status: 'existing' },
      { status: 'failed', error: Object.assign(new Error('no in/d'), { name: 'AccessDenied' }) },
      { status: 'not-tried' },
    ],
  };

  test('says what was done', () => {
    expect(writeSummary(written)).toBe(
      'Wrote 1 file, 1.0 MB, to s3://acme in 2.0 s (0.5 MB/s).\n1 file was there already.',
    );
  });

  test('says what was not, by its reason', () => {
    expect(writeFailures(written)).toBe(
      [
        '2 files failed: AWS denies it: no … (AccessDenied)',
        '  b → in/b',
        '  d → in/d',
        '1 file not tried any more.',
        'The same command with --skip-existing writes what is missing.',
      ].join('\n'),
    );
  });
});
