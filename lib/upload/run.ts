import { setMaxListeners } from 'node:events';
import { codeOf } from '../aws/aws-error';
import { answerLost, isTaken } from './answer';
import { Budget } from './budget';
import { contentTypeOf } from './content-type';
import { isThere, listed } from './existing';
import type { ObjectParts } from './object-parts';
import { ChecksumError, type ObjectPut } from './object-put';
import { LIMITS, partsPlan } from './parts-plan';
import { withRetries } from './retry';
import { readSmall, SourceFileError } from './source-file';
import type { Item } from './target';

/** Bytes of all files together that are held in memory. */
const MEMORY = 48 * 1024 * 1024;
/** Failures one after the other, with the same reason and nothing written in between, until the rest is left. */
const HOPELESS = 20;

/** What is there at the end, of a file whose object could be stored or was there. */
type Stored = 'written' | 'existing' | 'written-or-existing';

export interface Outcome {
  /**
   * `written-or-existing`: an answer got lost, and the next attempt found an object. `interrupted`: given up on the
   * way, because the run was ended.
   */
  readonly status: Stored | 'failed' | 'interrupted' | 'not-tried';
  /** Of what failed. */
  readonly error?: unknown;
  /** Parts of it are in the bucket that nobody will complete. */
  readonly partsLeft?: boolean;
}

export interface RunOptions {
  readonly put: Pick<ObjectPut, 'send'>;
  readonly parts: Pick<ObjectParts, 'send'>;
  readonly existing: Omit<Parameters<typeof isThere>[1], 'signal'>;
  readonly attempts: number;
  readonly parallel: number;
  /** Never writes over what is there. */
  readonly skipExisting: boolean;
  /** Whether the policy lets the writer list. */
  readonly mayList: boolean;
  /** Ends it: what is under way is given up. */
  readonly signal: AbortSignal;
}

/** Sends files in parallel, within bounds of memory, and tells of each what became of it. */
export class UploadRun {
  /** Files and bytes that are settled, whatever came of them, with what has gone of those under way. */
  files = 0;
  bytes = 0;
  private readonly outcomes: Outcome[];
  private readonly memory = new Budget(MEMORY);
  private there: ReadonlySet<string> = new Set();
  private stopped = false;
  private lastCode = '';
  private inARow = 0;

  constructor(
    private readonly items: readonly Item[],
    private readonly options: RunOptions,
  ) {
    this.outcomes = items.map(() => ({ status: 'not-tried' }));
    setMaxListeners(0, options.signal);
  }

  /** In the order of the items. */
  async finish(): Promise<readonly Outcome[]> {
    const { existing, mayList, parallel, signal, skipExisting } = this.options;
    if (skipExisting && mayList) {
      const keys = this.items.map(({ key }) => key);
      this.there = await listed(keys, { ...existing, signal }).catch((error: unknown) => {
        if (signal.aborted) return new Set<string>();
        throw error;
      });
    }
    let next = 0;
    const work = async () => {
      while (next < this.items.length && !this.stopped && !signal.aborted) {
        const index = next++;
        await this.settle(index, this.items[index] as Item);
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, this.items.length) }, work));
    return this.outcomes;
  }

  private async settle(index: number, item: Item): Promise<void> {
    let sent = 0;
    let partsLeft: { partsLeft?: true } = {};
    const outcome = await this.attempt(item, {
      onBytes: (bytes) => {
        sent += bytes;
        this.bytes += bytes;
      },
      onPartsLeft: () => {
        partsLeft = { partsLeft: true };
      },
    });
    this.outcomes[index] = { ...outcome, ...partsLeft };
    const settled = outcome.status !== 'not-tried' && outcome.status !== 'interrupted';
    this.bytes += (settled ? item.size : 0) - sent;
    if (settled) this.files++;
  }

  private async attempt(item: Item, watch: Watch): Promise<Outcome> {
    const { signal } = this.options;
    if (this.there.has(item.key)) return { status: 'existing' };
    const large = item.size > LIMITS.partSize;
    const giveBack = await this.memory.take(large ? partsPlan(item.size).memory : item.size);
    try {
      if (signal.aborted) return { status: 'not-tried' };
      const status = await (large ? this.sendLarge(item, watch) : this.sendSmall(item));
      this.inARow = 0;
      return { status };
    } catch (error) {
      if (signal.aborted) return { status: 'interrupted' };
      this.judge(error);
      return { status: 'failed', error };
    } finally {
      giveBack();
    }
  }

  private async sendSmall(item: Item): Promise<Stored> {
    const { attempts, put, signal, skipExisting } = this.options;
    const { key } = item;
    const body = await readSmall(item);
    const contentType = contentTypeOf(key);
    return withRetries({ attempts, signal }, async (before) => {
      // An object that S3 confirmed with another checksum is this run's own, and is mended.
      const onlyNew = skipExisting && !before.some((error) => error instanceof ChecksumError);
      try {
        await put.send(key, body, { contentType, onlyNew, signal });
      } catch (error) {
        if (!onlyNew || !isTaken(error)) throw error;
        return before.some(answerLost) ? 'written-or-existing' : 'existing';
      }
      return 'written';
    });
  }

  private async sendLarge(item: Item, watch: Watch): Promise<Stored> {
    const { existing, parts, signal, skipExisting: onlyNew } = this.options;
    const { key } = item;
    // S3 refuses only once all parts are there: one question may save them.
    if (onlyNew && (await isThere(key, { ...existing, signal }))) return 'existing';
    return parts.send(item, { key, contentType: contentTypeOf(key), onlyNew, signal, ...watch });
  }

  /** Some reasons are those of every file; none of this machine's own files is. */
  private judge(error: unknown): void {
    if (error instanceof SourceFileError) return;
    const code = codeOf(error);
    this.inARow = code === this.lastCode ? this.inARow + 1 : 1;
    this.lastCode = code;
    if (FATAL.has(code) || this.inARow >= HOPELESS) this.stopped = true;
  }
}

type Watch = Pick<Parameters<ObjectParts['send']>[1], 'onBytes' | 'onPartsLeft'>;

const FATAL = new Set([
  'AuthorizationHeaderMalformed',
  'CredentialsProviderError',
  'ECONNREFUSED',
  'ENOTFOUND',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
  'NoSuchBucket',
  'PermanentRedirect',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TokenProviderError',
]);
