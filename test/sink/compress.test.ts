import { execFileSync, spawnSync } from 'node:child_process';
import * as zlib from 'node:zlib';
import { compress as inParts } from '../../lib/sink/runtime/compress';
import { SinkInputError } from '../../lib/sink/runtime/record';
import type { Compression } from '../../lib/sink/runtime/settings';

async function compress(...args: Parameters<typeof inParts>): Promise<Buffer> {
  return Buffer.concat(await inParts(...args));
}

const MAX = 64 * 1024 * 1024;

/** Tools that are not Node's own zlib, where the machine has them. */
const TOOLS: Readonly<Partial<Record<Compression, readonly [string, ...string[]]>>> = {
  gzip: ['gzip', '-dc'],
  zlib: [
    'python3',
    '-c',
    'import sys,zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))',
  ],
  flate: [
    'python3',
    '-c',
    'import sys,zlib; sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read(), -15))',
  ],
  zstd: ['zstd', '-dc'],
};

const OWN: Readonly<Partial<Record<Compression, (bytes: Uint8Array) => Buffer>>> = {
  gzip: zlib.gunzipSync,
  zlib: zlib.inflateSync,
  flate: zlib.inflateRawSync,
  zstd: (zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Buffer }).zstdDecompressSync,
};

const there = new Map<string, boolean>();
function isThere(tool: string): boolean {
  const known = there.get(tool) ?? spawnSync(tool, ['--version']).status === 0;
  there.set(tool, known);
  return known;
}

function decompressed(bytes: Uint8Array, compression: Compression): Buffer {
  if (compression === 'none') return Buffer.from(bytes);
  const [tool, ...args] = TOOLS[compression] ?? [''];
  if (isThere(tool)) return execFileSync(tool, args, { input: bytes, maxBuffer: MAX });
  return OWN[compression]?.(bytes) ?? Buffer.alloc(0);
}

const hasZstd = 'createZstdCompress' in zlib;
const COMPRESSIONS = (['none', 'gzip', 'zlib', 'flate', 'zstd'] as const).filter(
  (c) => hasZstd || c !== 'zstd',
);

function* lines(bytes: number): Generator<string | Uint8Array> {
  for (let i = 0, made = 0; made < bytes; i++) {
    const line = `{"device":"d${i % 97}","t":${1_700_000_000_000 + i},"v":"ä${(i * 7919) % 1013}"}\n`;
    made += Buffer.byteLength(line);
    yield i % 3 === 0 ? Buffer.from(line) : line;
  }
}

function joined(chunks: Iterable<string | Uint8Array>): Buffer {
  return Buffer.concat([...chunks].map((c) => Buffer.from(c as string)));
}

describe.each(COMPRESSIONS)('%s', (compression) => {
  test.each([
    ['nothing', () => []],
    ['empty chunks', () => ['', new Uint8Array(0), '']],
    ['one word', () => ['ä😀']],
    ['single characters', () => ['é', '\n', '泵', ',', new Uint8Array([0x0a])]],
    ['a large chunk', () => ['x'.repeat(1_000_000), new Uint8Array(1_000_000), 'y']],
    ['6 MB in small chunks', () => lines(6_000_000)],
  ] as [string, () => Iterable<string | Uint8Array>][])('other tools read %s', async (_, chunks) => {
    const packed = await compress(chunks(), compression);
    expect(decompressed(packed, compression).equals(joined(chunks()))).toBe(true);
  });

  test('the same content gives the same bytes', async () => {
    const first = await compress(lines(300_000), compression);
    expect((await compress(lines(300_000), compression)).equals(first)).toBe(true);
  });

  test('an error while chunks are made is passed on', async () => {
    function* broken(): Generator<string> {
      yield 'x'.repeat(200_000);
      throw new SinkInputError('broken');
    }
    await expect(compress(broken(), compression)).rejects.toThrow('broken');
  });
});

test('gzip has no time in its header', async () => {
  expect([...(await compress(['x'], 'gzip')).subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
});

test('chunks are taken as fast as they are compressed, not before', async () => {
  let held = 0;
  function* large(): Generator<Uint8Array> {
    for (let i = 0; i < 200; i++) {
      held = Math.max(held, process.memoryUsage().arrayBuffers);
      yield new Uint8Array(1_000_000);
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  const packed = await compress(large(), 'gzip');
  expect(packed.byteLength).toBeLessThan(300_000);
  expect(held - before).toBeLessThan(100_000_000);
});

test.each(COMPRESSIONS)(
  'objects at the same time, and after one that failed, do not share their bytes; %s',
  async (compression) => {
    function* broken(): Generator<string> {
      for (let i = 0; i < 80; i++) yield 'x'.repeat(30_000);
      throw new SinkInputError('broken');
    }
    const contents = ['a', 'b', 'c', 'd'].map((letter, i) =>
      Array.from({ length: 40 * (i + 1) }, () => letter.repeat(30_000)),
    );
    const failing = compress(broken(), compression).catch(() => 'failed');
    const packed = await Promise.all(contents.map((content) => compress(content, compression)));
    expect(await failing).toBe('failed');
    for (const [i, content] of contents.entries())
      expect(decompressed(packed[i] as Buffer, compression).equals(joined(content))).toBe(true);
  },
);

test.each(COMPRESSIONS)('what was given is not overwritten by the next; %s', async (compression) => {
  const first = await inParts(['first'], compression);
  await inParts(['second'], compression);
  expect(decompressed(Buffer.concat(first), compression).toString()).toBe('first');
});

(hasZstd ? test.skip : test)('zstd is refused where Node has none', async () => {
  const refused = compress(['x'], 'zstd');
  await expect(refused).rejects.toThrow(SinkInputError);
  await expect(refused).rejects.toThrow('zstd needs Node 22.15 or newer');
});
