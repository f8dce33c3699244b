import { type Context, priced } from '../context';
import {
  Complex,
  GoInt,
  GoMap,
  GoObject,
  GoSlice,
  intValue,
  isMap,
  isUnsigned,
  listItems,
  mapGet,
  sortedKeys,
  typeOf,
  type Value,
} from '../values';
import { formatFloat } from './float';
import { Format } from './format';
import { floatText } from './print';

/** fmt.Sprintf, all verbs and flags, and its way of reporting what does not fit. */
export function sprintf(c: Context, format: string, args: readonly Value[]): string {
  const [x] = args;
  // What templates print timestamps and readings with needs none of the machinery.
  if (args.length === 1 && typeof x === 'number' && FIXED.test(format) && Number.isFinite(x)) {
    return formatFloat(x, 'f', format.charCodeAt(2) - 48);
  }
  return new Printer(c, format, args).run();
}

const FIXED = /^%\.[0-9]f$/;

export const functions = priced(6, 1 / 8, {
  printf: ['sa*', (c: Context, format: string, ...args: Value[]) => sprintf(c, format, args)],
});

const TOO_LARGE = 1_000_000;

class Printer {
  private readonly f: Format;
  private out = '';
  private i = 0;
  private argNum = 0;
  private reordered = false;
  private goodArgNum = true;
  private afterIndex = false;

  constructor(
    private readonly c: Context,
    private readonly format: string,
    private readonly args: readonly Value[],
  ) {
    this.f = new Format(c);
  }

  run(): string {
    const { format } = this;
    while (this.i < format.length) {
      const percent = format.indexOf('%', this.i);
      this.out += format.slice(this.i, percent < 0 ? undefined : percent);
      if (percent < 0) break;
      this.i = percent + 1;
      this.c.charge(5);
      this.verb();
      if (this.out.length > this.c.limits.stringBytes) this.c.chargeString(this.out.length);
    }
    if (!this.reordered && this.argNum < this.args.length) this.extra();
    return this.out;
  }

  private verb(): void {
    const { f, format } = this;
    f.clear();
    this.goodArgNum = true;
    this.afterIndex = false;
    this.flags();
    this.argNumber();
    this.width();
    this.precision();
    if (!this.afterIndex) this.argNumber();
    const code = format.codePointAt(this.i);
    if (code === undefined) {
      this.out += '%!(NOVERB)';
      return;
    }
    const verb = String.fromCodePoint(code);
    this.i += verb.length;
    if (verb === '%') this.out += '%';
    else if (!this.goodArgNum) this.out += `%!${verb}(BADINDEX)`;
    else if (this.argNum >= this.args.length) this.out += `%!${verb}(MISSING)`;
    else {
      if (verb === 'v') f.forV();
      this.out += this.arg(this.args[this.argNum++], verb);
    }
  }

  private flags(): void {
    const { f } = this;
    for (; ; this.i++) {
      switch (this.format[this.i]) {
        case '#':
          f.sharp = true;
          break;
        case '0':
          f.zero = !f.minus;
          break;
        case '+':
          f.plus = true;
          break;
        case '-':
          f.minus = true;
          f.zero = false;
          break;
        case ' ':
          f.space = true;
          break;
        default:
          return;
      }
    }
  }

  private argNumber(): void {
    this.afterIndex = false;
    if (this.format[this.i] !== '[') return;
    this.reordered = true;
    const close = this.format.indexOf(']', this.i);
    if (close < 0 || this.format.length - this.i < 3) {
      this.goodArgNum = false;
      this.i += 1;
      return;
    }
    const inner = this.format.slice(this.i + 1, close);
    this.i = close + 1;
    const index = /^[0-9]{1,7}$/.test(inner) ? Number(inner) - 1 : undefined;
    if (index !== undefined && index >= 0 && index < this.args.length) {
      this.argNum = index;
      this.afterIndex = true;
      return;
    }
    this.goodArgNum = false;
    this.afterIndex = index !== undefined;
  }

  private width(): void {
    const { f } = this;
    if (this.format[this.i] === '*') {
      this.i++;
      f.wid = this.intFromArg();
      if (f.wid === undefined) this.out += '%!(BADWIDTH)';
      else if (f.wid < 0) {
        f.wid = -f.wid;
        f.minus = true;
        f.zero = false;
      }
      this.afterIndex = false;
      return;
    }
    f.wid = this.number();
    if (this.afterIndex && f.wid !== undefined) this.goodArgNum = false;
  }

