import { appendFileSync, mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerLost } from '../../lib/upload/answer';
import { Budget } from '../../lib/upload/budget';
import { contentTypeOf } from '../../lib/upload/content-type';
import { CHUNK, LIMITS, partsPlan } from '../../lib/upload/parts-plan';
import { isTransient, withRetries } from '../../lib/upload/retry';
import { LargeFile, readSmall, SourceFileError } from '../../lib/upload/source-file';
import { inEmptyFolder } from '../cli/support';
import { openFiles } from './support';

test('a budget is never overdrawn, and hands out in order', async () => {
  const budget = new Budget(10);
  const order: number[] = [];
  let held = 0;
  let most = 0;
  await Promise.all(
    [6, 6, 1, 40, 3, 3, 3].map(async (wanted, index) => {
      const giveBack = await budget.take(wanted);
      order.push(index);
      held += Math.min(wanted, 10);
      most = Math.max(most, held);
      await sleep(5);
      held -= Math.min(wanted, 10);
      giveBack();
    }),
  );
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(most).toBe(10);
});

const { memory, partSize } = LIMITS;
const TIB = 1024 ** 4;
test.each([
  [partSize + 1, partSize, 2, false],
  [10_000 * partSize, partSize, 4, false],
  [10_000 * partSize + 1, partSize + 1, 3, false],
  [10_000 * memory, memory, 1, false],
  [10_000 * memory + 1, memory + 1, 4, true],
  [5 * TIB, Math.ceil((5 * TIB) / 10_000), 4, true],
  [50 * TIB, Math.ceil((50 * TIB) / 10_000), 4, true],
])(
  '%d bytes go in parts of %d, %d at once, read as they are sent: %s',
  (size, expected, atOnce, streamed) => {
    const plan = partsPlan(size);
    expect(plan).toMatchObject({ partSize: expected, atOnce, streamed });
    expect(plan.count).toBe(Math.ceil(size / expected));
    expect(plan.count).toBeLessThanOrEqual(10_000);
    expect(plan.memory).toBe(atOnce * (streamed ? 3 * CHUNK : expected));
    expect(plan.memory).toBeLessThanOrEqual(memory);
  },
);

test.each([
  ['a.csv', 'text/csv'],
  ['a.CSV', 'text/csv'],
  ['a.jsonl', 'application/x-ndjson'],
  ['a.jsonl.gz', 'application/gzip'],
  ['folder.csv/a', 'application/octet-stream'],
  ['', 'application/octet-stream'],
])('%s is %s', (key, expected) => {
  expect(contentTypeOf(key)).toBe(expected);
});

test.each<[object, boolean]>([
  [{ name: 'SlowDown' }, true],
  [{ code: 'ECONNRESET' }, true],
  [{ name: 'InternalError', $metadata: { httpStatusCode: 500 } }, true],
  [{ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } }, false],
  [{ name: 'TooMany', $metadata: { httpStatusCode: 429 } }, true],
  [{ name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } }, true],
  [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, false],
  [{ code: 'ENOENT' }, false],
])('%p may pass: %s', (fields, expected) => {
  expect(isTransient(Object.assign(new Error('x'), fields))).toBe(expected);
});

test.each<[object, boolean]>([
  [{ code: 'ECONNRESET' }, true],
  [{ name: 'TimeoutError', $metadata: {} }, true],
  [{ name: 'InternalError', $metadata: { httpStatusCode: 500 } }, true],
  [{ name: 'InternalError', $metadata: { httpStatusCode: 503 } }, true],
  [{ name: 'UnknownError', $metadata: { httpStatusCode: 502 } }, true],
  [{ name: 'UnknownError', $metadata: { httpStatusCode: 504 } }, true],
  [{ code: 'ECONNREFUSED' }, false],
  [{ code: 'EAI_AGAIN' }, false],
  [{ name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, false],
  [{ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } }, false],
  [{ name: 'TooManyRequests', $metadata: { httpStatusCode: 429 } }, false],
  [{ name: 'BadDigest', $metadata: { httpStatusCode: 400 } }, false],
  [{ name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } }, false],
])('after %p the request may have been carried out: %s', (fields, expected) => {
  expect(answerLost(Object.assign(new Error('x'), fields))).toBe(expected);
});

test('after the last attempt the error stands, and each attempt knows what failed before', async () => {
  const seen: string[] = [];
  const { signal } = new AbortController();
  const attempt = async (before: readonly unknown[]) => {
    seen.push(before.map((error) => (error as Error).message).join());
    throw Object.assign(new Error(`number ${before.length}`), { name: 'SlowDown' });
  };
  await expect(withRetries({ attempts: 3, signal }, attempt)).rejects.toThrow('number 2');
  expect(seen).toEqual(['', 'number 0', 'number 0,number 1']);
});

test('a signal ends the waiting', async () => {
  const control = new AbortController();
  const attempt = async () => {
    control.abort(new Error('enough'));
    throw Object.assign(new Error('x'), { name: 'SlowDown' });
  };
  await expect(withRetries({ attempts: 9, signal: control.signal }, attempt)).rejects.toThrow('x');
  await expect(withRetries({ attempts: 9, signal: control.signal }, attempt)).rejects.toThrow('enough');
});

describe('a file', () => {
  /** As it is planned: written a second after 1970. */
  const planned = (text: string) => {
    writeFileSync('f', text);
    utimesSync('f', 1, 1);
    return { file: 'f', size: text.length, modified: 1000 };
  };
  const CHANGED = 'The file changed while the command ran';
  const changes: [string, () => void, string][] = [
    ['grew', () => appendFileSync('f', '6'), CHANGED],
    ['shrank', () => truncateSync('f', 2), CHANGED],
    ['was emptied', () => truncateSync('f'), CHANGED],
    ['was rewritten with as many bytes', () => writeFileSync('f', '54321'), CHANGED],
    ['went', () => rmSync('f'), 'The file is not there any more'],
    [
      'became a folder',
      () => {
        rmSync('f');
        mkdirSync('f');
      },
      'The file cannot be read (EISDIR)',
    ],
  ];

  test.each(['12345', ''])('is read as it was planned: "%s"', (text) =>
    inEmptyFolder(async () => {
      const source = planned(text);
      expect((await readSmall(source)).toString()).toBe(text);
    }),
  );

  test.each(changes)('that %s is not read, and stays open for nobody', (_, change, message) =>
    inEmptyFolder(async () => {
      const source = planned('12345');
      change();
      const before = openFiles();
      const error = await readSmall(source).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(SourceFileError);
      expect((error as Error).message).toBe(message);
      expect(openFiles()).toBe(before);
    }),
  );

  test('of a large size is read in pieces, and changes are seen', () =>
    inEmptyFolder(async () => {
      const file = await LargeFile.open(planned('0123456789'));
      try {
        const piece = Buffer.alloc(4);
        await file.fill(piece, 3);
        expect(piece.toString()).toBe('3456');
        const chunks: string[] = [];
        for await (const chunk of file.chunks(1, 8, 3)) chunks.push(chunk.toString());
        expect(chunks).toEqual(['123', '456', '78']);
        await expect(file.fill(piece, 8)).rejects.toThrow(CHANGED);
        await expect(file.checkUnchanged()).resolves.toBeUndefined();
        utimesSync('f', 2, 2);
        await expect(file.checkUnchanged()).rejects.toThrow(CHANGED);
      } finally {
        await file.close();
      }
    }));
});
