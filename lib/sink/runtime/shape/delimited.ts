import type { ShapeSettings } from '../settings';
import { kindOf, members } from './json-text';
import { objectsOf } from './select';

export type DelimitedSettings = Pick<
  ShapeSettings,
  'delimiter' | 'header' | 'fields' | 'idField' | 'template'
>;

/** CSV as RFC 4180 has it. Each text is an object, or a list of objects with a line for each. */
export function* delimited(texts: readonly string[], settings: DelimitedSettings): Generator<string> {
  const columns = columnsOf(texts, settings);
  const line = (values: readonly string[]): string => {
    const cells = values.map((value) => quoted(value, settings.delimiter)).join(settings.delimiter);
    // A line with nothing on it is no record to many readers.
    return `${cells === '' ? '""' : cells}${LINE_END}`;
  };
  if (settings.header) yield line(columns);
  for (const text of texts) {
    for (const object of rowsOf(text)) {
      const own = members(object);
      yield line(columns.map((name) => cell(own.get(name))));
    }
  }
}

/** Lines that a template wrote. */
export function* verbatimLines(outputs: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  for (const output of outputs) {
    yield output;
    yield LINE_END;
  }
}

/** Throws Unfit where the text is neither an object nor a list of objects. */
export function rowsOf(text: string): readonly string[] {
  return objectsOf(text, 'so it makes no line of columns');
}

/** The fields that were asked for, then all others in order of first appearance. */
function columnsOf(texts: readonly string[], { fields, idField, template }: DelimitedSettings): string[] {
  const columns = new Set<string>();
  if (fields !== undefined) {
    if (idField !== undefined && template === undefined && !fields.includes(idField)) columns.add(idField);
    for (const name of fields) columns.add(name);
  }
  if (fields === undefined || template !== undefined) {
    for (const text of texts)
      for (const row of rowsOf(text)) for (const name of members(row).keys()) columns.add(name);
  }
  return [...columns];
}

function cell(value: string | undefined): string {
  if (value === undefined || value === 'null') return '';
  return value.startsWith('"') && kindOf(value) === 'scalar' ? (JSON.parse(value) as string) : value;
}

function quoted(value: string, delimiter: string): string {
  return SPECIAL.test(value) || value.includes(delimiter) ? `"${value.replaceAll('"', '""')}"` : value;
}

const LINE_END = '\r\n';
/** Spaces around a value would be lost on readers that trim. */
const SPECIAL = /["\r\n]|^\s|\s$/;
