const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Bytes. No record is so long: the input is not made of lines, and memory is not endless. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Cuts what comes in pieces into lines, each with its own ending, so that their lengths add up to the input's. */
export class LineCutter {
  private parts: Buffer[] = [];
  private held = 0;
  private readonly longest: number;

  /** `maxBytes` of a record that must fit. */
  constructor(maxBytes = 0) {
    this.longest = Math.max(LONGEST_LINE, maxBytes);
  }

  /** The lines that are complete. */
  *cut(chunk: Buffer): Generator<Buffer> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield this.joined(chunk.subarray(start, end + 1));
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.parts.push(chunk.subarray(start));
    this.held += chunk.length - start;
    if (this.held > this.longest) throw new Error(`a line is longer than ${this.longest / 1_048_576} MiB`);
  }

  /** The last line, where the input ended without a newline. */
  rest(): Buffer | undefined {
    return this.held === 0 ? undefined : this.joined(Buffer.alloc(0));
  }

  private joined(last: Buffer): Buffer {
    if (this.held === 0) return last;
    const line = Buffer.concat([...this.parts, last]);
    this.parts = [];
    this.held = 0;
    return line;
  }
}

/** Without LF or CRLF. */
export function withoutEnding(line: Buffer): Buffer {
  if (line.at(-1) !== NEWLINE) return line;
  return line.subarray(0, line.at(-2) === RETURN ? -2 : -1);
}

/** Nothing but spaces, tabs and line ends. */
export function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === NEWLINE || byte === RETURN);
}
