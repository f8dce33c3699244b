import { SinkInputError } from '../record';

export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own member: an event may lack `constructor`, and every object inherits one. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The name of a place; a function where it is wanted only in errors, since to put names together takes time. */
export type Where = string | (() => string);

const nameOf = (where: Where) => (typeof where === 'string' ? where : where());

/** What is wrong and what was expected, without the value itself, which may be payload. */
export function mismatch(where: string, value: unknown, expected: string): string {
  return `${where} ${kindOf(value)}, expected ${expected}`;
}

function otherForm(where: Where, expected: string): SinkInputError {
  return new SinkInputError(`${nameOf(where)} has another form, expected ${expected}`);
}

export function inputError(where: Where, value: unknown, expected: string): SinkInputError {
  return new SinkInputError(mismatch(nameOf(where), value, expected));
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (value === '') return 'is an empty string';
  if (Array.isArray(value)) return value.length === 0 ? 'is an empty list' : 'is a list';
  if (typeof value === 'object') return 'is an object';
  return `is a ${typeof value}`;
}

export function object(where: Where, value: unknown, expected = 'an object'): JsonObject {
  if (!isObject(value)) throw inputError(where, value, expected);
  return value;
}

/** A string of the given form; `expected` says in words what the pattern says. */
export function text(where: Where, value: unknown, pattern: RegExp, expected: string): string {
  if (typeof value !== 'string' || value === '') throw inputError(where, value, expected);
  if (!pattern.test(value)) throw otherForm(where, expected);
  return value;
}

/** The first moment of the year 10000: no key can hold a later one. */
const END_OF_TIME = Date.UTC(10000, 0, 1);

/** Milliseconds since 1970, from a number or a number in a string: SQS sends strings, Kinesis and URLs send numbers. */
export function time(where: Where, value: unknown, unit: 'milliseconds' | 'seconds'): number {
  const expected = `the ${unit} since 1970`;
  const inString = typeof value === 'string' && /^\d{1,16}(\.\d{1,9})?$/.test(value);
  if (typeof value !== 'number' && !inString) {
    if (typeof value !== 'string' || value === '') throw inputError(where, value, expected);
    throw otherForm(where, expected);
  }
  const ms = Math.round(Number(value) * (unit === 'seconds' ? 1000 : 1));
  if (!(ms >= 0 && ms < END_OF_TIME)) {
    throw new SinkInputError(`${nameOf(where)} is outside of the years 1970 to 9999, expected ${expected}`);
  }
  return ms;
}
