import { hear, takeOverheard } from './aws-fakes/canary';

// Whatever a test file is about: no secret may be said on the process's own streams, nor on a terminal of a test.
for (const stream of [process.stdout, process.stderr]) {
  const { write } = stream;
  stream.write = ((chunk: Uint8Array | string, ...more: []) => {
    hear(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return write.call(stream, chunk, ...more);
  }) as typeof stream.write;
  afterAll(() => {
    stream.write = write;
  });
}

// No expect(): tests count their own.
afterEach(() => {
  const heard = takeOverheard();
  if (heard.length > 0) throw new Error(`A secret was said: ${heard.join('\n')}`);
});
