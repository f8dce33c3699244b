import { once } from 'node:events';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { SinkInputError } from './record';
import type { Compression } from './settings';

/**
 * Takes chunks only as fast as they are compressed, so that a large object is never in memory as a whole before, and gives its
 * bytes in the parts that they came out in. A chunk of text ends with a whole character.
 */
export async function compress(
  chunks: Iterable<string | Uint8Array>,
  compression: Compression,
): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = [];
  let stream: Transform | undefined;
  try {
    for (const { bytes, isLast } of blocks(chunks)) {
      const atOnce = stream === undefined && isLast ? AT_ONCE[compression] : undefined;
      if (compression === 'none') {
        found.push(Buffer.from(bytes));
      } else if (atOnce !== undefined) {
        found.push(atOnce(bytes));
      } else {
        stream ??= opened(compression, found);
        await taken(stream, bytes);
      }
    }
    if (stream !== undefined) await once(stream.end(), 'end');
    return found;
  } finally {
    stream?.destroy();
  }
}

/** What fits into one block needs no stream, whose thread costs more of the processor; the bytes are the same. */
const AT_ONCE: Readonly<Partial<Record<Compression, (bytes: Uint8Array) => Uint8Array>>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  zlib: (bytes) => zlib.deflateSync(bytes),
  flate: (bytes) => zlib.deflateRawSync(bytes),
};

function opened(compression: Exclude<Compression, 'none'>, found: Uint8Array[]): Transform {
  const stream = compressor(compression);
  stream.on('data', (part: Uint8Array) => found.push(part));
  // Whoever writes or ends is told.
  stream.on('error', () => {});
  return stream;
}

/** Done when the bytes may be overwritten. */
function taken(stream: Transform, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** Node writes no time into a gzip header, so the same content gives the same bytes. */
function compressor(compression: Exclude<Compression, 'none'>): Transform {
  switch (compression) {
    case 'gzip':
      return zlib.createGzip({ chunkSize: CHUNK });
    case 'zlib':
      return zlib.createDeflate({ chunkSize: CHUNK });
    case 'flate':
      return zlib.createDeflateRaw({ chunkSize: CHUNK });
    case 'zstd': {
      const { createZstdCompress } = zlib as { createZstdCompress?: (options: object) => Transform };
      if (createZstdCompress === undefined) throw new SinkInputError('zstd needs Node 22.15 or newer');
      return createZstdCompress({ chunkSize: CHUNK });
    }
  }
}

/** Bytes that come out at a time: each time, the work goes to another thread and back. */
const CHUNK = 128 * 1024;

interface Block {
  /** Overwritten by the next block. */
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Chunks are small, and to hand over each by itself costs as much as compressing many of them. */
function* blocks(chunks: Iterable<string | Uint8Array>): Generator<Block> {
  let block = spare ?? Buffer.allocUnsafeSlow(SMALLEST);
  spare = undefined;
  let used = 0;
  try {
    for (const chunk of chunks) {
      // A character becomes three bytes at most.
      const most = typeof chunk === 'string' ? chunk.length * 3 : chunk.byteLength;
      if (used + most > LARGEST) {
        yield { bytes: block.subarray(0, used), isLast: false };
        used = 0;
      }
      if (most > LARGEST) {
        yield { bytes: Buffer.from(chunk as string), isLast: false };
        continue;
      }
      if (used + most > block.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(LARGEST, 2 * (used + most)));
        block.copy(larger, 0, 0, used);
        block = larger;
      }
      used += put(chunk, block, used);
    }
    yield { bytes: block.subarray(0, used), isLast: true };
  } finally {
    spare = block;
  }
}

function put(chunk: string | Uint8Array, block: Buffer, at: number): number {
  if (typeof chunk !== 'string') {
    block.set(chunk, at);
    return chunk.byteLength;
  }
  // What stands between two records: to call `write` for it would take as long as for a record.
  const character = chunk.charCodeAt(0);
  if (chunk.length !== 1 || character > 0x7f) return block.write(chunk, at);
  block[at] = character;
  return 1;
}

/**
 * A block that no one uses, for whoever is next: V8 frees what lies outside of its heap late, so that a new one for each
 * object would be a megabyte for each object.
 */
let spare: Buffer | undefined;

const SMALLEST = 16 * 1024;
const LARGEST = 1024 * 1024;
