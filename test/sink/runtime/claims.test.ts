import { Claims } from '../../../lib/sink/runtime/aws/claims';
import { AwsClient } from '../../../lib/sink/runtime/aws/client';
import { type Answer, Endpoint, type Seen } from './support';

interface Item {
  readonly id: { readonly S: string };
  readonly key: { readonly S: string };
  readonly lease: { readonly N: string };
  readonly written: { readonly BOOL: boolean };
  readonly expires: { readonly N: string };
}

/** DynamoDB as far as claims go: one table, and the two conditions. */
class Table {
  readonly items = new Map<string, Item>();
  /** Put into the way of the next requests. */
  readonly faults: Answer[] = [];

  answer({ headers, body }: Seen): Answer {
    const fault = this.faults.shift();
    if (fault !== undefined) return fault;
    const input = JSON.parse(String(body));
    if (headers['x-amz-target'] === 'DynamoDB_20120810.BatchWriteItem') {
      for (const { PutRequest } of input.RequestItems.claims)
        this.items.set(PutRequest.Item.id.S, PutRequest.Item);
      return { body: '{}' };
    }
    const there = this.items.get(input.Item.id.S);
    const { ':key': key, ':lease': lease } = input.ExpressionAttributeValues ?? {};
    const holds =
      input.ConditionExpression === 'attribute_not_exists(id)'
        ? there === undefined
        : there?.key.S === key.S && there?.lease.N === lease.N && there?.written.BOOL === false;
    if (!holds) {
      const type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
      return { status: 400, body: JSON.stringify({ __type: type, Item: there }) };
    }
    this.items.set(input.Item.id.S, input.Item);
    return { body: '{}' };
  }

  claimed(id: string, over: Partial<Record<keyof Item, unknown>> = {}): void {
    this.items.set(id, {
      id: { S: id },
      key: { S: 'in/other' },
      lease: { N: String(Date.now() + 60_000) },
      written: { BOOL: false },
      expires: { N: '0' },
      ...over,
    } as Item);
  }
}

let endpoint: Endpoint;
let table: Table;
beforeAll(async () => {
  endpoint = await Endpoint.start();
});
afterAll(() => endpoint.stop());
beforeEach(() => {
  table = new Table();
  endpoint.answer((seen) => table.answer(seen));
});

const retry = () => ({ retries: 3, timeout: 1000, deadline: Date.now() + 10_000 });
const ended = { lease: { N: String(Date.now() - 1) } };

function claims(exists: (key: string) => boolean = () => false) {
  const asked: string[] = [];
  const client = new AwsClient('eu-west-1', () => ({ accessKeyId: 'AKIA', secretAccessKey: 's' }));
  return {
    asked,
    claims: new Claims({
      client,
      table: 'claims',
      leaseSeconds: 90,
      rememberSeconds: 1000,
      exists: async (key) => {
        asked.push(key);
        return exists(key);
      },
      endpoint: endpoint.url,
    }),
  };
}

async function claimOne(exists?: (key: string) => boolean) {
  const made = claims(exists);
  const said = await made.claims.claim(['m1'], 'in/ours', retry());
  return { claim: said.get('m1'), asked: made.asked, key: table.items.get('m1')?.key.S };
}

test('a record that nobody claimed is ours, for longer than the function runs', async () => {
  expect(await claimOne()).toEqual({ claim: 'ours', asked: [], key: 'in/ours' });
  const { lease, expires, written } = table.items.get('m1') as Item;
  expect(Number(lease.N) - Date.now()).toBeGreaterThan(85_000);
  expect(Number(lease.N) - Date.now()).toBeLessThanOrEqual(90_000);
  expect(Math.abs(Number(expires.N) - Date.now() / 1000 - 1000)).toBeLessThan(5);
  expect(written.BOOL).toBe(false);
});

test.each([
  ['written', 'its object is known to be there', { written: { BOOL: true } }, false, []],
  ['written', 'its object turns out to be there, also while the lease lasts', {}, true, ['in/other']],
  ['written', 'its object turns out to be there after the lease', ended, true, ['in/other']],
  ['busy', 'another invocation is at it', {}, false, ['in/other']],
  ['ours', 'the other invocation died without its object', ended, false, ['in/other']],
] as const)('a record is %s where %s', async (expected, _, over, exists, asked) => {
  table.claimed('m1', over);
  expect(await claimOne(() => exists)).toEqual({
    claim: expected,
    asked,
    key: expected === 'ours' ? 'in/ours' : 'in/other',
  });
});

test('of two that take a claim over, one gets it', async () => {
  table.claimed('m1', ended);
  // While we look for the object, another invocation takes the claim over.
  const outcome = await claimOne(() => {
    table.claimed('m1', { key: { S: 'in/third' } });
    return false;
  });
  expect(outcome).toEqual({ claim: 'busy', asked: ['in/other'], key: 'in/third' });
});

test('a claim whose answer was lost is found to be our own', async () => {
  table.claimed('m1', { key: { S: 'in/ours' } });
  expect(await claimOne()).toEqual({ claim: 'ours', asked: [], key: 'in/ours' });
});

test('the object of several claims is asked for once', async () => {
  for (const id of ['m1', 'm2', 'm3']) table.claimed(id);
  const { claims: ours, asked } = claims(() => true);
  const said = await ours.claim(['m1', 'm2', 'm3'], 'in/ours', retry());
  expect([...said.values()]).toEqual(['written', 'written', 'written']);
  expect(asked).toEqual(['in/other']);
});

test('finished claims are written in batches, and what was not processed again', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `m${index}`);
  const unprocessed = { UnprocessedItems: { claims: [{ PutRequest: { Item: { id: { S: 'late' } } } }] } };
  table.faults.push({ body: JSON.stringify(unprocessed) });
  await claims().claims.finish(ids, 'in/ours', retry());
  expect(endpoint.seen.map(({ body }) => JSON.parse(String(body)).RequestItems.claims.length).sort()).toEqual(
    [1, 25, 5].sort(),
  );
  expect(table.items.get('m29')).toMatchObject({ key: { S: 'in/ours' }, written: { BOOL: true } });
  expect(table.items.has('late')).toBe(true);
});

test('a throttled claim is tried again, and one that is refused for good fails', async () => {
  const throttled = { status: 400, body: '{"__type":"x#ProvisionedThroughputExceededException"}' };
  table.faults.push(throttled, throttled);
  expect((await claimOne()).claim).toBe('ours');
  table.faults.push({ status: 400, body: '{"__type":"x#AccessDeniedException"}' });
  await expect(claimOne()).rejects.toThrow(
    'DynamoDB_20120810.PutItem was refused: 400 AccessDeniedException',
  );
});

test('after a failure no further claim is begun', async () => {
  const ids = Array.from({ length: 500 }, (_, index) => `m${index}`);
  table.faults.push({ status: 400, body: '{"__type":"x#AccessDeniedException"}' });
  await expect(claims().claims.claim(ids, 'in/ours', retry())).rejects.toThrow('AccessDeniedException');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(endpoint.seen.length).toBeLessThan(200);
});