  private precision(): void {
    const { f } = this;
    if (this.format[this.i] !== '.') return;
    this.i++;
    if (this.afterIndex) this.goodArgNum = false;
    this.argNumber();
    if (this.format[this.i] !== '*') {
      f.prec = this.number() ?? 0;
      return;
    }
    this.i++;
    f.prec = this.intFromArg();
    if (f.prec !== undefined && f.prec < 0) f.prec = undefined;
    if (f.prec === undefined) this.out += '%!(BADPREC)';
    this.afterIndex = false;
  }

  /** Digits at this place; one that is too large swallows the rest of the format, as in Go. */
  private number(): number | undefined {
    let n: number | undefined;
    for (; ; this.i++) {
      const d = this.format.charCodeAt(this.i) - 48;
      if (!(d >= 0 && d <= 9)) return n;
      if (n !== undefined && n > TOO_LARGE) {
        this.i = this.format.length;
        return undefined;
      }
      n = (n ?? 0) * 10 + d;
    }
  }

  private intFromArg(): number | undefined {
    if (this.argNum >= this.args.length) return undefined;
    const v = this.args[this.argNum++];
    const n = intValue(v) ?? this.whole(v);
    return n === undefined || n > BigInt(TOO_LARGE) || n < -BigInt(TOO_LARGE) ? undefined : Number(n);
  }

  /** Friendly numbers: a float64 without a fraction serves as an integer. */
  private whole(v: Value): bigint | undefined {
    return this.c.friendly && typeof v === 'number' && Number.isInteger(v) ? BigInt(v) : undefined;
  }

  private extra(): void {
    this.f.clear();
    const rest = this.args.slice(this.argNum).map((a) => {
      return a === null || a === undefined ? '<nil>' : `${typeOf(a)}=${this.arg(a, 'v')}`;
    });
    this.out += `%!(EXTRA ${rest.join(', ')})`;
  }

  private arg(v: Value, verb: string): string {
    if (v === null || v === undefined) {
      return verb === 'T' || verb === 'v' ? this.f.pad('<nil>') : this.bad(v, verb);
    }
    if (verb === 'T') return this.string(typeOf(v), 's');
    if (verb === 'p' || verb === 'w') return this.bad(v, verb);
    return this.value(v, verb, 0);
  }

  private value(v: Value, verb: string, depth: number): string {
    this.c.charge(4);
    switch (typeof v) {
      case 'boolean':
        return verb === 't' || verb === 'v' ? this.f.pad(String(v)) : this.bad(v, verb);
      case 'string':
        return this.string(v, verb);
      case 'number':
        return this.float(v, verb);
      case 'bigint':
        return this.asFloat(verb) ? this.wide(v, verb) : this.integer(v, v, verb);
      case 'undefined':
        return this.nil();
      case 'object':
        break;
      default:
        return this.bad('func', verb);
    }
    if (v === null) return this.nil();
    if (v instanceof GoInt) return this.typedInt(v, verb);
    if (v instanceof GoObject) {
      this.c.charge(30);
      return /^[vsxXq]$/.test(verb)
        ? this.string(v.toString(), verb === 'v' ? 's' : verb)
        : this.bad(v, verb);
    }
    if (v instanceof Complex) return this.complex(v, verb);
    this.c.checkDepth(depth);
    const items = listItems(v);
    if (items !== undefined) return this.list(v, items, verb, depth);
    return isMap(v) ? this.map(v, verb, depth) : '';
  }

  private nil(): string {
    return this.f.sharpV ? 'interface {}(nil)' : '<nil>';
  }

  private list(v: Value, items: readonly Value[], verb: string, depth: number): string {
    const inner = items.map((item) => this.value(item, verb, depth + 1));
    if (!this.f.sharpV) return this.sized(`[${inner.join(' ')}]`);
    if (v instanceof GoSlice && v.isNil) return `${typeOf(v)}(nil)`;
    return this.sized(`${typeOf(v)}{${inner.join(', ')}}`);
  }

