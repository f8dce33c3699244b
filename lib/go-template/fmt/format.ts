import { toBytes } from '../bytes';
import type { Context } from '../context';
import { runeCount } from '../runes';
import { formatFloat } from './float';
import { canBackquote, isPrint, quote, quoteWith } from './quote';

/** The flags, width and precision of one verb, and what they do to text and numbers (fmt/format.go). */
export class Format {
  minus = false;
  plus = false;
  sharp = false;
  space = false;
  zero = false;
  plusV = false;
  sharpV = false;
  wid: number | undefined;
  prec: number | undefined;

  constructor(private readonly c: Context) {}

  clear(): void {
    this.minus = this.plus = this.sharp = this.space = this.zero = this.plusV = this.sharpV = false;
    this.wid = this.prec = undefined;
  }

  /** %v takes # and + for itself. */
  forV(): void {
    [this.sharpV, this.plusV] = [this.sharp, this.plus];
    this.sharp = this.plus = false;
  }

  pad(s: string, zero = this.zero): string {
    if (this.wid === undefined) return s;
    const n = this.wid - runeCount(s);
    if (n <= 0) return s;
    this.c.chargeString(n);
    if (this.minus) return s + ' '.repeat(n);
    return (zero ? '0' : ' ').repeat(n) + s;
  }

  truncated(s: string): string {
    if (this.prec === undefined || s.length <= this.prec) return s;
    let at = 0;
    for (let n = 0; n < this.prec && at < s.length; n++) at += (s.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return s.slice(0, at);
  }

  hexString(text: string, upper: boolean): string {
    let bytes = toBytes(text);
    if (this.prec !== undefined) bytes = bytes.subarray(0, this.prec);
    if (bytes.length === 0) return this.pad('');
    this.c.chargeString(bytes.length * 5);
    this.c.charge(bytes.length);
    const prefix = this.sharp ? (upper ? '0X' : '0x') : '';
    const digits = Array.from(bytes, (b) => b.toString(16).padStart(2, '0'));
    const body = (s: string) => (upper ? s.toUpperCase() : s);
    const s = this.space ? digits.map((d) => prefix + body(d)).join(' ') : prefix + body(digits.join(''));
    return this.pad(s, this.zero);
  }

  quoted(text: string): string {
    const s = this.truncated(text);
    this.c.chargeString(s.length);
    if (this.sharp && canBackquote(s)) return this.pad(`\`${s}\``);
    return this.pad(this.plus ? quoteWith(s, '"', true) : quote(s));
  }

  integer(value: bigint, base: 2 | 8 | 10 | 16, verb: string): string {
    const negative = value < 0n;
    let digits = (negative ? -value : value).toString(base);
    if (verb === 'X') digits = digits.toUpperCase();
    let least = 0;
    if (this.prec !== undefined) {
      least = this.prec;
      if (least === 0 && value === 0n) return this.pad('', false);
    } else if (this.zero && this.wid !== undefined) {
      least = this.wid - (negative || this.plus || this.space ? 1 : 0);
    }
    this.c.chargeString(least);
    let s = digits.padStart(least, '0');
    if (this.sharp) {
      if (base === 2) s = `0b${s}`;
      else if (base === 8 && !s.startsWith('0')) s = `0${s}`;
      else if (base === 16) s = `0${verb === 'X' ? 'X' : 'x'}${s}`;
    }
    if (verb === 'O') s = `0o${s}`;
    return this.pad(`${negative ? '-' : this.plus ? '+' : this.space ? ' ' : ''}${s}`, false);
  }

  rune(value: bigint): string {
    return this.pad(character(value));
  }

  quotedRune(value: bigint): string {
    return this.pad(quoteWith(character(value), "'", this.plus));
  }

  unicode(value: bigint): string {
    const u = BigInt.asUintN(64, value);
    let s = `U+${u
      .toString(16)
      .toUpperCase()
      .padStart(Math.max(this.prec ?? 4, 4), '0')}`;
    if (this.sharp && u <= 0x10ffffn && isPrint(character(u))) s += ` '${character(u)}'`;
    return this.pad(s, false);
  }

  float(x: number, verb: string, precision: number): string {
    const prec = this.prec ?? precision;
    this.c.chargeString(Math.max(prec, 0));
    if (prec > 9 || Math.abs(x) > 1e15) this.c.charge(40 + Math.min(prec, 1000) / 8);
    let num = formatFloat(x, verb, prec);
    if (!/^[-+]/.test(num)) num = `+${num}`;
    if (this.space && num.startsWith('+') && !this.plus) num = ` ${num.slice(1)}`;
    if (num[1] === 'I' || num[1] === 'N') {
      if (num[1] === 'N' && !this.space && !this.plus) num = num.slice(1);
      return this.pad(num[0] === '+' && num[1] === 'I' && !this.plus ? num : num, false);
    }
    if (this.sharp && verb !== 'b') num = withPoint(num, verb, prec);
    if (this.plus || num[0] !== '+') {
      if (this.zero && this.wid !== undefined && this.wid > num.length) {
        this.c.chargeString(this.wid);
        return num.charAt(0) + '0'.repeat(this.wid - num.length) + num.slice(1);
      }
      return this.pad(num);
    }
    return this.pad(num.slice(1));
  }
}

/** The # flag on a float: always a point, and for %g no zeros taken away. */
function withPoint(num: string, verb: string, prec: number): string {
  let digits = /[gGx]/.test(verb) ? (prec === -1 ? 6 : prec) : 0;
  const hex = verb === 'x' || verb === 'X';
  const at = num.search(hex ? /[pP]/ : /[eE]/);
  let head = at < 0 ? num : num.slice(0, at);
  const tail = at < 0 ? '' : num.slice(at);
  let seen = false;
  for (const ch of head.slice(1)) {
    if (ch === '.') continue;
    if (ch !== '0') seen = true;
    if (seen) digits--;
  }
  if (!head.includes('.')) {
    if (head.length === 2 && head[1] === '0') digits--;
    head += '.';
  }
  return head + '0'.repeat(Math.max(digits, 0)) + tail;
}

function character(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value > 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}
