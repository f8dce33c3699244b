import { CallError, type Context, priced } from '../context';
import { floatToInt64 } from '../sprig/numbers';
import { GoInt, type Value } from '../values';
import { durationText, parseDuration } from './duration';
import { formatTime } from './layout';
import { parseTime } from './parse-time';
import { GoTime, ZERO_TIME } from './time';
import { loadZone, MAX_ZONES, UTC, type Zone } from './zone';

function now(c: Context): GoTime {
  const date = c.now();
  if (!Number.isFinite(date?.getTime?.())) throw new CallError('the option "now" gave no time');
  return GoTime.fromDate(date);
}

/** sprig's idea of a date: a time, or a whole number of seconds; anything else is now. */
function timeOf(c: Context, v: Value): GoTime {
  if (v instanceof GoTime) return v;
  if (typeof v === 'bigint') return fromUnix(v);
  if (v instanceof GoInt && (v.type === 'int64' || v.type === 'int32')) return fromUnix(v.value);
  if (c.friendly && typeof v === 'number') return fromUnix(floatToInt64(v));
  return now(c);
}

const fromUnix = (n: bigint) => new GoTime(Number(n));

const dateInZone = (c: Context, layout: string, date: Value, zone: string) =>
  formatTime(timeOf(c, date).in(zoneOf(c, zone)), layout);

/** The zones that an execution has asked for: Intl takes its time for each, and more for a new one. */
const known = new WeakMap<Context, Set<string>>();

function zoneOf(c: Context, name: string): Zone {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  const mine = known.get(c) ?? new Set();
  known.set(c, mine);
  c.charge(mine.has(name) ? 150 : 600);
  if (mine.size < MAX_ZONES) mine.add(name);
  return loadZone(name) ?? UTC;
}

const dateModify = (must: boolean) => (_: Context, text: string, t: GoTime) => {
  const d = parseDuration(text);
  if (typeof d === 'bigint') return t.add(d);
  if (must) throw new CallError(d);
  return t;
};
const toDate = (must: boolean) => (c: Context, layout: string, text: string) => {
  const t = parseTime(layout, text);
  if (typeof t !== 'string') return t;
  c.charge(60);
  if (must) throw new CallError(t);
  return ZERO_TIME;
};

export const functions = priced(20, 1, {
  now: ['', now],
  date: ['sa', (c: Context, layout: string, d: Value) => dateInZone(c, layout, d, 'Local')],
  dateInZone: ['sas', dateInZone],
  date_in_zone: ['sas', dateInZone],
  htmlDate: ['a', (c: Context, d: Value) => dateInZone(c, '2006-01-02', d, 'Local')],
  htmlDateInZone: ['as', (c: Context, d: Value, zone: string) => dateInZone(c, '2006-01-02', d, zone)],
  dateModify: ['st', dateModify(false), 20, 4],
  date_modify: ['st', dateModify(false), 20, 4],
  mustDateModify: ['st', dateModify(true), 20, 4],
  must_date_modify: ['st', dateModify(true), 20, 4],
  toDate: ['ss', toDate(false), 40, 2],
  mustToDate: ['ss', toDate(true), 40, 2],
  unixEpoch: ['t', (_: Context, t: GoTime) => String(t.seconds)],
  ago: ['a', (c: Context, v: Value) => ago(now(c).since(timeOf(c, v)))],
  duration: ['a', (c: Context, v: Value) => durationText(BigInt.asIntN(64, seconds(c, v) * 1_000_000_000n))],
  durationRound: ['a', (c: Context, v: Value) => durationRound(c, v), 20, 4],
});

/** Rounded to seconds, half away from zero. */
function ago(ns: bigint): string {
  const half = ns < 0n ? -500_000_000n : 500_000_000n;
  return durationText(((ns + half) / 1_000_000_000n) * 1_000_000_000n);
}

function seconds(c: Context, v: Value): bigint {
  if (typeof v === 'string') return /^[-+]?[0-9]{1,18}$/.test(v) ? BigInt(v.replace(/^\+/, '')) : 0n;
  if (v instanceof GoInt && v.type === 'int64') return v.value;
  return c.friendly && typeof v === 'number' && Number.isInteger(v) ? BigInt(v) : 0n;
}

const UNITS: readonly (readonly [bigint, string])[] = [
  [31_536_000n, 'y'],
  [2_592_000n, 'mo'],
  [86_400n, 'd'],
  [3600n, 'h'],
  [60n, 'm'],
  [1n, 's'],
]; // prettier

function durationRound(c: Context, v: Value): string {
  let d = 0n;
  if (typeof v === 'string') {
    const parsed = parseDuration(v);
    d = typeof parsed === 'bigint' ? parsed : 0n;
  } else if (v instanceof GoInt && v.type === 'int64') d = v.value;
  else if (c.friendly && typeof v === 'number') d = floatToInt64(v);
  else if (c.friendly && typeof v === 'bigint') d = v;
  else if (v instanceof GoTime) d = now(c).since(v);
  const abs = d < 0n ? -d : d;
  for (const [unit, name] of UNITS) {
    const ns = unit * 1_000_000_000n;
    if (abs > ns) return `${abs / ns}${name}`;
  }
  return '0s';
}
