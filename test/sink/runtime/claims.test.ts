import { Claims } from '../../../lib/sink/runtime/aws/claims';
import { AwsClient } from '../../../lib/sink/runtime/aws/client';
import { type Item, Table } from './claims-table';
import { Endpoint } from './support';

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

test('a claim that was given back is free, whatever objects there are', async () => {
  const { claims: ours } = claims(() => true);
  await ours.claim(['m1'], 'in/first', retry());
  await ours.release(['m1'], retry());
  expect((await claimOne(() => true)).claim).toBe('ours');
});

test('a claim is taken over only from exactly the one that was seen', async () => {
  table.claimed('m1', ended);
  await claimOne();
  const { ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = JSON.parse(
    String(endpoint.seen.at(-1)?.body),
  );
  expect(ConditionExpression).toBe('#key = :key AND #lease = :lease AND #written = :no');
  expect(ExpressionAttributeNames).toEqual({ '#key': 'key', '#lease': 'lease', '#written': 'written' });
  expect(ExpressionAttributeValues).toMatchObject({ ':key': { S: 'in/other' }, ':no': { BOOL: false } });
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
