import type { Readable } from 'node:stream';

/**
 * Takes what a stream gives, as fast as `take` can, until it ends or is told to stop. What the process has read by
 * then is taken too, so that nothing of a pipe is lost.
 */
export async function pump(
  stream: Readable,
  signal: AbortSignal,
  take: (chunk: Buffer) => Promise<void>,
): Promise<'ended' | 'stopped'> {
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  stream.on('error', onError);
  try {
    for (;;) {
      const stopping = signal.aborted;
      const chunk: unknown = stream.read();
      if (chunk !== null) await take(chunk as Buffer);
      if (stopping) return 'stopped';
      if (chunk !== null) continue;
      if (broken !== undefined) throw broken;
      if (stream.readableEnded || stream.destroyed) return 'ended';
      await change(stream, signal);
    }
  } finally {
    stream.off('error', onError);
    // Without it the process would wait for the end of a pipe.
    stream.on('error', () => {}).destroy();
  }
}

/** Until there is something to read, or never will be. */
async function change(stream: Readable, signal: AbortSignal): Promise<void> {
  const events = ['readable', 'end', 'close', 'error'];
  let changed = () => {};
  const promise = new Promise<void>((resolve) => {
    changed = resolve;
  });
  for (const event of events) stream.on(event, changed);
  signal.addEventListener('abort', changed);
  if (signal.aborted) changed();
  await promise;
  for (const event of events) stream.off(event, changed);
  signal.removeEventListener('abort', changed);
}
