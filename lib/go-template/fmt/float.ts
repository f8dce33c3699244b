import { formatShortest, special } from './shortest';

/** strconv.FormatFloat: shortest digits, exact digits rounded half to even, and Go's layouts of them. */

interface Digits {
  /** Significant digits without zeros at the end ('' for zero). */
  readonly d: string;
  /** Where the decimal point is: 0.d * 10^dp. */
  readonly dp: number;
}

/** Plain decimal digits, never an exponent (%f with the shortest digits). */
export function formatPlain(x: number): string {
  if (!Number.isFinite(x)) return special(x);
  const { d, dp } = shortest(Math.abs(x));
  return sign(x) + layoutF(d, dp, Math.max(d.length - dp, 0));
}

/** FormatFloat(x, verb, prec, 64); prec -1 is the shortest. */
export function formatFloat(x: number, verb: string, prec: number): string {
  if (!Number.isFinite(x)) return special(x);
  const abs = Math.abs(x);
  const lower = verb.toLowerCase();
  if (lower === 'x') return sign(x) + hexFloat(abs, verb, prec);
  if (verb === 'b') return sign(x) + binaryFloat(abs);
  if (verb === 'f') {
    if (prec < 0) return formatPlain(x);
    const y = abs * 10 ** prec;
    // Away from a tie, JavaScript's rounding is Go's.
    if (prec <= 9 && y < 1e15 && Math.abs(y - Math.floor(y) - 0.5) > 1e-2) return sign(x) + abs.toFixed(prec);
    const { d, dp } = rounded(abs, (point) => point + prec);
    return sign(x) + layoutF(d, dp, prec);
  }
  if (lower === 'e') {
    const { d, dp } = prec < 0 ? shortest(abs) : rounded(abs, () => prec + 1);
    return sign(x) + layoutE(d, dp, prec < 0 ? Math.max(d.length - 1, 0) : prec, verb);
  }
  return sign(x) + general(abs, verb === 'G' ? 'E' : 'e', prec);
}

function general(abs: number, e: string, prec: number): string {
  if (prec < 0 && e === 'e') return formatShortest(abs);
  const want = prec === 0 ? 1 : prec;
  const { d, dp } = prec < 0 ? shortest(abs) : rounded(abs, () => want);
  let eprec = want > d.length && d.length >= dp ? d.length : want;
  if (prec < 0) eprec = 6;
  const exp = d === '' ? -1 : dp - 1;
  if (d !== '' && (exp < -4 || exp >= eprec)) {
    return layoutE(d, dp, (prec < 0 || want > d.length ? d.length : want) - 1, e);
  }
  return layoutF(d, dp, Math.max(d.length - dp, 0));
}

const sign = (x: number) => (x < 0 || Object.is(x, -0) ? '-' : '');

function shortest(abs: number): Digits {
  if (abs === 0) return { d: '', dp: 0 };
  const [m = '', e = ''] = abs.toExponential().split('e');
  return { d: m.replace('.', ''), dp: Number(e) + 1 };
}

/** Exact digits, cut after as many as `count` says (given where the point is), rounded half to even. */
function rounded(abs: number, count: (dp: number) => number): Digits {
  if (abs === 0) return { d: '', dp: 0 };
  const { mant, exp } = split(abs);
  const all = (exp >= 0 ? mant << BigInt(exp) : mant * 5n ** BigInt(-exp)).toString();
  const dp = exp >= 0 ? all.length : all.length + exp;
  const keep = count(dp);
  if (keep >= all.length) return trimmed(all, dp);
  if (keep < 0) return { d: '', dp: 0 };
  const head = all.slice(0, keep);
  const rest = all.slice(keep);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const odd = '13579'.includes(head.at(-1) ?? '0');
  if (rest < half || (rest === half && !odd)) return trimmed(head, dp);
  const up = (BigInt(head || '0') + 1n).toString();
  return trimmed(up, up.length > head.length ? dp + 1 : dp);
}

function trimmed(d: string, dp: number): Digits {
  const s = d.replace(/0+$/, '');
  return { d: s, dp: s === '' ? 0 : dp };
}

function layoutF(d: string, dp: number, prec: number): string {
  const int = dp > 0 ? d.slice(0, dp).padEnd(dp, '0') : '0';
  if (prec <= 0) return int;
  const frac = dp >= 0 ? d.slice(dp) : '0'.repeat(Math.min(-dp, prec)) + d;
  return `${int}.${frac.slice(0, prec).padEnd(prec, '0')}`;
}

function layoutE(d: string, dp: number, prec: number, e: string): string {
  const exp = d === '' ? 0 : dp - 1;
  const frac = prec > 0 ? `.${d.slice(1, prec + 1).padEnd(prec, '0')}` : '';
  return `${d[0] ?? '0'}${frac}${e}${exponent(exp)}`;
}

function exponent(exp: number): string {
  return `${exp < 0 ? '-' : '+'}${String(Math.abs(exp)).padStart(2, '0')}`;
}

/** abs = mant * 2^exp. */
function split(abs: number): { mant: bigint; exp: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, abs);
  const bits = view.getBigUint64(0);
  const e = Number(bits >> 52n);
  const mant = bits & 0xfffffffffffffn;
  return e === 0 ? { mant, exp: -1074 } : { mant: mant | (1n << 52n), exp: e - 1075 };
}

function binaryFloat(abs: number): string {
  const { mant, exp } = split(abs);
  return `${mant}p${exp < 0 ? '' : '+'}${exp}`;
}

function hexFloat(abs: number, verb: string, prec: number): string {
  const parts = split(abs);
  let exp = parts.mant === 0n ? 0 : parts.exp + 52;
  let mant = parts.mant << 8n;
  while (mant !== 0n && (mant & (1n << 60n)) === 0n) {
    mant <<= 1n;
    exp--;
  }
  if (prec >= 0 && prec < 15) {
    const shift = BigInt(prec * 4);
    const extra = (mant << shift) & ((1n << 60n) - 1n);
    mant >>= 60n - shift;
    if ((extra | (mant & 1n)) > 1n << 59n) mant++;
    mant <<= 60n - shift;
    if ((mant & (1n << 61n)) !== 0n) {
      mant >>= 1n;
      exp++;
    }
  }
  const lead = (mant >> 60n) & 1n;
  let frac = (mant & ((1n << 60n) - 1n)).toString(16).padStart(15, '0');
  frac = prec < 0 ? frac.replace(/0+$/, '') : frac.slice(0, prec).padEnd(prec, '0');
  const s = `0x${lead}${frac === '' ? '' : `.${frac}`}p${exponent(exp)}`;
  return verb === 'X' ? s.toUpperCase() : s;
}
