import type { ShapeSettings } from '../settings';
import { elements, kindOf, members, valuesOf } from './json-text';
import { Unfit } from './unfit';

/** The member that holds the data, as it is written in the record. */
export function dataOf(text: string, dataField: string, what: string): string {
  if (kindOf(text) !== 'object') throw new Unfit(`${what} is not an object, so it has no field ${dataField}`);
  const [data] = valuesOf(text, [dataField]);
  if (data === undefined) throw new Unfit(`${what} has no field ${dataField}`);
  return data;
}

/** Made once of the settings: the chosen members of an object, or of each object of a list; values stay as written. */
export function selection({
  fields,
  excludeFields,
  idField,
}: Pick<ShapeSettings, 'fields' | 'excludeFields' | 'idField'>): (text: string) => string {
  if (fields === undefined && excludeFields === undefined) return (text) => text;
  const change = fields === undefined ? without(excludeFields ?? [], idField) : only(fields, idField);
  return (text) => eachObject(text, 'so it has no fields to choose from', change);
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
  if (kindOf(text) === 'object') return change(text);
  return `[${objectsOf(text, consequence).map(change).join(',')}]`;
}

/** A field that a record lacks is null; the ID, where nobody asked for it, is left out. */
function only(fields: readonly string[], idField: string | undefined): (object: string) => string {
  const unasked = idField !== undefined && !fields.includes(idField);
  const names = unasked ? [idField, ...fields] : fields;
  const heads = names.map((name) => `${JSON.stringify(name)}:`);
  return (object) => {
    const values = valuesOf(object, names);
    let pairs = '';
    for (let i = 0; i < heads.length; i++) {
      const value = values[i];
      if (value === undefined && unasked && i === 0) continue;
      pairs += `${pairs === '' ? '' : ','}${heads[i]}${value ?? 'null'}`;
    }
    return `{${pairs}}`;
  };
}

function without(excludeFields: readonly string[], idField: string | undefined): (object: string) => string {
  const excluded = new Set(excludeFields);
  if (idField !== undefined) excluded.delete(idField);
  return (object) => {
    const kept = [...members(object)].filter(([name]) => !excluded.has(name));
    return `{${kept.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
  };
}
