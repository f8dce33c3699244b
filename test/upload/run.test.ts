import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChecksumError, S3Refusal } from '../../lib/upload/object-put';
import { type Outcome, type RunOptions, UploadRun } from '../../lib/upload/run';
import type { Item } from '../../lib/upload/target';
import { inEmptyFolder } from '../cli/support';
import { MIB, withoutPauses } from './support';

withoutPauses();

type Put = RunOptions['put']['send'];
type SendParts = RunOptions['parts']['send'];

interface Parties {
  readonly put?: Put;
  readonly parts?: SendParts;
  readonly parallel?: number;
  readonly skipExisting?: boolean;
  readonly signal?: AbortSignal;
}

const written = async () => 'written' as const;

function runOf(
  items: readonly Item[],
  { put = async () => {}, parts = written, ...more }: Parties,
): UploadRun {
  return new UploadRun(items, {
    put: { send: put },
    parts: { send: parts },
    // A client that is asked nothing.
    existing: { client: {} as never, bucket: { Bucket: 'acme' }, attempts: 1 },
    attempts: 3,
    parallel: 1,
    skipExisting: false,
    mayList: false,
    signal: new AbortController().signal,
    ...more,
  });
}

/** One file on disk, under many keys. */
function many(count: number, size: number): Item[] {
  writeFileSync('f', '');
  truncateSync('f', size);
  const { mtimeMs: modified } = statSync('f');
  return Array.from({ length: count }, (_, index) => ({ file: 'f', size, modified, key: `k${index}` }));
}

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const denied = () => new S3Refusal('AccessDenied', 'no', 403);
const taken = () => new S3Refusal('PreconditionFailed', 'no', 412);

test('what is held in memory stays within bounds, however many go at once', () =>
  inEmptyFolder(async () => {
    const size = 8 * MIB;
    let started = 0;
    let held = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const put: Put = async (_key, body) => {
      held += body.length;
      most = Math.max(most, held);
      // The sixth leaves time for a seventh, and then lets all of them go.
      if (++started % 6 > 0) await new Promise<void>((go) => waiting.push(go));
      else await sleep(20);
      for (const go of waiting.splice(0)) go();
      held -= body.length;
    };
    const outcomes = await runOf(many(12, size), { put, parallel: 12 }).finish();
    expect(new Set(statuses(outcomes))).toEqual(new Set(['written']));
    expect(most).toBe(6 * size);
  }));

test('a success in between gives hope: failures are counted in a row', () =>
  inEmptyFolder(async () => {
    let calls = 0;
    const put: Put = async () => {
      if (++calls % 20 !== 0) throw denied();
    };
    const outcomes = await runOf(many(100, 1), { put }).finish();
    expect(statuses(outcomes).filter((status) => status === 'written').length).toBe(5);
    expect(statuses(outcomes)).not.toContain('not-tried');
  }));

test('so does another reason', () =>
  inEmptyFolder(async () => {
    let calls = 0;
    const put: Put = async () => {
      throw new S3Refusal(++calls % 15 === 0 ? 'InvalidRequest' : 'AccessDenied', 'no', 400);
    };
    const outcomes = await runOf(many(60, 1), { put }).finish();
    expect(new Set(statuses(outcomes))).toEqual(new Set(['failed']));
  }));

test('twenty of one reason end it, but for files that cannot be read', () =>
  inEmptyFolder(async () => {
    const items = many(60, 1);
    const gone = items.slice(0, 30).map((item) => ({ ...item, file: 'gone' }));
    const outcomes = await runOf([...gone, ...items], { put: () => Promise.reject(denied()) }).finish();
    expect(statuses(outcomes)).toEqual([...Array(50).fill('failed'), ...Array(40).fill('not-tried')]);
  }));

describe('the amount that is settled', () => {
  test('is all of it in the end, with what failed after some of its parts', () =>
    inEmptyFolder(async () => {
      const items = [...many(3, 9 * MIB), { ...(many(1, 9 * MIB)[0] as Item), key: 'bad' }];
      const seen: number[] = [];
      const parts: SendParts = async (_, { key, onBytes }) => {
        onBytes(8 * MIB);
        seen.push(run.bytes);
        if (key === 'bad') throw denied();
        onBytes(MIB);
        return 'written';
      };
      const run = runOf(items, { parts });
      await run.finish();
      expect(seen).toEqual([8, 17, 26, 35].map((size) => size * MIB));
      expect([run.files, run.bytes]).toEqual([4, 36 * MIB]);
    }));

  test('is without what was given up', () =>
    inEmptyFolder(async () => {
      const stop = new AbortController();
      const parts: SendParts = async (_, { key, onBytes, onPartsLeft }) => {
        onBytes(8 * MIB);
        if (key === 'k0') return 'written';
        onPartsLeft();
        stop.abort();
        throw stop.signal.reason;
      };
      const run = runOf(many(3, 9 * MIB), { parts, signal: stop.signal });
      expect(await run.finish()).toEqual([
        { status: 'written' },
        { status: 'interrupted', partsLeft: true },
        { status: 'not-tried' },
      ]);
      expect([run.files, run.bytes]).toEqual([1, 9 * MIB]);
    }));
});

describe('what S3 confirms with another checksum', () => {
  test.each<[string, boolean]>([
    ['anew', false],
    ['anew, over what is damaged, with --skip-existing, too', true],
  ])('is written %s', (_, skipExisting) =>
    inEmptyFolder(async () => {
      const conditions: boolean[] = [];
      const put: Put = async (_key, _body, { onlyNew }) => {
        conditions.push(onlyNew);
        // The damaged object is there, so that the condition would not hold.
        if (conditions.length > 1 && onlyNew) throw taken();
        if (conditions.length === 1) throw new ChecksumError();
      };
      const outcomes = await runOf(many(1, 1), { put, skipExisting }).finish();
      expect(statuses(outcomes)).toEqual(['written']);
      expect(conditions).toEqual([skipExisting, false]);
    }),
  );

  test('again and again is a failure', () =>
    inEmptyFolder(async () => {
      const put: Put = () => Promise.reject(new ChecksumError());
      const [outcome] = await runOf(many(1, 1), { put, skipExisting: true }).finish();
      expect(outcome).toMatchObject({ status: 'failed', error: expect.any(ChecksumError) });
    }));
});

test('a 412 is a failure where the file may be written over', () =>
  inEmptyFolder(async () => {
    const outcomes = await runOf(many(1, 1), { put: () => Promise.reject(taken()) }).finish();
    expect(statuses(outcomes)).toEqual(['failed']);
  }));
