/** From 1970 to 9999: what `{yyyy}` can show. */
const LATEST = 253_402_300_800_000;

/**
 * The time that a record names itself, in milliseconds since 1970: ISO 8601, or a number since 1970 whose size tells
 * seconds from milli-, micro- and nanoseconds, as devices send all of them. Undefined where it is none of these.
 */
export function eventTime(value: unknown): number | undefined {
  const time = fromNumber(value) ?? fromText(value);
  return time !== undefined && time >= 0 && time < LATEST ? time : undefined;
}

function fromNumber(value: unknown): number | undefined {
  const isNumber =
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    (typeof value === 'string' && /^\d{1,19}(\.\d{1,9})?$/.test(value));
  if (!isNumber) return undefined;
  const number = Number(value);
  if (number < 1e11) return number * 1000;
  if (number < 1e14) return number;
  return number < 1e17 ? number / 1000 : number / 1_000_000;
}

/** Without a zone it is UTC: the zone of the machine must not decide. */
function fromText(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(value);
  if (!match) return undefined;
  const [, day = '', clock = '00:00', zone = 'Z'] = match;
  // Date.parse takes the 31st of February for the 3rd of March.
  const midnight = new Date(`${day}T00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const time = Date.parse(
    `${day}T${clock}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`,
  );
  return Number.isNaN(time) ? undefined : time;
}

/** The member of a record that a name or a dotted path leads to. */
export function memberAt(value: unknown, path: string): unknown {
  const own = (from: unknown, name: string) =>
    typeof from === 'object' && from !== null && Object.hasOwn(from, name)
      ? (from as Readonly<Record<string, unknown>>)[name]
      : undefined;
  return own(value, path) ?? path.split('.').reduce<unknown>(own, value);
}
