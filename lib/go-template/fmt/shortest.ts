/** `{{x}}`, %v: %g with the shortest digits that read back the same. */
export function formatShortest(x: number): string {
  const abs = Math.abs(x);
  if (abs < 1e6 && abs >= 1e-4) return String(x);
  if (abs === 0) return Object.is(x, -0) ? '-0' : '0';
  if (!Number.isFinite(x)) return special(x);
  const s = x.toExponential();
  const e = s.indexOf('e') + 2;
  return s.length - e < 2 ? `${s.slice(0, e)}0${s.slice(e)}` : s;
}

export function special(x: number): string {
  return Number.isNaN(x) ? 'NaN' : x > 0 ? '+Inf' : '-Inf';
}
