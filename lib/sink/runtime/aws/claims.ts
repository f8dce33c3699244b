import { urlSuffixOf } from '../../../config/partition';
import { type AwsClient, AwsError } from './client';
import { type RetryOptions, withRetries } from './retry';

export interface ClaimsOptions {
  readonly client: AwsClient;
  readonly table: string;
  /** How long a claim keeps others away; longer than the function runs. */
  readonly leaseSeconds: number;
  /** How long a claim is remembered; longer than the queue keeps a message. */
  readonly rememberSeconds: number;
  /** Whether the object of a claim is there. */
  readonly exists: (key: string, retry: RetryOptions) => Promise<boolean>;
  /** `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly endpoint?: string;
}

/** What may be done with a record. */
export type Claim =
  /** It is ours to write. */
  | 'ours'
  /** It stands in an object already. */
  | 'written'
  /** Another invocation is at it, or was, a moment ago. */
  | 'busy';

interface Item {
  readonly id: { readonly S: string };
  /** The object that the record goes into. */
  readonly key: { readonly S: string };
  /** Until when, in milliseconds since 1970, only the claimant may write. */
  readonly lease: { readonly N: string };
  /** Set once the object is there. */
  readonly written: { readonly BOOL: boolean };
  /** When DynamoDB may forget it, in seconds since 1970. */
  readonly expires: { readonly N: string };
}

/** The key of a claim that was given back: no object has it. */
const NO_OBJECT = '-';
/** Requests at a time. */
const PARALLEL = 64;
const BATCH = 25;

/**
 * Which record goes into which object, so that a record that is delivered again, in another batch, is not written
 * again. A claimant that died left its claim behind: after the lease, whether its object is there decides.
 */
export class Claims {
  private readonly endpoint: string;

  constructor(private readonly options: ClaimsOptions) {
    const { region } = options.client;
    this.endpoint = options.endpoint ?? `https://dynamodb.${region}.${urlSuffixOf(region)}/`;
  }

  /** Claims records for the object `key`. */
  async claim(ids: readonly string[], key: string, retry: RetryOptions): Promise<ReadonlyMap<string, Claim>> {
    const claims = new Map<string, Claim>();
    const known = new Map<string, Promise<boolean>>();
    const exists = (other: string) => {
      const asked = known.get(other) ?? this.options.exists(other, retry);
      known.set(other, asked);
      return asked;
    };
    await inParallel(ids, async (id) => claims.set(id, await this.claimOne(id, key, exists, retry)));
    return claims;
  }

  /** Says that the object is there. A claim that is not finished is settled by the object itself later. */
  async finish(ids: readonly string[], key: string, retry: RetryOptions): Promise<void> {
    await this.writeAll(
      ids.map((id) => this.item(id, key, true)),
      retry,
    );
  }

  /** Gives claims back: the records will not be in the object after all. */
  async release(ids: readonly string[], retry: RetryOptions): Promise<void> {
    await this.writeAll(
      ids.map((id) => ({ ...this.item(id, NO_OBJECT, false), lease: { N: '0' } })),
      retry,
    );
  }

  private async writeAll(items: readonly Item[], retry: RetryOptions): Promise<void> {
    const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
      items.slice(index * BATCH, (index + 1) * BATCH),
    );
    await inParallel(batches, (batch) => this.write(batch, retry));
  }

  private async claimOne(
    id: string,
    key: string,
    exists: (key: string) => Promise<boolean>,
    retry: RetryOptions,
  ): Promise<Claim> {
    const found = await this.put(this.item(id, key, false), undefined, retry);
    if (found === undefined) return 'ours';
    // An answer that was lost: the claim of a moment ago is our own.
    if (found.key.S === key && !found.written.BOOL) return 'ours';
    const isThere = found.key.S !== NO_OBJECT && (found.written.BOOL || (await exists(found.key.S)));
    if (isThere) return 'written';
    if (Number(found.lease.N) > Date.now()) return 'busy';
    const other = await this.put(this.item(id, key, false), found, retry);
    return other === undefined || other.key.S === key ? 'ours' : 'busy';
  }

  private item(id: string, key: string, written: boolean): Item {
    const { leaseSeconds, rememberSeconds } = this.options;
    const now = Date.now();
    return {
      id: { S: id },
      key: { S: key },
      lease: { N: String(now + leaseSeconds * 1000) },
      written: { BOOL: written },
      expires: { N: String(Math.ceil(now / 1000) + rememberSeconds) },
    };
  }

  /** Puts the item where there is none, or in place of exactly `instead`. Gives back what is there otherwise. */
  private put(item: Item, instead: Item | undefined, retry: RetryOptions): Promise<Item | undefined> {
    const condition =
      instead === undefined
        ? { ConditionExpression: 'attribute_not_exists(id)' }
        : {
            ConditionExpression: '#key = :key AND #lease = :lease AND #written = :no',
            ExpressionAttributeNames: { '#key': 'key', '#lease': 'lease', '#written': 'written' },
            ExpressionAttributeValues: {
              ':key': instead.key,
              ':lease': instead.lease,
              ':no': { BOOL: false },
            },
          };
    return withRetries(async (timeout) => {
      try {
        await this.call(
          'PutItem',
          {
            TableName: this.options.table,
            Item: item,
            ...condition,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
          timeout,
        );
        return undefined;
      } catch (error) {
        const { code, output } = error as AwsError;
        if (code === 'ConditionalCheckFailedException' && output?.Item !== undefined)
          return output.Item as Item;
        throw error;
      }
    }, retry);
  }

  private async write(items: readonly Item[], retry: RetryOptions): Promise<void> {
    const { table } = this.options;
    let left: readonly unknown[] = items.map((item) => ({ PutRequest: { Item: item } }));
    await withRetries(async (timeout) => {
      const { UnprocessedItems = {} } = await this.call<{
        UnprocessedItems?: Readonly<Record<string, readonly unknown[]>>;
      }>('BatchWriteItem', { RequestItems: { [table]: left } }, timeout);
      left = UnprocessedItems[table] ?? [];
      if (left.length > 0) throw new AwsError(503, 'UnprocessedItems', 'BatchWriteItem');
    }, retry);
  }

  private call<T = unknown>(operation: string, input: object, timeout: number): Promise<T> {
    return this.options.client.call<T>(
      'dynamodb',
      `DynamoDB_20120810.${operation}`,
      this.endpoint,
      input,
      timeout,
    );
  }
}

/** After a failure nothing more is begun: a claim that nobody uses would keep others away. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  let failed = false;
  const worker = async () => {
    for (const item of queue) {
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
}
