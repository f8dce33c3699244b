import type { ShapeSettings } from '../settings';
import { elements, kindOf, members } from './json-text';
import { Unfit } from './unfit';

/** The member that holds the data, as it is written in the record. */
export function dataOf(text: string, dataField: string, what: string): string {
  if (kindOf(text) !== 'object') throw new Unfit(`${what} is not an object, so it has no field ${dataField}`);
  const data = members(text).get(dataField);
  if (data === undefined) throw new Unfit(`${what} has no field ${dataField}`);
  return data;
}

/** The chosen members of an object, or of each object of a list; values stay as they are written. */
export function selected(
  text: string,
  { fields, excludeFields, idField }: Pick<ShapeSettings, 'fields' | 'excludeFields' | 'idField'>,
): string {
  if (fields !== undefined) return eachObject(text, NO_FIELDS, (object) => kept(object, fields, idField));
  if (excludeFields === undefined) return text;
  const excluded = new Set(excludeFields);
  if (idField !== undefined) excluded.delete(idField);
  return eachObject(text, NO_FIELDS, (object) =>
    written([...members(object)].filter(([n]) => !excluded.has(n))),
  );
}

/** The objects that a text is: one, or those of a list. `consequence` completes the sentence of the error. */
export function objectsOf(text: string, consequence: string): readonly string[] {
  const kind = kindOf(text);
  if (kind === 'object') return [text];
  const found = kind === 'array' ? elements(text) : undefined;
  if (found === undefined)
    throw new Unfit(`the data is neither an object nor a list of objects, ${consequence}`);
  if (!found.every((e) => kindOf(e) === 'object'))
    throw new Unfit(`the data is a list that holds more than objects, ${consequence}`);
  return found;
}

export function eachObject(text: string, consequence: string, change: (object: string) => string): string {
  const objects = objectsOf(text, consequence).map(change);
  return kindOf(text) === 'array' ? `[${objects.join(',')}]` : (objects[0] ?? '');
}

function kept(object: string, fields: readonly string[], idField: string | undefined): string {
  const withId = idField === undefined || fields.includes(idField) ? fields : [idField, ...fields];
  const own = members(object, withId);
  const pairs: (readonly [string, string])[] = [];
  for (const name of withId) {
    const value = own.get(name);
    if (value !== undefined || withId === fields || name !== idField) pairs.push([name, value ?? 'null']);
  }
  return written(pairs);
}

function written(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

const NO_FIELDS = 'so it has no fields to choose from';
