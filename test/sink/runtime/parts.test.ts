import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { removeBundles, startBundled } from './bundled';
import { Endpoint, error, SETTINGS, sqsEvent } from './support';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await Endpoint.start();
});
afterAll(() => endpoint.stop());
afterAll(removeBundles);

/** Text that does not compress to nothing, and differs everywhere. */
function noise(bytes: number, seed: string): string {
  let text = '';
  for (let i = 0; text.length < bytes; i++)
    text += createHash('sha256').update(`${seed}${i}`).digest('base64');
  return text;
}

test.each(['none', 'gzip'] as const)(
  'an object of several parts arrives whole, also when it is sent again: %s',
  async (compression) => {
    const records = ['a', 'b', 'c', 'd'].map((id) => JSON.stringify({ id, noise: noise(700_000, id) }));
    const { invoke } = await startBundled({ ...SETTINGS, compression, timeoutSeconds: 10 }, endpoint.url);
    endpoint.answer((_, index) => (index === 0 ? error(503, 'SlowDown') : {}));
    const { answer } = await invoke(sqsEvent(...records));
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(endpoint.seen).toHaveLength(2);
    for (const { body, headers } of endpoint.seen) {
      const content = compression === 'gzip' ? gunzipSync(body) : body;
      expect(content.toString() === records.map((record) => `${record}\n`).join('')).toBe(true);
      expect(headers).toMatchObject({
        'content-length': String(body.length),
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      });
      expect(headers).not.toHaveProperty('transfer-encoding');
    }
  },
);
