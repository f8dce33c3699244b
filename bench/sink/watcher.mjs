// Sees how much memory the process has, every millisecond, and keeps the most, in KiB.
import { workerData as most } from 'node:worker_threads';

const never = new Int32Array(new SharedArrayBuffer(4));
for (;;) {
  const resident = process.memoryUsage.rss() / 1024;
  if (resident > Atomics.load(most, 0)) Atomics.store(most, 0, resident);
  Atomics.wait(never, 0, 0, 1);
}
