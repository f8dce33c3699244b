import { type ExistingOptions, isThere, listed } from '../../lib/upload/existing';
import { BUCKET, inFolder, Store } from './support';

let store: Store;
beforeAll(async () => {
  store = await Store.start();
  for (const name of ['a', 'b', 'c']) await store.put(`exports/orders/${name}.csv`, name);
});
afterAll(() => store.stop());

const KEYS = ['exports/orders/c.csv', 'exports/orders/gone.csv', 'exports/orders/a.csv'];

/** As a writer with these permissions; a page of a listing has one object. */
const asWriter = (permissions: string, work: (options: ExistingOptions) => Promise<void>) =>
  inFolder({}, async () => {
    const client = store.client(store.writer());
    client.middlewareStack.add(
      (next) => (call) => next({ ...call, input: { ...call.input, MaxKeys: 1 } as never }),
      { step: 'initialize' },
    );
    const { signal } = new AbortController();
    await work({ client, bucket: { Bucket: BUCKET }, attempts: 1, signal }).finally(() => client.destroy());
  }, [`permissions: ${permissions}`]);

test.each<[string, string, string[]]>([
  ['on every page of a listing', '{ list: true }', ['exports/orders/a.csv', 'exports/orders/c.csv']],
  ['nowhere where the listing is denied', '{ read: true }', []],
])('what is there is found %s', (_, permissions, expected) =>
  asWriter(permissions, async (options) => {
    const start = store.engine.log.length;
    expect([...(await listed(KEYS, options))].sort()).toEqual(expected);
    expect(store.since(start).length).toBe(expected.length === 0 ? 1 : 3);
  }),
);

test('a listing of too many others is given up', () =>
  asWriter('{ list: true }', async (options) => {
    const pages = jest.spyOn(options.client, 'send').mockImplementation((() =>
      Promise.resolve({
        Contents: [{ Key: KEYS[0] }, { Key: 'else' }],
        NextContinuationToken: 'more',
      })) as never);
    expect([...(await listed(KEYS, options))]).toEqual([KEYS[0]]);
    expect(pages).toHaveBeenCalledTimes(11);
  }));

test.each<[string, string, boolean[]]>([
  ['who may read and list is told', '{ read: true, list: true }', [true, false]],
  ['who may only read is told of what is there', '{ read: true }', [true, false]],
  ['who may not is told nothing', '{}', [false, false]],
])('of one object, %s', (_, permissions, expected) =>
  asWriter(permissions, async (options) => {
    const keys = ['exports/orders/a.csv', 'exports/orders/gone.csv'];
    expect(await Promise.all(keys.map((key) => isThere(key, options)))).toEqual(expected);
  }),
);
