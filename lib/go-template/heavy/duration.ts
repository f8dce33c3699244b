/** Go's time.Duration: nanoseconds in 64 bits. */

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}; // prettier

const MAX = 2n ** 63n;

/** time.ParseDuration; a string is the error. */
export function parseDuration(s: string): bigint | string {
  const bad = `time: invalid duration ${JSON.stringify(s)}`;
  const negative = s.startsWith('-');
  let rest = s.replace(/^[-+]/, '');
  if (rest === '0') return 0n;
  if (rest === '') return bad;
  let total = 0n;
  while (rest !== '') {
    const m = /^(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))/.exec(rest);
    if (m === null) return bad;
    rest = rest.slice(m[0].length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? '';
    if (unit === '') return `time: missing unit in duration ${JSON.stringify(s)}`;
    const scale = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (scale === undefined)
      return `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(s)}`;
    rest = rest.slice(unit.length);
    const frac = (m[2] ?? m[3] ?? '').slice(0, 18);
    total += BigInt((m[1] ?? '0').slice(0, 40)) * scale;
    if (frac !== '') total += (BigInt(frac) * scale) / 10n ** BigInt(frac.length);
    if (total > MAX) return bad;
  }
  if (negative) return -total;
  return total >= MAX ? bad : total;
}

/** Duration.String(). */
export function durationText(ns: bigint): string {
  const abs = ns < 0n ? -ns : ns;
  const sign = ns < 0n ? '-' : '';
  if (abs === 0n) return '0s';
  const scaled = (unit: bigint, name: string) => `${sign}${fraction(abs, unit)}${name}`;
  if (abs < 1000n) return scaled(1n, 'ns');
  if (abs < 1_000_000n) return scaled(1000n, '\u00b5s');
  if (abs < 1_000_000_000n) return scaled(1_000_000n, 'ms');
  const minutes = abs / 60_000_000_000n;
  const seconds = fraction(abs % 60_000_000_000n, 1_000_000_000n);
  if (minutes === 0n) return `${sign}${seconds}s`;
  return `${sign}${minutes >= 60n ? `${minutes / 60n}h` : ''}${minutes % 60n}m${seconds}s`;
}

function fraction(n: bigint, unit: bigint): string {
  const digits = (n % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return unit === 1n || digits === '' ? String(n / unit) : `${n / unit}.${digits}`;
}
