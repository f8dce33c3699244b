import { gunzipSync } from 'node:zlib';

/** The bytes of base64 as it is written in RFC 4648, with padding and without line ends; undefined if it is not. */
export function strictBase64(text: string): Buffer | undefined {
  // Node skips what is no base64. Only what encodes to the same text again lost nothing.
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** False where a text holds half of a surrogate pair, which UTF-8 cannot say. Node 20 has this; the types come with ES2024. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

/** UTF-8 of a text; undefined where it cannot say it. */
export function utf8(text: string): Buffer | undefined {
  return isWellFormed(text) ? Buffer.from(text) : undefined;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of UTF-8 bytes, without a byte order mark; undefined where they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** JSON of a parsed value; undefined where it is nested so deeply that JSON.stringify gives up. */
export function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const MIB = 1024 * 1024;
/** Of one message. CloudWatch Logs sends about 1 MiB, and a batch of Lambda is 6 MB. */
const MOST_OF_ONE = 32 * MIB;
/** Of one event, whose records are all in memory at once. */
const MOST_OF_ALL = 64 * MIB;

/** Gunzips the messages of one event within bounds. */
export class Gunzip {
  private left = MOST_OF_ALL;

  /** The bytes, or what is wrong with them. */
  run(bytes: Uint8Array): Buffer | string {
    const most = Math.min(MOST_OF_ONE, this.left);
    if (most === 0) return tooMuch(most);
    try {
      const plain = gunzipSync(bytes, { maxOutputLength: most });
      this.left -= plain.length;
      return plain;
    } catch (error) {
      switch ((error as { readonly code?: unknown }).code) {
        case 'ERR_BUFFER_TOO_LARGE':
          return tooMuch(most);
        case 'Z_BUF_ERROR':
          return 'the gzip data end too early';
        default:
          return 'the gzip data are damaged';
      }
    }
  }
}

function tooMuch(most: number): string {
  return most === MOST_OF_ONE
    ? `the gzip data hold more than ${MOST_OF_ONE / MIB} MiB`
    : `the gzip data of one event hold more than ${MOST_OF_ALL / MIB} MiB`;
}
