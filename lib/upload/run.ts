import { setMaxListeners } from 'node:events';
import { codeOf } from '../aws/aws-error';
import { Budget } from './budget';
import { contentTypeOf } from './content-type';
import { isThere, listed } from './existing';
import type { ObjectParts } from './object-parts';
import { memoryFor, PART_SIZE } from './object-parts';
import type { ObjectPut } from './object-put';
import { withRetries } from './retry';
import { readSmall } from './source-file';
import type { Item } from './target';

/** Bytes of all files together that are held in memory. */
const MEMORY = 48 * 1024 * 1024;
/** Failures one after the other, with the same reason and nothing written in between, until the rest is left. */
const HOPELESS = 20;

export type Outcome =
  | { readonly status: 'written' | 'existing' | 'not-tried' }
  | { readonly status: 'failed'; readonly error: unknown };

export interface RunOptions {
  readonly put: ObjectPut;
  readonly parts: ObjectParts;
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
    const onBytes = (bytes: number) => {
      sent += bytes;
      this.bytes += bytes;
    };
    try {
      const status = this.there.has(item.key) ? 'existing' : await this.send(item, onBytes);
      this.outcomes[index] = { status };
      this.inARow = 0;
    } catch (error) {
      if (this.options.signal.aborted) {
        this.bytes -= sent;
        return;
      }
      this.outcomes[index] = { status: 'failed', error };
      this.judge(error);
    }
    this.bytes += item.size - sent;
    this.files++;
  }

  private async send(item: Item, onBytes: (bytes: number) => void): Promise<'written' | 'existing'> {
    const { signal } = this.options;
    const large = item.size > PART_SIZE;
    const giveBack = await this.memory.take(large ? memoryFor(item.size) : item.size);
    try {
      signal.throwIfAborted();
      return large ? await this.sendLarge(item, onBytes) : await this.sendSmall(item);
    } finally {
      giveBack();
    }
  }

  private async sendSmall(item: Item): Promise<'written' | 'existing'> {
    const { attempts, put, signal, skipExisting: onlyNew } = this.options;
    const { key } = item;
    const body = await readSmall(item);
    const contentType = contentTypeOf(key);
    return withRetries({ attempts, signal }, async (failed) => {
      try {
        await put.send(key, body, { contentType, onlyNew, signal });
      } catch (error) {
        if (!isTaken(error)) throw error;
        // The answer to an attempt before may have got lost, and the object is this very one.
        return failed > 0 ? 'written' : 'existing';
      }
      return 'written';
    });
  }

  private async sendLarge(item: Item, onBytes: (bytes: number) => void): Promise<'written' | 'existing'> {
    const { existing, parts, signal, skipExisting: onlyNew } = this.options;
    const { key } = item;
    // S3 refuses only once all parts are there: one question may save them.
    if (onlyNew && (await isThere(key, { ...existing, signal }))) return 'existing';
    try {
      await parts.send(item, { key, contentType: contentTypeOf(key), onlyNew, signal, onBytes });
      return 'written';
    } catch (error) {
      if (isTaken(error)) return 'existing';
      throw error;
    }
  }

  /** Some reasons are those of every file. */
  private judge(error: unknown): void {
    const code = codeOf(error);
    this.inARow = code === this.lastCode ? this.inARow + 1 : 1;
    this.lastCode = code;
    if (FATAL.has(code) || this.inARow >= HOPELESS) this.stopped = true;
  }
}

const isTaken = (error: unknown) => codeOf(error) === 'PreconditionFailed';

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
