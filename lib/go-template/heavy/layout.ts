import { DAYS, type GoTime, MONTHS } from './time';

/** Go's reference layout (Mon Jan 2 15:04:05 MST 2006): its pieces, and a time printed by them. */

export const PIECE =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|0[1-6]|15|1|2006|__2|_2(?!006)|2|3|4|5|PM|pm|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?![0-9])/g;
/** As a group, so that split() keeps them. */
const PIECES = new RegExp(`(${PIECE.source})`);

const pad = (n: number, width: number, fill = '0') => {
  const s = String(Math.abs(n)).padStart(width, fill);
  return n < 0 ? `-${s}` : s;
};

export function formatTime(t: GoTime, layout: string): string {
  let out = '';
  splitLayout(layout).forEach((part, i) => {
    out += i % 2 === 0 ? part : formatPiece(t, part);
  });
  return out;
}

const MAX_KNOWN = 50;
const known = new Map<string, readonly string[]>();

/** Text and pieces by turns; the same few layouts come again and again. */
function splitLayout(layout: string): readonly string[] {
  const parts = known.get(layout) ?? layout.split(PIECES);
  if (layout.length > 100) return parts;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(layout, parts);
  return parts;
}

function formatPiece(t: GoTime, piece: string): string {
  const c = t.civil;
  const hour12 = c.hour % 12 === 0 ? 12 : c.hour % 12;
  switch (piece) {
    case '2006':
      return pad(c.year, 4);
    case '06':
      return pad(Math.abs(c.year) % 100, 2);
    case 'January':
      return MONTHS[c.month - 1] ?? '';
    case 'Jan':
      return (MONTHS[c.month - 1] ?? '').slice(0, 3);
    case '01':
      return pad(c.month, 2);
    case '1':
      return String(c.month);
    case 'Monday':
      return DAYS[c.weekday] ?? '';
    case 'Mon':
      return (DAYS[c.weekday] ?? '').slice(0, 3);
    case '2':
      return String(c.day);
    case '_2':
      return pad(c.day, 2, ' ');
    case '02':
      return pad(c.day, 2);
    case '__2':
      return pad(c.yearDay, 3, ' ');
    case '002':
      return pad(c.yearDay, 3);
    case '15':
      return pad(c.hour, 2);
    case '3':
      return String(hour12);
    case '03':
      return pad(hour12, 2);
    case '4':
      return String(c.minute);
    case '04':
      return pad(c.minute, 2);
    case '5':
      return String(c.second);
    case '05':
      return pad(c.second, 2);
    case 'PM':
      return c.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return c.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return c.abbreviation === '' ? offsetText(c.offset, '00') : c.abbreviation;
  }
  if (/^[-Z]/.test(piece))
    return c.offset === 0 && piece.startsWith('Z') ? 'Z' : offsetText(c.offset, piece.slice(3));
  return fraction(t.nanos, piece);
}

function offsetText(offset: number, rest: string): string {
  const abs = Math.abs(offset);
  const colon = rest.startsWith(':') ? ':' : '';
  let s = (offset < 0 ? '-' : '+') + pad(Math.floor(abs / 3600), 2);
  if (rest !== '') s += colon + pad(Math.floor((abs % 3600) / 60), 2);
  if (rest.length > 3) s += colon + pad(abs % 60, 2);
  return s;
}

function fraction(nanos: number, piece: string): string {
  const digits = pad(nanos, 9)
    .slice(0, piece.length - 1)
    .padEnd(piece.length - 1, '0');
  if (piece[1] === '0') return piece.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : piece.charAt(0) + trimmed;
}
