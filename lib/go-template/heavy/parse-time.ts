import { quote } from '../fmt/quote';
import { PIECE } from './layout';
import { DAYS, daysFromCivil, GoTime, MONTHS } from './time';
import { fixedZone, UTC, type Zone } from './zone';

/** time.ParseInLocation with UTC as the location; a string is the error. */
export function parseTime(layout: string, value: string): GoTime | string {
  const p = new TimeParser(layout, value);
  try {
    return p.parse();
  } catch (e) {
    if (e instanceof BadTime) return e.message;
    throw e;
  }
}

class BadTime extends Error {}

class TimeParser {
  private rest: string;
  private year = 0;
  private month = -1;
  private day = -1;
  private yearDay = -1;
  private hour = 0;
  private minute = 0;
  private second = 0;
  private nanos = 0;
  private half: 'am' | 'pm' | undefined;
  private zone: Zone | undefined;
  private offset: number | undefined;
  private zoneName = '';

  constructor(
    private readonly layout: string,
    private readonly value: string,
  ) {
    this.rest = value;
  }

  parse(): GoTime {
    let at = 0;
    const pieces = [...this.layout.matchAll(PIECE)];
    pieces.forEach((m, i) => {
      this.literal(this.layout.slice(at, m.index));
      at = m.index + m[0].length;
      this.piece(m[0], pieces[i + 1]?.index === at ? (pieces[i + 1]?.[0] ?? '') : '');
    });
    this.literal(this.layout.slice(at));
    if (this.rest !== '')
      throw new BadTime(`parsing time ${quote(this.value)}: extra text: ${quote(this.rest)}`);
    return this.build();
  }

  private bad(piece: string): never {
    throw new BadTime(
      `parsing time ${quote(this.value)} as ${quote(this.layout)}: cannot parse ${quote(this.rest)} as ${quote(piece)}`,
    );
  }

  private range(what: string): never {
    throw new BadTime(`parsing time ${quote(this.value)}: ${what} out of range`);
  }

  private literal(text: string): void {
    for (let i = 0; i < text.length; i++) {
      if (text[i] === ' ') {
        if (this.rest !== '' && this.rest[0] !== ' ') this.bad(text);
        while (text[i + 1] === ' ') i++;
        this.rest = this.rest.replace(/^ +/, '');
      } else if (this.rest[0] === text[i]) this.rest = this.rest.slice(1);
      else this.bad(text);
    }
  }

  private take(pattern: RegExp, piece: string): string {
    const m = pattern.exec(this.rest);
    if (m === null) return this.bad(piece);
    this.rest = this.rest.slice(m[0].length);
    return m[0];
  }

  private number(piece: string, fixed: boolean): number {
    return Number(this.take(fixed ? /^[0-9]{2}/ : /^[0-9]{1,2}/, piece));
  }

  private name(names: readonly string[], length: number | undefined, piece: string): number {
    const low = this.rest.slice(0, 9).toLowerCase();
    const i = names.findIndex((n) => low.startsWith(n.slice(0, length).toLowerCase()));
    if (i < 0) this.bad(piece);
    this.rest = this.rest.slice((names[i] ?? '').slice(0, length).length);
    return i;
  }

  private piece(piece: string, next: string): void {
    switch (piece) {
      case '06': {
        const y = this.number(piece, true);
        this.year = y >= 69 ? 1900 + y : 2000 + y;
        return;
      }
      case '2006':
        this.year = Number(this.take(/^[0-9]{4}/, piece));
        return;
      case 'Jan':
        this.month = this.name(MONTHS, 3, piece) + 1;
        return;
      case 'January':
        this.month = this.name(MONTHS, undefined, piece) + 1;
        return;
      case '01':
      case '1':
        this.month = this.number(piece, piece === '01');
        if (this.month < 1 || this.month > 12) this.range('month');
        return;
      case 'Mon':
        this.name(DAYS, 3, piece);
        return;
      case 'Monday':
        this.name(DAYS, undefined, piece);
        return;
      case '2':
      case '_2':
      case '02':
        if (piece === '_2') this.rest = this.rest.replace(/^ /, '');
        this.day = this.number(piece, piece === '02');
        return;
      case '__2':
      case '002':
        if (piece === '__2') this.rest = this.rest.replace(/^ {1,2}/, '');
        this.yearDay = Number(this.take(piece === '002' ? /^[0-9]{3}/ : /^[0-9]{1,3}/, piece));
        return;
      case '15':
        this.hour = this.number(piece, false);
        if (this.hour > 23) this.range('hour');
        return;
      case '3':
      case '03':
        this.hour = this.number(piece, piece === '03');
        if (this.hour > 12) this.range('hour');
        return;
      case '4':
      case '04':
        this.minute = this.number(piece, piece === '04');
        if (this.minute > 59) this.range('minute');
        return;
      case '5':
      case '05':
        this.seconds(piece, next);
        return;
      case 'PM':
      case 'pm':
        this.half =
          this.take(piece === 'PM' ? /^[AP]M/ : /^[ap]m/, piece).toLowerCase() === 'pm' ? 'pm' : 'am';
        return;
      case 'MST':
        this.namedZone(piece);
        return;
    }
    if (/^[-Z]/.test(piece)) this.numericZone(piece);
    else this.fraction(piece);
  }

