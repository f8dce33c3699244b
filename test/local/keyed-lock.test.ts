import { setTimeout as sleep } from 'node:timers/promises';
import { KeyedLock } from '../../lib/local/keyed-lock';

/** How many tasks ran at the same time, at most. */
async function mostAtOnce(keys: readonly string[]): Promise<number> {
  const lock = new KeyedLock();
  let running = 0;
  let most = 0;
  const task = async () => {
    running++;
    most = Math.max(most, running);
    await sleep(2);
    running--;
  };
  await Promise.all(keys.map((key) => lock.run(key, task)));
  return most;
}

test('tasks of the same key wait for each other', async () => {
  expect(await mostAtOnce(['a', 'a', 'a', 'a'])).toBe(1);
});

test('tasks of other keys do not', async () => {
  expect(await mostAtOnce(['a', 'b', 'c', 'a'])).toBe(3);
});

test('a task that fails does not keep the next one from running', async () => {
  const lock = new KeyedLock();
  const failed = lock.run('a', () => Promise.reject(new Error('no')));
  const next = lock.run('a', () => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});