  private map(v: GoMap | Record<string, unknown>, verb: string, depth: number): string {
    if (this.f.sharpV && v instanceof GoMap && v.isNil) return `${typeOf(v)}(nil)`;
    const inner = sortedKeys(v, this.c).map(
      (key) => `${this.string(key, verb)}:${this.value(mapGet(v, key), verb, depth + 1)}`,
    );
    return this.sized(this.f.sharpV ? `${typeOf(v)}{${inner.join(', ')}}` : `map[${inner.join(' ')}]`);
  }

  private sized(s: string): string {
    this.c.chargeString(s.length);
    return s;
  }

  private bad(v: Value, verb: string): string {
    if (v === null || v === undefined) return `%!${verb}(<nil>)`;
    return `%!${verb}(${typeOf(v)}=${this.value(v, 'v', 0)})`;
  }

  private string(s: string, verb: string): string {
    this.c.charge(s.length / (verb === 's' || verb === 'v' ? 16 : 1));
    switch (verb) {
      case 'v':
        return this.f.sharpV ? this.f.quoted(s) : this.f.pad(this.f.truncated(s));
      case 's':
        return this.f.pad(this.f.truncated(s));
      case 'x':
      case 'X':
        return this.f.hexString(s, verb === 'X');
      case 'q':
        return this.f.quoted(s);
    }
    return this.bad(s, verb);
  }

  private float(x: number, verb: string): string {
    switch (verb) {
      case 'v':
        return this.c.friendly && Number.isInteger(x) && this.f.prec === undefined
          ? this.f.pad(`${this.f.plusV && x >= 0 ? '+' : ''}${floatText(this.c, x)}`)
          : this.f.float(x, 'g', -1);
      case 'b':
      case 'g':
      case 'G':
        return this.f.float(x, verb, -1);
      case 'x':
      case 'X':
        if (this.whole(x) !== undefined) break;
        return this.f.float(x, verb, -1);
      case 'f':
      case 'e':
      case 'E':
        return this.f.float(x, verb, 6);
      case 'F':
        return this.f.float(x, 'f', 6);
    }
    const whole = /^[dbooxXOcqU]$/.test(verb) ? this.whole(x) : undefined;
    return whole === undefined ? this.bad(x, verb) : this.integer(whole, x, verb);
  }

  private asFloat(verb: string): boolean {
    return this.c.friendly && /^[eEfFgG]$/.test(verb);
  }

  /** Friendly numbers: an integer where a float64 is wanted; %f keeps every digit, also beyond 2^53. */
  private wide(n: bigint, verb: string): string {
    if (verb.toLowerCase() !== 'f' || Number.isSafeInteger(Number(n))) return this.float(Number(n), verb);
    const places = this.f.prec ?? 6;
    this.c.chargeString(places);
    const digits = `${this.f.plus && n >= 0n ? '+' : ''}${n}`;
    return this.f.pad(places > 0 ? `${digits}.${'0'.repeat(places)}` : digits);
  }

  private complex(v: Complex, verb: string): string {
    if (!/^[vbgGxXfFeE]$/.test(verb)) return this.bad(v, verb);
    const { plus } = this.f;
    const re = this.float(v.re, verb);
    this.f.plus = true;
    const im = this.float(v.im, verb);
    this.f.plus = plus;
    return `(${re}${im}i)`;
  }

  private typedInt(v: GoInt, verb: string): string {
    if (v.text !== undefined && /^[vsxXq]$/.test(verb) && !this.f.sharpV)
      return this.string(v.text, verb === 'v' ? 's' : verb);
    return this.asFloat(verb) ? this.wide(v.value, verb) : this.integer(v.value, v, verb);
  }

  private integer(n: bigint, v: Value, verb: string): string {
    switch (verb) {
      case 'v':
        if (!this.f.sharpV || !isUnsigned(v)) return this.f.integer(n, 10, verb);
        this.f.sharp = true;
        try {
          return this.f.integer(n, 16, 'v');
        } finally {
          this.f.sharp = false;
        }
      case 'd':
        return this.f.integer(n, 10, verb);
      case 'b':
        return this.f.integer(n, 2, verb);
      case 'o':
      case 'O':
        return this.f.integer(n, 8, verb);
      case 'x':
      case 'X':
        return this.f.integer(n, 16, verb);
      case 'c':
        return this.f.rune(n);
      case 'q':
        return this.f.quotedRune(n);
      case 'U':
        return this.f.unicode(n);
    }
    return this.bad(v, verb);
  }
}
