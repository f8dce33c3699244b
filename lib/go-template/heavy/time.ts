import { GoInt, GoObject, int64, type Methods, type Value } from '../values';
import { durationText } from './duration';
import { formatTime } from './layout';
import { UTC, type Zone } from './zone';

export const MONTHS =
  'January February March April May June July August September October November December'.split(' ');
export const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly offset: number;
  readonly abbreviation: string;
}

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

const DURATION: Methods = {
  String: [
    '',
    function (this: GoInt) {
      return durationText(this.value);
    },
  ],
  Seconds: [
    '',
    function (this: GoInt) {
      return Number(this.value) / 1e9;
    },
  ],
  Minutes: [
    '',
    function (this: GoInt) {
      return Number(this.value) / 6e10;
    },
  ],
  Hours: [
    '',
    function (this: GoInt) {
      return Number(this.value) / 3.6e12;
    },
  ],
  Milliseconds: [
    '',
    function (this: GoInt) {
      return int64(this.value / 1_000_000n);
    },
  ],
  Nanoseconds: [
    '',
    function (this: GoInt) {
      return int64(this.value);
    },
  ],
}; // prettier

export const duration = (ns: bigint): GoInt => new GoInt('time.Duration', ns, durationText(ns), DURATION);

function named(type: string, value: number, text: string): GoInt {
  return new GoInt(type, BigInt(value), text, { String: ['', () => text] });
}

/** time.Time: seconds since 1970, nanoseconds, and a zone to look at them in. */
export class GoTime extends GoObject {
  readonly type = 'time.Time';
  readonly kind = 'struct';
  private known: Civil | undefined;

  constructor(
    readonly seconds: number,
    readonly nanos = 0,
    readonly zone: Zone = UTC,
  ) {
    super();
  }

  static fromDate(d: Date): GoTime {
    const ms = d.getTime();
    const seconds = Math.floor(ms / 1000);
    return new GoTime(seconds, (ms - seconds * 1000) * 1_000_000);
  }

  get civil(): Civil {
    if (this.known !== undefined) return this.known;
    const { offset, abbreviation } = this.zone.at(this.seconds);
    const local = this.seconds + offset;
    const days = Math.floor(local / 86400);
    const rest = local - days * 86400;
    // Not with a spread, which takes five times as long.
    const { year, month, day } = civilFromDays(days);
    this.known = {
      year,
      month,
      day,
      hour: Math.floor(rest / 3600),
      minute: Math.floor((rest % 3600) / 60),
      second: rest % 60,
      weekday: (((days + 4) % 7) + 7) % 7,
      yearDay: days - daysFromCivil(year, 1, 1) + 1,
      offset,
      abbreviation,
    };
    return this.known;
  }

  in(zone: Zone): GoTime {
    return new GoTime(this.seconds, this.nanos, zone);
  }

  add(ns: bigint): GoTime {
    const total = BigInt(this.nanos) + ns;
    const carry = total >= 0n ? total / 1_000_000_000n : (total - 999_999_999n) / 1_000_000_000n;
    return new GoTime(this.seconds + Number(carry), Number(total - carry * 1_000_000_000n), this.zone);
  }

  /** Nanoseconds from `other` to this. */
  since(other: GoTime): bigint {
    return BigInt(this.seconds - other.seconds) * 1_000_000_000n + BigInt(this.nanos - other.nanos);
  }

  override toString(): string {
    return formatTime(this, '2006-01-02 15:04:05.999999999 -0700 MST');
  }

  override toJson(): string {
    return formatTime(this, '2006-01-02T15:04:05.999999999Z07:00');
  }

  override equals(other: GoObject): boolean {
    return (
      other instanceof GoTime &&
      other.seconds === this.seconds &&
      other.nanos === this.nanos &&
      other.zone.name === this.zone.name
    );
  }

  private addDate(y: bigint, m: bigint, d: bigint): GoTime {
    const c = this.civil;
    const months = c.year * 12 + c.month - 1 + Number(y) * 12 + Number(m);
    const days = daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, c.day + Number(d));
    const local = days * 86400 + c.hour * 3600 + c.minute * 60 + c.second;
    return new GoTime(local - this.zone.at(local - c.offset).offset, this.nanos, this.zone);
  }

  private table: Methods | undefined;
  /** Made when first asked for: most times are only printed. */
  get methods(): Methods {
    this.table ??= this.makeMethods();
    return this.table;
  }

  private makeMethods(): Methods {
    return {
      Unix: ['', () => int64(BigInt(this.seconds))],
      UnixMilli: ['', () => int64(BigInt(this.seconds) * 1000n + BigInt(this.nanos) / 1_000_000n)],
      UnixMicro: ['', () => int64(BigInt(this.seconds) * 1_000_000n + BigInt(this.nanos) / 1000n)],
      UnixNano: ['', () => int64(BigInt(this.seconds) * 1_000_000_000n + BigInt(this.nanos))],
      Year: ['', () => BigInt(this.civil.year)],
      Month: ['', () => named('time.Month', this.civil.month, MONTHS[this.civil.month - 1] ?? '')],
      Day: ['', () => BigInt(this.civil.day)],
      Hour: ['', () => BigInt(this.civil.hour)],
      Minute: ['', () => BigInt(this.civil.minute)],
      Second: ['', () => BigInt(this.civil.second)],
      Nanosecond: ['', () => BigInt(this.nanos)],
      YearDay: ['', () => BigInt(this.civil.yearDay)],
      Weekday: ['', () => named('time.Weekday', this.civil.weekday, DAYS[this.civil.weekday] ?? '')],
      Format: ['s', (layout: string) => formatTime(this, layout)],
      String: ['', () => this.toString()],
      UTC: ['', () => this.in(UTC)],
      Local: ['', () => this.in(UTC)],
      AddDate: ['iii', (y: bigint, m: bigint, d: bigint) => this.addDate(y, m, d)],
      IsZero: ['', () => this.seconds === ZERO_SECONDS && this.nanos === 0],
      Before: ['t', (t: GoTime): Value => this.since(t) < 0n],
      After: ['t', (t: GoTime): Value => this.since(t) > 0n],
      Equal: ['t', (t: GoTime): Value => this.since(t) === 0n],
      Sub: ['t', (t: GoTime): Value => duration(BigInt.asIntN(64, this.since(t)))],
    };
  }
}

const ZERO_SECONDS = -62135596800;
/** 1 January of the year 1: Go's zero time. */
export const ZERO_TIME = new GoTime(ZERO_SECONDS);
