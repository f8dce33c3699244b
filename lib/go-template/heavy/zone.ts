import { ABBREVIATIONS } from './zone-names';

/** Time zones by Intl, with the abbreviations that Go prints. */

export interface Zone {
  readonly name: string;
  /** Offset from UTC in seconds, and the abbreviation, at a moment. */
  at(unixSeconds: number): { offset: number; abbreviation: string };
}

export const UTC: Zone = { name: 'UTC', at: () => ({ offset: 0, abbreviation: 'UTC' }) };

export function fixedZone(abbreviation: string, offset: number): Zone {
  return { name: abbreviation, at: () => ({ offset, abbreviation }) };
}

export const MAX_ZONES = 100;
const cache = new Map<string, Zone | null>();

/** time.LoadLocation: undefined where there is no such zone. */
export function loadZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  let zone = cache.get(name);
  if (zone === undefined) {
    zone = intlZone(name);
    if (cache.size >= MAX_ZONES) cache.clear();
    cache.set(name, zone);
  }
  return zone ?? undefined;
}

const LAST = 8.64e15 - 2 * 86_400_000;

function intlZone(name: string): Zone | null {
  // A file name in Go: letters count, and an offset is no zone.
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(name)) return null;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }); // prettier
  } catch {
    return null;
  }
  return {
    name,
    at(unixSeconds) {
      // The local time must still be a Date, also where it is ahead of UTC.
      const ms = Math.max(-LAST, Math.min(LAST, Math.floor(unixSeconds) * 1000));
      const p = Object.fromEntries(format.formatToParts(ms).map((x) => [x.type, x.value]));
      const year = p.era === 'BC' ? 1 - Number(p.year) : Number(p.year);
      const d = new Date(0);
      d.setUTCFullYear(year, Number(p.month) - 1, Number(p.day));
      d.setUTCHours(Number(p.hour), Number(p.minute), Number(p.second));
      const offset = Math.round((d.getTime() - ms) / 1000);
      return { offset, abbreviation: abbreviation(name, offset) };
    },
  };
}

/** By zone and minutes, made when a zone is first asked for. */
let names: Map<string, ReadonlyMap<number, string>> | undefined;

function abbreviation(zone: string, offset: number): string {
  names ??= new Map(
    ABBREVIATIONS.flatMap(([abbreviations, zones]) => {
      const table = new Map(
        abbreviations.split(' ').map((pair) => [Number.parseInt(pair, 10), pair.replace(/.*=/, '')]),
      );
      return zones.split(' ').map((name) => [name, table] as const);
    }),
  );
  // Before there were zones, every place had its own time, which is no multiple of a quarter of an hour.
  return names.get(zone)?.get(offset / 60) ?? (offset % 900 === 0 ? numeric(offset / 60) : 'LMT');
}

function numeric(minutes: number): string {
  const abs = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(abs / 60))}${abs % 60 === 0 ? '' : two(abs % 60)}`;
}
