/** SHA-1, SHA-256 and Adler-32 of bytes: synchronous and without Node, which Web Crypto is not. */

export const hex = (words: Uint32Array): string =>
  Array.from(words, (w) => w.toString(16).padStart(8, '0')).join('');
const rotl = (x: number, n: number) => (x << n) | (x >>> (32 - n));
const rotr = (x: number, n: number) => (x >>> n) | (x << (32 - n));

/** The message with its padding, as big-endian words, 16 to a block. */
function blocks(b: Uint8Array): DataView {
  const padded = new Uint8Array((((b.length + 8) >> 6) + 1) * 64);
  padded.set(b);
  padded[b.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(b.length / 0x20000000));
  view.setUint32(padded.length - 4, b.length << 3);
  return view;
}

export function sha1(b: Uint8Array): Uint32Array {
  const h = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const view = blocks(b);
  const w = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 80; i++) {
      w[i] =
        i < 16
          ? view.getInt32(at + i * 4)
          : rotl((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    }
    let [a = 0, x = 0, c = 0, d = 0, e = 0] = h;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(x & c) | (~x & d), 0x5a827999]
          : i < 40
            ? [x ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(x & c) | (x & d) | (c & d), 0x8f1bbcdc]
              : [x ^ c ^ d, 0xca62c1d6];
      const t = (rotl(a, 5) + f + e + k + (w[i] ?? 0)) | 0;
      [e, d, c, x, a] = [d, c, rotl(x, 30), a, t];
    }
    [a, x, c, d, e].forEach((v, i) => {
      h[i] = (h[i] ?? 0) + v;
    });
  }
  return h;
}

/** The first 64 primes make SHA-256's constants: fractions of their roots. */
function fractions(count: number, root: number): Uint32Array {
  const out = new Uint32Array(count);
  for (let n = 2, i = 0; i < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) out[i++] = (n ** (1 / root) % 1) * 2 ** 32;
  }
  return out;
}

let constants: Uint32Array | undefined;

export function sha256(b: Uint8Array): Uint32Array {
  constants ??= fractions(64, 3);
  const k = constants;
  const h = fractions(8, 2);
  const view = blocks(b);
  const w = new Int32Array(64);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = view.getInt32(at + i * 4);
      else {
        const x = w[i - 15] ?? 0;
        const y = w[i - 2] ?? 0;
        const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3);
        const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10);
        w[i] = ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
      }
    }
    const s = Array.from(h);
    for (let i = 0; i < 64; i++) {
      const [a = 0, p = 0, c = 0, , e = 0, f = 0, g = 0, last = 0] = s;
      const t1 =
        last + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + (k[i] ?? 0) + (w[i] ?? 0);
      const t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & p) ^ (a & c) ^ (p & c));
      s.pop();
      s.unshift((t1 + t2) | 0);
      s[4] = ((s[4] ?? 0) + t1) | 0;
    }
    s.forEach((v, i) => {
      h[i] = (h[i] ?? 0) + v;
    });
  }
  return h;
}

export function adler32(b: Uint8Array): number {
  let lo = 1;
  let hi = 0;
  for (const byte of b) {
    lo = (lo + byte) % 65521;
    hi = (hi + lo) % 65521;
  }
  return hi * 65536 + lo;
}
