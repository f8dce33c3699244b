import { fromBytes, toBytes } from '../bytes';
import { type Context, priced } from '../context';
import { adler32, hex, sha1, sha256 } from './hash';

const STD64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const STD32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const hashed = (hash: (b: Uint8Array) => string) => (c: Context, s: string) => {
  c.charge(150 + s.length);
  return hash(toBytes(s));
};

export const functions = priced(8, 3 / 4, {
  b64enc: ['s', (c: Context, s: string) => base64Encode(c, toBytes(s))],
  b64dec: ['s', (c: Context, s: string) => base64Decode(c, toBytes(s))],
  b32enc: ['s', (c: Context, s: string) => encode(c, toBytes(s), STD32, 5, 8)],
  b32dec: ['s', (c: Context, s: string) => base32Decode(c, s)],
  sha1sum: ['s', hashed((b) => hex(sha1(b)))],
  sha256sum: ['s', hashed((b) => hex(sha256(b)))],
  adler32sum: ['s', hashed((b) => String(adler32(b)))],
});

export const base64Encode = (c: Context, b: Uint8Array): string => encode(c, b, STD64, 6, 4);

function encode(c: Context, b: Uint8Array, alphabet: string, bits: number, group: number): string {
  c.chargeString(b.length * 2);
  c.charge(b.length / 8);
  let out = '';
  let acc = 0;
  let held = 0;
  for (const byte of b) {
    acc = (acc << 8) | byte;
    held += 8;
    while (held >= bits) {
      held -= bits;
      out += alphabet[(acc >> held) & ((1 << bits) - 1)];
    }
    acc &= (1 << held) - 1;
  }
  if (held > 0) out += alphabet[(acc << (bits - held)) & ((1 << bits) - 1)];
  return out.padEnd(Math.ceil(out.length / group) * group, '=');
}

/** Go returns the error's text as if it were the result, and so do we. */
function base64Decode(c: Context, src: Uint8Array): string {
  c.charge(src.length / 8);
  const corrupt = (at: number) => `illegal base64 data at input byte ${at}`;
  const isBreak = (i: number) => src[i] === 10 || src[i] === 13;
  const digits: number[] = [];
  let j = 0;
  for (let i = 0; i < src.length; ) {
    const at = i++;
    if (isBreak(at)) continue;
    const ch = String.fromCharCode(src[at] ?? 0);
    const d = STD64.indexOf(ch);
    if (d >= 0) {
      digits.push(d);
      j = (j + 1) % 4;
      continue;
    }
    if (ch !== '=' || j < 2) return corrupt(at);
    if (j === 2) {
      while (i < src.length && isBreak(i)) i++;
      if (i === src.length) return corrupt(src.length);
      if (src[i] !== 61) return corrupt(i - 1);
      i++;
    }
    while (i < src.length && isBreak(i)) i++;
    if (i < src.length) return corrupt(i);
    return fromBytes(packed(digits, 6));
  }
  if (j !== 0) return corrupt(src.length - j);
  return fromBytes(packed(digits, 6));
}

function base32Decode(c: Context, s: string): string {
  c.charge(s.length / 8);
  const src = toBytes(s).filter((b) => b !== 10 && b !== 13);
  const corrupt = (at: number) => `illegal base32 data at input byte ${at}`;
  const digits: number[] = [];
  for (let i = 0; i < src.length; ) {
    for (let j = 0; j < 8; j++) {
      if (i >= src.length) return corrupt(src.length - j);
      const ch = String.fromCharCode(src[i++] ?? 0);
      const rest = src.length - i;
      if (ch === '=' && j >= 2 && rest < 8) {
        if (rest + j < 7) return corrupt(src.length);
        for (let k = 0; k < 7 - j; k++) if (rest > k && src[i + k] !== 61) return corrupt(i + k - 1);
        if (j === 3 || j === 6) return corrupt(i - 1);
        return fromBytes(packed(digits, 5));
      }
      const d = STD32.indexOf(ch);
      if (d < 0) return corrupt(i - 1);
      digits.push(d);
    }
  }
  return fromBytes(packed(digits, 5));
}

function packed(digits: readonly number[], bits: number): Uint8Array {
  const out = new Uint8Array(Math.floor((digits.length * bits) / 8));
  let acc = 0;
  let held = 0;
  let n = 0;
  for (const d of digits) {
    acc = (acc << bits) | d;
    held += bits;
    if (held >= 8) {
      held -= 8;
      if (n < out.length) out[n++] = acc >> held;
      acc &= (1 << held) - 1;
    }
  }
  return out;
}
