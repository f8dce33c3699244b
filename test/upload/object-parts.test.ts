import { statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import type { Fault } from '../../lib/local/faults';
import { ObjectParts, type PartsOptions } from '../../lib/upload/object-parts';
import { LargeFile, SourceFileError } from '../../lib/upload/source-file';
import { BUCKET, inFolder, MIB, Store, withoutPauses } from './support';

withoutPauses();

let store: Store;
let start: number;
beforeAll(async () => {
  store = await Store.start();
});
beforeEach(() => {
  start = store.engine.log.length;
});
afterAll(() => store.stop());

const SMALL = bytes(200_000);
/** Two parts of the least size that S3 completes, and a third. */
const LARGE = bytes(10 * MIB + 123);
const IN_PARTS = { partSize: 5 * MIB, mostParts: 10_000, memory: 10 * MIB };
const STREAMED = { ...IN_PARTS, memory: MIB };
/** For what is not completed. */
const IN_SMALL_PARTS = { partSize: 64 * 1024, mostParts: 10_000, memory: MIB };
const IN_SMALL_STREAMS = { ...IN_SMALL_PARTS, memory: 1 };

function bytes(size: number): Buffer {
  const content = Buffer.alloc(size);
  for (let index = 0; index < size - 4; index += 4) content.writeUInt32LE(index, index);
  return content;
}

let objects = 0;

interface Sent {
  readonly key: string;
  readonly outcome: 'written' | 'existing' | Error;
  readonly bytes: number;
  readonly partsLeft: number;
  /** Without the key. */
  readonly log: readonly string[];
}

/** Sends a file as a writer of the destination; `then` is done when the first request of an operation arrives. */
async function send(
  options: Partial<PartsOptions & { content: Buffer; onlyNew: boolean; old: string; faults: Fault[] }>,
  at: { readonly [operation: string]: (stop: AbortController) => void } = {},
): Promise<Sent> {
  const { content = SMALL, faults = [], old, onlyNew = false, mayAbort = false } = options;
  const key = `exports/orders/object-${objects++}.bin`;
  let sent: Sent | undefined;
  await inFolder({ 'a.bin': content }, async () => {
    if (old !== undefined) await store.put(key, old);
    const stop = new AbortController();
    const waiting = new Map(Object.entries(at));
    const onArrival = ({ operation, key: one }: { operation: string; key?: string }) => {
      if (one !== key) return false;
      const act = waiting.get(operation);
      waiting.delete(operation);
      act?.(stop);
      return false;
    };
    store.engine.fault({ match: onArrival });
    for (const fault of faults)
      store.engine.fault({ ...fault, match: (seen) => seen.key === key && fault.match?.(seen) !== false });
    start = store.engine.log.length;
    const client = store.client(store.writer());
    const parts = new ObjectParts({
      client,
      bucket: { Bucket: BUCKET },
      attempts: 4,
      keepChecksum: true,
      mayAbort,
      limits: IN_PARTS,
      ...options,
    });
    const { size, mtimeMs: modified } = statSync('a.bin');
    let bytes = 0;
    let partsLeft = 0;
    const closed = jest.spyOn(LargeFile.prototype, 'close').mockClear();
    const outcome = await parts
      .send(
        { file: 'a.bin', size, modified },
        {
          key,
          contentType: 'text/csv',
          onlyNew,
          signal: stop.signal,
          onBytes: (more) => {
            bytes += more;
          },
          onPartsLeft: () => {
            partsLeft++;
          },
        },
      )
      .catch((error: Error) => error);
    client.destroy();
    expect(closed).toHaveBeenCalledTimes(1);
    const log = store.since(start).map((line) => line.replace(` ${key}`, ''));
    sent = { key, outcome, bytes, partsLeft, log };
  }, [`permissions: { multipart: ${mayAbort} }`]);
  return sent as Sent;
}

const only =
  (operation: string): Fault['match'] =>
  (seen) =>
    seen.operation === operation;
const toComplete = (fault: Fault): Fault => ({ ...fault, match: only('CompleteMultipartUpload') });
const busy = toComplete({ status: 503, code: 'SlowDown' });
const failing = toComplete({ status: 500 });
const conflict = toComplete({ status: 409, code: 'ConditionalRequestConflict' });
const cut = toComplete({ reset: true });
const cutAfter = toComplete({ reset: true, afterwards: true });
const taken = toComplete({ status: 412, code: 'PreconditionFailed' });
const gone = toComplete({ status: 404, code: 'NoSuchUpload' });

type Expected = 'written' | 'existing' | RegExp;

describe('the last request', () => {
  test.each<[string, Fault[], { onlyNew: boolean; old?: string }, Expected]>([
    ['works at once', [], { onlyNew: true }, 'written'],
    ['works after a fault', [busy, failing, cut], { onlyNew: true }, 'written'],
    ['has its answer lost', [cutAfter], { onlyNew: false }, 'written'],
    ['has its answer lost, and must be new', [cutAfter], { onlyNew: true }, 'written'],
    ['has its answer lost, and then meets its own object', [cutAfter, taken], { onlyNew: true }, 'written'],
    ['has its answer lost and is turned down', [cutAfter, busy], { onlyNew: true }, 'written'],
    ['meets another object', [], { onlyNew: true, old: 'OLD' }, 'existing'],
    ['is turned down, and meets another', [busy], { onlyNew: true, old: 'OLD' }, 'existing'],
    ['meets a conflict, and another', [conflict], { onlyNew: true, old: 'OLD' }, 'existing'],
    ['is cut off, and meets another', [cut], { onlyNew: true, old: 'OLD' }, 'existing'],
    ['fails, and meets another', [failing], { onlyNew: true, old: 'OLD' }, 'existing'],
    ['is turned down, and somebody has removed the upload', [busy, gone], { onlyNew: true }, /NoSuchUpload/],
    ['may write over, and gets a 412 for all that', [cut, taken], { onlyNew: false }, /PreconditionFailed/],
  ])('%s', async (_, faults, options, expected) => {
    const { key, log, outcome, partsLeft } = await send({ ...options, faults });
    if (expected instanceof RegExp) expect(String((outcome as Error).name)).toMatch(expected);
    else expect(outcome).toBe(expected);
    expect(partsLeft).toBe(expected === 'written' ? 0 : 1);
    const stored = outcome === 'written' ? SMALL : options.old;
    if (stored !== undefined) expect((await store.read(key)).bytes.equals(Buffer.from(stored))).toBe(true);
    expect(log.filter((line) => line.startsWith('Abort'))).toEqual([]);
  });

  test('meets another object: where the writer may, it leaves no parts', async () => {
    const { log, outcome, partsLeft } = await send({ onlyNew: true, old: 'OLD', mayAbort: true });
    expect({ outcome, partsLeft }).toEqual({ outcome: 'existing', partsLeft: 0 });
    expect(log.slice(-2)).toEqual(['CompleteMultipartUpload PreconditionFailed', 'AbortMultipartUpload 204']);
  });
});

describe('a file', () => {
  test.each([
    ['in memory', IN_PARTS, true],
    ['in memory, beside AWS', IN_PARTS, false],
    ['as it is read', STREAMED, true],
    ['as it is read, beside AWS', STREAMED, false],
  ])('goes in parts %s, through faults', async (_, limits, keepChecksum) => {
    const match = only('UploadPart');
    const warned = jest.spyOn(console, 'warn');
    const faults: Fault[] = [
      { match, reset: true },
      { match, status: 503, code: 'SlowDown' },
      { match: only('CreateMultipartUpload'), status: 500 },
    ];
    const { bytes, key, log, outcome } = await send({ content: LARGE, limits, keepChecksum, faults });
    expect(outcome).toBe('written');
    expect(bytes).toBe(LARGE.length);
    expect((await store.read(key)).bytes.equals(LARGE)).toBe(true);
    expect(log.filter((line) => line === 'UploadPart 200').length).toBe(3);
    expect(warned).not.toHaveBeenCalled();
  });

  const rewrite = () => {
    const { mtimeMs } = statSync('a.bin');
    writeFileSync('a.bin', Buffer.alloc(SMALL.length, 'x'));
    utimesSync('a.bin', mtimeMs / 1000 + 1, mtimeMs / 1000 + 1);
  };
  const shrink = () => truncateSync('a.bin', 100_000);
  test.each<[string, PartsOptions['limits'], string, () => void]>([
    ['shrinks', IN_SMALL_PARTS, 'CreateMultipartUpload', shrink],
    ['shrinks as it is read', IN_SMALL_STREAMS, 'UploadPart', shrink],
    ['is rewritten with as many bytes', IN_SMALL_PARTS, 'UploadPart', rewrite],
    ['is rewritten as it is read', IN_SMALL_STREAMS, 'UploadPart', rewrite],
  ])('that %s is not stored', async (_, limits, operation, change) => {
    const { log, outcome } = await send({ limits }, { [operation]: change });
    // A store may see first that a part is not what its hash was taken of.
    if (!(outcome instanceof SourceFileError)) expect(String(outcome)).toMatch(/SHA256|Digest/);
    else expect(outcome.message).toBe('The file changed while the command ran');
    expect(log.some((line) => line.startsWith('Complete'))).toBe(false);
  });

  test.each([
    [true, 0, ['AbortMultipartUpload 204']],
    [false, 1, []],
  ])(
    'that is given up leaves no parts where the writer may remove them: %s',
    async (mayAbort, left, aborts) => {
      const { log, outcome, partsLeft } = await send({ mayAbort }, { UploadPart: (stop) => stop.abort() });
      expect((outcome as Error).name).toBe('AbortError');
      expect(partsLeft).toBe(left);
      expect(log.filter((line) => line.startsWith('Abort'))).toEqual(aborts);
      expect(log.some((line) => line.startsWith('Complete'))).toBe(false);
    },
  );

  test.each([
    [true, 0],
    [false, 1],
  ])('that a part fails of leaves no parts where the writer may remove them: %s', async (mayAbort, left) => {
    const faults = [{ match: only('UploadPart'), status: 400, code: 'InvalidRequest' }];
    const { outcome, partsLeft } = await send({ mayAbort, faults });
    expect([(outcome as Error).name, partsLeft]).toEqual(['InvalidRequest', left]);
  });

  test('that breaks as it is sent ends the upload, and the other parts with it', async () => {
    const { chunks } = LargeFile.prototype;
    let opened = 0;
    jest.spyOn(LargeFile.prototype, 'chunks').mockImplementation(async function* (this: LargeFile, ...range) {
      const isSent = range[0] === 0 && ++opened > 1;
      yield* chunks.apply(this, range);
      if (isSent) throw new SourceFileError('The file cannot be read (EIO)');
    });
    const { log, outcome, partsLeft } = await send({ limits: IN_SMALL_STREAMS });
    expect(outcome).toEqual(new SourceFileError('The file cannot be read (EIO)'));
    expect(partsLeft).toBe(1);
    expect(log.some((line) => line.startsWith('Complete'))).toBe(false);
  });

  test('that is not there is no upload', async () => {
    const parts = new ObjectParts({
      client: {} as never,
      bucket: { Bucket: BUCKET },
      attempts: 1,
      keepChecksum: true,
      mayAbort: true,
    });
    const sent = parts.send({ file: 'gone.bin', size: 1, modified: 1 }, {} as never);
    await expect(sent).rejects.toThrow('The file is not there any more');
  });
});
