import { appendFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Budget } from '../../lib/upload/budget';
import { contentTypeOf } from '../../lib/upload/content-type';
import { memoryFor, PART_SIZE, partSizeFor } from '../../lib/upload/object-parts';
import { isTransient, withRetries } from '../../lib/upload/retry';
import { LargeFile, readSmall } from '../../lib/upload/source-file';
import { inEmptyFolder } from '../cli/support';

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

test.each([
  [PART_SIZE + 1, PART_SIZE],
  [10_000 * PART_SIZE, PART_SIZE],
  [10_000 * PART_SIZE + 1, PART_SIZE + 1],
  [5 * 1024 ** 4, Math.ceil((5 * 1024 ** 4) / 10_000)],
])('%d bytes go in parts of %d', (size, expected) => {
  expect(partSizeFor(size)).toBe(expected);
  expect(Math.ceil(size / expected)).toBeLessThanOrEqual(10_000);
  expect(memoryFor(size)).toBeLessThanOrEqual(Math.max(4 * PART_SIZE, expected));
});

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

test('after the last attempt the error stands, and each attempt knows how many failed', async () => {
  const seen: number[] = [];
  const { signal } = new AbortController();
  const attempt = async (failed: number) => {
    seen.push(failed);
    throw Object.assign(new Error(`number ${failed}`), { name: 'SlowDown' });
  };
  await expect(withRetries({ attempts: 3, signal }, attempt)).rejects.toThrow('number 2');
  expect(seen).toEqual([0, 1, 2]);
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
  const source = (size: number, modified = 1000) => ({ file: 'f', size, modified });

  test('is read as it was planned', () =>
    inEmptyFolder(async () => {
      writeFileSync('f', '12345');
      expect((await readSmall(source(5))).toString()).toBe('12345');
      writeFileSync('f', '');
      expect((await readSmall(source(0))).length).toBe(0);
    }));

  test('that grew, shrank or went is not', () =>
    inEmptyFolder(async () => {
      writeFileSync('f', '12345');
      appendFileSync('f', '6');
      await expect(readSmall(source(5))).rejects.toThrow('The file changed while it was read');
      truncateSync('f', 2);
      await expect(readSmall(source(5))).rejects.toThrow('The file changed while it was read');
      await expect(readSmall({ ...source(5), file: 'gone' })).rejects.toThrow(/ENOENT/);
    }));

  test('of a large size is read in pieces, and changes are seen', () =>
    inEmptyFolder(async () => {
      writeFileSync('f', '0123456789');
      utimesSync('f', 1, 1);
      const file = await LargeFile.open(source(10));
      try {
        const piece = Buffer.alloc(4);
        await file.fill(piece, 3);
        expect(piece.toString()).toBe('3456');
        await expect(file.fill(piece, 8)).rejects.toThrow('The file changed');
        await expect(file.checkUnchanged()).resolves.toBeUndefined();
        utimesSync('f', 2, 2);
        await expect(file.checkUnchanged()).rejects.toThrow('The file changed');
      } finally {
        await file.close();
      }
    }));
});
