import { CallError, type Context, type FunctionTable } from '../context';
import { GoInt, type Value } from '../values';
import { durationText, parseDuration } from './duration';
import { formatTime } from './layout';
import { parseTime } from './parse-time';
import { GoTime, ZERO_TIME } from './time';
import { loadZone, UTC, type Zone } from './zone';

const now = (c: Context) => GoTime.fromDate(c.now());

/** sprig's idea of a date: a time, or a whole number of seconds; anything else is now. */
function timeOf(c: Context, v: Value): GoTime {
  if (v instanceof GoTime) return v;
  if (typeof v === 'bigint') return fromUnix(v);
  if (v instanceof GoInt && (v.type === 'int64' || v.type === 'int32')) return fromUnix(v.value);
  if (c.friendly && typeof v === 'number' && Number.isInteger(v)) return new GoTime(v);
  return now(c);
}

const fromUnix = (n: bigint) => new GoTime(Number(n));

const dateInZone = (c: Context, layout: string, date: Value, zone: string) =>
  formatTime(timeOf(c, date).in(zoneOf(c, zone)), layout);

/** Intl takes its time, and that counts. */
function zoneOf(c: Context, name: string): Zone {
  const zone = loadZone(name) ?? UTC;
  c.charge(zone === UTC ? 5 : 300);
  return zone;
}

const dateModify = (must: boolean) => (_: Context, text: string, t: GoTime) => {
  const d = parseDuration(text);
  if (typeof d === 'bigint') return t.add(d);
  if (must) throw new CallError(d);
  return t;
};
const toDate = (must: boolean) => (_: Context, layout: string, text: string) => {
  const t = parseTime(layout, text);
  if (typeof t !== 'string') return t;
  if (must) throw new CallError(t);
  return ZERO_TIME;
};

export const dateFunctions: FunctionTable = {
  now: ['', now],
  date: ['sa', (c: Context, layout: string, d: Value) => dateInZone(c, layout, d, 'Local')],
  dateInZone: ['sas', dateInZone],
  date_in_zone: ['sas', dateInZone],
  htmlDate: ['a', (c: Context, d: Value) => dateInZone(c, '2006-01-02', d, 'Local')],
  htmlDateInZone: ['as', (c: Context, d: Value, zone: string) => dateInZone(c, '2006-01-02', d, zone)],
  dateModify: ['st', dateModify(false)],
  date_modify: ['st', dateModify(false)],
  mustDateModify: ['st', dateModify(true)],
  must_date_modify: ['st', dateModify(true)],
  toDate: ['ss', toDate(false)],
  mustToDate: ['ss', toDate(true)],
  unixEpoch: ['t', (_: Context, t: GoTime) => String(t.seconds)],
  ago: ['a', (c: Context, v: Value) => ago(now(c).since(timeOf(c, v)))],
  duration: ['a', (c: Context, v: Value) => durationText(BigInt.asIntN(64, seconds(c, v) * 1_000_000_000n))],
  durationRound: ['a', (c: Context, v: Value) => durationRound(c, v)],
};

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
  else if (v instanceof GoTime) d = now(c).since(v);
  const abs = d < 0n ? -d : d;
  for (const [unit, name] of UNITS) {
    const ns = unit * 1_000_000_000n;
    if (abs > ns) return `${abs / ns}${name}`;
  }
  return '0s';
}
