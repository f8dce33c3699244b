/** Time zones by Intl; Go's abbreviations where Intl does not know them. */

export interface Zone {
  readonly name: string;
  /** Offset from UTC in seconds, and the abbreviation, at a moment. */
  at(unixSeconds: number): { offset: number; abbreviation: string };
}

export const UTC: Zone = { name: 'UTC', at: () => ({ offset: 0, abbreviation: 'UTC' }) };

export function fixedZone(abbreviation: string, offset: number): Zone {
  return { name: abbreviation, at: () => ({ offset, abbreviation }) };
}

const ABBREVIATIONS: readonly (readonly [RegExp, Readonly<Record<number, string>>])[] = [
  [/^Europe\/London|^GB$/, { 0: 'GMT', 60: 'BST' }],
  [/^Europe\/(Dublin)$|^Eire$/, { 0: 'GMT', 60: 'IST' }],
  [/^Europe\/(Moscow|Simferopol|Kirov)$/, { 180: 'MSK' }],
  [/^Europe\/(Istanbul|Minsk|Samara|Saratov|Astrakhan|Ulyanovsk|Volgograd)$/, {}],
  [/^Europe\/|^(CET|EET|MET|WET)$/, { 0: 'WET', 60: 'CET', 120: 'EET', 180: 'EEST' }],
  [/^Asia\/(Shanghai|Chongqing|Taipei|Macau|Harbin)$|^PRC$|^ROC$/, { 480: 'CST' }],
  [/^Asia\/Hong_Kong$/, { 480: 'HKT' }],
  [/^Asia\/Tokyo$|^Japan$/, { 540: 'JST' }],
  [/^Asia\/Seoul$|^ROK$/, { 540: 'KST' }],
  [/^Asia\/(Kolkata|Calcutta)$/, { 330: 'IST' }],
  [/^Asia\/Karachi$/, { 300: 'PKT' }],
  [/^Asia\/Jakarta$/, { 420: 'WIB' }],
  [/^Asia\/Manila$/, { 480: 'PST' }],
  [/^Asia\/(Jerusalem|Tel_Aviv)$/, { 120: 'IST', 180: 'IDT' }],
  [/^Africa\/(Cairo|Tripoli)$/, { 120: 'EET', 180: 'EEST' }],
  [/^Africa\/Johannesburg$/, { 120: 'SAST' }],
  [/^Africa\/Nairobi$/, { 180: 'EAT' }],
  [/^Africa\/Lagos$/, { 60: 'WAT' }],
  [/^Australia\/(Sydney|Melbourne|Hobart|Brisbane|Canberra)$/, { 600: 'AEST', 660: 'AEDT' }],
  [/^Australia\/(Adelaide|Darwin)$/, { 570: 'ACST', 630: 'ACDT' }],
  [/^Australia\/Perth$/, { 480: 'AWST' }],
  [/^Pacific\/Auckland$/, { 720: 'NZST', 780: 'NZDT' }],
];

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
      timeZoneName: 'short',
    }); // prettier
  } catch {
    return null;
  }
  return {
    name,
    at(unixSeconds) {
      const ms = Math.max(-8.64e15, Math.min(8.64e15, unixSeconds * 1000));
      const p = Object.fromEntries(format.formatToParts(ms).map((x) => [x.type, x.value]));
      const year = p.era === 'BC' ? 1 - Number(p.year) : Number(p.year);
      const d = new Date(0);
      d.setUTCFullYear(year, Number(p.month) - 1, Number(p.day));
      d.setUTCHours(Number(p.hour), Number(p.minute), Number(p.second));
      const offset = Math.round((d.getTime() - ms) / 1000);
      return { offset, abbreviation: abbreviation(name, offset, p.timeZoneName ?? '') };
    },
  };
}

function abbreviation(zone: string, offset: number, intl: string): string {
  const minutes = offset / 60;
  const table = ABBREVIATIONS.find(([pattern]) => pattern.test(zone))?.[1];
  if (table !== undefined) {
    const summer = /^Europe/.test(zone) && /Summer|CEST|EEST|WEST/.test(intl);
    if (summer) return intl;
    return central(zone, minutes) ?? table[minutes] ?? numeric(minutes);
  }
  return /^[A-Z]{3,5}$/.test(intl) ? intl : numeric(minutes);
}

/** Summer time in Europe: two zones share each offset. */
function central(zone: string, minutes: number): string | undefined {
  if (
    !/^Europe\//.test(zone) ||
    /London|Dublin|Moscow|Simferopol|Kirov|Istanbul|Minsk|Samara|Saratov|Astrakhan|Ulyanovsk|Volgograd/.test(
      zone,
    )
  )
    return undefined;
  const eastern =
    /Athens|Bucharest|Chisinau|Helsinki|Kiev|Kyiv|Mariehamn|Riga|Sofia|Tallinn|Uzhgorod|Vilnius|Zaporozhye|Kaliningrad|Nicosia/.test(
      zone,
    );
  const western = /Lisbon/.test(zone);
  if (minutes === 60) return western ? 'WEST' : 'CET';
  if (minutes === 120) return eastern ? 'EET' : 'CEST';
  return undefined;
}

function numeric(minutes: number): string {
  const abs = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(abs / 60))}${abs % 60 === 0 ? '' : two(abs % 60)}`;
}
