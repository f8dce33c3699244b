// Runs the handler as Lambda does: one event at a time, by the clock of the suite.
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const { handlerUrl, shared, gate, epoch, speed, functionTimeout, secret } = workerData;

Date.now = () => epoch + Atomics.load(shared, 0);

// Shows the clock that this thread has its turn.
setInterval(() => Atomics.add(gate, 3, 1), 2);

/** Longest wait until the clock is looked at again, in real milliseconds. */
const STEP = 25;
const realTimer = globalThis.setTimeout;
globalThis.setTimeout = (work, ms = 0, ...rest) => {
  const due = Date.now() + ms;
  const timer = realTimer(
    () => {
      if (Date.now() < due) timer.refresh();
      else work(...rest);
    },
    Math.min(STEP, Math.ceil(ms / speed)),
  );
  return timer;
};
AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  setTimeout(() => controller.abort(reason), ms).unref();
  return controller.signal;
};

// Node 20 aborts the whole process where a thread ends while it makes a zlib stream ("close before init"): whoever
// ends the thread waits until that is over, and no other begins.
const zlib = createRequire(import.meta.url)('node:zlib');
for (const name of ['createGzip', 'createDeflate', 'createDeflateRaw', 'createGunzip']) {
  const original = zlib[name];
  const guarded = (...options) => {
    Atomics.store(gate, 0, 1);
    if (Atomics.load(gate, 1) === 1) {
      Atomics.store(gate, 0, 0);
      Atomics.wait(gate, 2, 0);
    }
    try {
      return original(...options);
    } finally {
      Atomics.store(gate, 0, 0);
    }
  };
  Object.defineProperty(zlib, name, { value: guarded });
}
syncBuiltinESMExports();

// The jitter of the function is a matter of the invocation, so that it is the same in every run.
let state = 1;
Math.random = () => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
  return state / 0x80000000;
};

/** Lines of the log that hold content of a record. */
let leaks = 0;
process.stdout.write = (line) => {
  if (String(line).includes(secret)) leaks += 1;
  return true;
};

const { handler } = await import(handlerUrl);

parentPort.on('message', async ({ event, awsRequestId, seed }) => {
  state = seed;
  const start = Date.now();
  const getRemainingTimeInMillis = () => functionTimeout - (Date.now() - start);
  try {
    const value = await handler(event, { awsRequestId, getRemainingTimeInMillis });
    parentPort.postMessage({ kind: 'answer', value, leaks });
  } catch (error) {
    const leaked = String(error?.message).includes(secret) ? 1 : 0;
    parentPort.postMessage({
      kind: 'error',
      name: error?.name,
      message: error?.message,
      leaks: leaks + leaked,
    });
  }
  leaks = 0;
});
parentPort.postMessage({ kind: 'ready' });