  private seconds(piece: string, next: string): void {
    this.second = this.number(piece, piece === '05');
    if (this.second > 59) this.range('second');
    if (!/^[.,][0-9]/.test(this.rest) || /^[.,]/.test(next)) return;
    this.nanosFrom(this.take(/^[.,][0-9]+/, piece));
  }

  private fraction(piece: string): void {
    if (piece[1] === '9') {
      if (/^[.,][0-9]/.test(this.rest)) this.nanosFrom(this.take(/^[.,][0-9]+/, piece));
      return;
    }
    const digits = piece.length - 1;
    if (
      !/^[.,][0-9]+/.test(this.rest.slice(0, digits + 1)) ||
      !/^[0-9]+$/.test(this.rest.slice(1, digits + 1)) ||
      this.rest.length < digits + 1
    ) {
      this.bad(piece);
    }
    this.nanosFrom(this.rest.slice(0, digits + 1));
    this.rest = this.rest.slice(digits + 1);
  }

  private nanosFrom(text: string): void {
    this.nanos = Number(text.slice(1, 10).padEnd(9, '0'));
  }

  private namedZone(piece: string): void {
    if (this.rest.startsWith('UTC')) {
      this.zone = UTC;
      this.rest = this.rest.slice(3);
      return;
    }
    const m =
      /^(ChST|MeST|GMT[-+][0-9]{1,2}|[-+][0-9]{2}|[A-Z]{4}T(?![A-Z])|WITA(?![A-Z])|[A-Z]{3}T(?![A-Z])|[A-Z]{3}(?![A-Z]))/.exec(
        this.rest,
      );
    if (m === null) this.bad(piece);
    this.zoneName = m[0];
    this.rest = this.rest.slice(m[0].length);
  }

  private numericZone(piece: string): void {
    if (piece.startsWith('Z') && this.rest.startsWith('Z')) {
      this.rest = this.rest.slice(1);
      this.zone = UTC;
      return;
    }
    const shape = piece.slice(3);
    const two = '([0-9]{2})';
    const colon = shape.startsWith(':') ? ':' : '';
    const more = shape === '' ? '' : colon + two + (shape.length > 3 ? colon + two : '');
    const m = new RegExp(`^([-+])${two}${more}`).exec(this.rest);
    if (m === null) this.bad(piece);
    this.rest = this.rest.slice(m[0].length);
    if (Number(m[2]) > 24) this.range('time zone offset hour');
    if (Number(m[3] ?? 0) > 60) this.range('time zone offset minute');
    const seconds = Number(m[2]) * 3600 + Number(m[3] ?? 0) * 60 + Number(m[4] ?? 0);
    this.offset = m[1] === '-' ? -seconds : seconds;
  }

  private build(): GoTime {
    if (this.half === 'pm' && this.hour < 12) this.hour += 12;
    else if (this.half === 'am' && this.hour === 12) this.hour = 0;
    let days: number;
    if (this.yearDay >= 0) {
      const leap = daysFromCivil(this.year + 1, 1, 1) - daysFromCivil(this.year, 1, 1);
      if (this.yearDay < 1 || this.yearDay > leap) this.range('day-of-year');
      days = daysFromCivil(this.year, 1, 1) + this.yearDay - 1;
    } else {
      const month = this.month < 0 ? 1 : this.month;
      const day = this.day < 0 ? 1 : this.day;
      const last =
        daysFromCivil(month === 12 ? this.year + 1 : this.year, month === 12 ? 1 : month + 1, 1) -
        daysFromCivil(this.year, month, 1);
      if (day < 1 || day > last) this.range('day');
      days = daysFromCivil(this.year, month, day);
    }
    const seconds = days * 86400 + this.hour * 3600 + this.minute * 60 + this.second;
    if (this.zone !== undefined) return new GoTime(seconds, this.nanos, this.zone);
    if (this.offset !== undefined) {
      const same = this.offset === 0 && (this.zoneName === '' || this.zoneName === 'UTC');
      return new GoTime(
        seconds - this.offset,
        this.nanos,
        same ? UTC : fixedZone(this.zoneName, this.offset),
      );
    }
    if (this.zoneName !== '') {
      const hours = /^GMT([-+].*)$/.exec(this.zoneName)?.[1];
      return new GoTime(seconds, this.nanos, fixedZone(this.zoneName, Number(hours ?? 0) * 3600));
    }
    return new GoTime(seconds, this.nanos);
  }
}
