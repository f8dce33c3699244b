/** strconv.ParseInt, ParseFloat and their errors, by Go's rules and not by JavaScript's. */

const MAX = 2n ** 63n;

/** ParseInt(s, base, 64): undefined on a syntax or range error. Base 0 reads prefixes and underscores. */
export function parseIntGo(s: string, base: number, unsigned = false): bigint | undefined {
  const m = /^([-+]?)(.+)$/.exec(s);
  if (m === null || (unsigned && m[1] !== '')) return undefined;
  let digits = m[2] ?? '';
  let radix = base;
  if (base === 0) {
    const prefix = /^0[xXoObB]/.exec(digits)?.[0].toLowerCase();
    radix = prefix === '0x' ? 16 : prefix === '0b' ? 2 : prefix === '0o' || /^0./.test(digits) ? 8 : 10;
    if (digits.includes('_') && !underscoreOk(digits)) return undefined;
    digits = digits.slice(prefix === undefined ? 0 : 2).replaceAll('_', '');
  }
  const valid =
    radix === 16 ? /^[0-9a-fA-F]+$/ : radix === 8 ? /^[0-7]+$/ : radix === 2 ? /^[01]+$/ : /^[0-9]+$/;
  if (digits.length > 100 || !valid.test(digits)) return longZero(digits, valid);
  const n = BigInt(
    radix === 10 ? digits : radix === 8 ? `0o${digits}` : radix === 2 ? `0b${digits}` : `0x${digits}`,
  );
  const value = m[1] === '-' ? -n : n;
  if (unsigned) return value < MAX * 2n ? value : undefined;
  return value >= -MAX && value < MAX ? value : undefined;
}

function longZero(digits: string, valid: RegExp): bigint | undefined {
  return digits !== '' && valid.test(digits) && /^0+$/.test(digits) ? 0n : undefined;
}

/** Underscores only between digits, or after a base prefix. */
function underscoreOk(s: string): boolean {
  return /^(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-9])*|[0-9](_?[0-9])*)$/.test(s);
}

/** ParseFloat(s, 64): undefined on a syntax or range error. */
export function parseFloatGo(s: string): number | undefined {
  if (s.length > 1000) return undefined;
  const m = /^[-+]?(inf(inity)?|nan)$/i.exec(s);
  if (m !== null) {
    if (/nan/i.test(s)) return /^[-+]/.test(s) ? undefined : Number.NaN;
    return s.startsWith('-') ? -Infinity : Infinity;
  }
  let t = s;
  if (t.includes('_')) {
    // Each stands between two digits, or after a base prefix.
    const stray = /^[-+]?0[xX]/.test(t) ? /_(?![0-9a-fA-F])|[^0-9a-fA-FxX]_/ : /_(?![0-9])|(?<![0-9])_/;
    if (stray.test(t)) return undefined;
    t = t.replaceAll('_', '');
  }
  if (/^[-+]?0[xX]/.test(t)) return hexFloat(t);
  if (!/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(t)) return undefined;
  const f = Number(t);
  return Number.isFinite(f) ? f : undefined;
}

function hexFloat(s: string): number | undefined {
  const m = /^([-+]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([-+]?[0-9]+)$/.exec(s);
  const digits = (m?.[2] ?? '') + (m?.[3] ?? '');
  if (m === null || digits === '') return undefined;
  const exp = Number(m[4]) - 4 * (m[3] ?? '').length;
  // In two steps, so that neither power leaves the range.
  const half = Math.trunc(exp / 2);
  const f = Number(`0x${digits}`) * 2 ** half * 2 ** (exp - half);
  if (!Number.isFinite(f)) return undefined;
  return m[1] === '-' ? -f : f;
}
