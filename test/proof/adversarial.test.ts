import fc from 'fast-check';
import { besideTheWorld } from '../examples.support';
import { judge } from './adversarial';
import { hostile } from './hostile';

besideTheWorld();
jest.setTimeout(60_000);

test('a hostile destination file is refused with clear words, or opens what it says and nothing else', async () => {
  const seen = { refused: 0, held: 0 };
  await fc.assert(
    fc.asyncProperty(hostile, async (one) => {
      seen[await judge(one)] += 1;
    }),
    { numRuns: 12, seed: 7 },
  );
  expect(seen.refused).toBeGreaterThan(0);
  expect(seen.held).toBeGreaterThan(0);
});
