import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { SinkInputError } from './record';
import type { Compression } from './settings';

/**
 * Takes chunks only as fast as they are compressed, so that a large object is never in memory as a whole before.
 * A chunk of text ends with a whole character.
 */
export async function compress(
  chunks: Iterable<string | Uint8Array>,
  compression: Compression,
): Promise<Uint8Array> {
  const content = blocks(chunks);
  const found: Uint8Array[] = [];
  if (compression === 'none') {
    for (const block of content) found.push(block);
    return joined(found);
  }
  const begun: Uint8Array[] = [];
  let bytes = 0;
  let next = content.next();
  for (; !next.done && bytes < SMALL; next = content.next()) {
    begun.push(next.value);
    bytes += next.value.byteLength;
  }
  const atOnce = AT_ONCE[compression];
  if (next.done && atOnce !== undefined) return atOnce(joined(begun));
  const rest = function* () {
    yield* begun.splice(0);
    if (!next.done) yield next.value;
    yield* content;
  };
  await pipeline(Readable.from(rest()), compressor(compression), async (compressed) => {
    for await (const part of compressed) found.push(part as Uint8Array);
  });
  return joined(found);
}

/** Bytes up to which an object is compressed in one go: on the stream's thread it takes a third more of the processor. */
const SMALL = 1024 * 1024;

/** The same bytes as those of the streams. */
const AT_ONCE: Readonly<Partial<Record<Compression, (bytes: Uint8Array) => Buffer>>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  zlib: (bytes) => zlib.deflateSync(bytes),
  flate: (bytes) => zlib.deflateRawSync(bytes),
};

/** Node writes no time into a gzip header, so the same content gives the same bytes. */
function compressor(compression: Exclude<Compression, 'none'>): Transform {
  switch (compression) {
    case 'gzip':
      return zlib.createGzip();
    case 'zlib':
      return zlib.createDeflate();
    case 'flate':
      return zlib.createDeflateRaw();
    case 'zstd': {
      const { createZstdCompress } = zlib as { createZstdCompress?: () => Transform };
      if (createZstdCompress === undefined) throw new SinkInputError('zstd needs Node 22.15 or newer');
      return createZstdCompress();
    }
  }
}

/** Records are small, and each write to a stream costs as much as compressing many of them. */
function* blocks(chunks: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let text = '';
  const add = (part: Uint8Array): void => {
    parts.push(part);
    bytes += part.byteLength;
  };
  for (const chunk of chunks) {
    if (typeof chunk === 'string') {
      text += chunk;
    } else {
      if (text !== '') add(Buffer.from(text));
      text = '';
      add(chunk);
    }
    if (bytes + text.length < BLOCK) continue;
    if (text !== '') add(Buffer.from(text));
    yield joined(parts);
    parts = [];
    bytes = 0;
    text = '';
  }
  if (text !== '') add(Buffer.from(text));
  if (bytes > 0) yield joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

const BLOCK = 64 * 1024;
