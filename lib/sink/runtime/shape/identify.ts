import { kindOf, members } from './json-text';
import { eachObject } from './select';
import { Unfit } from './unfit';

/** The record with its ID as the first member. */
export function identified(text: string, idField: string, id: string): string {
  if (kindOf(text) !== 'object')
    throw new Unfit(`the record is not an object, so it cannot carry ${idField}`);
  return put(text, idField, id, 'the record');
}

/** The data that `dataField` took out of the record, with the ID that stayed outside. */
export function dataIdentified(text: string, idField: string, id: string): string {
  return eachObject(text, `so it cannot carry ${idField}`, (object) => put(object, idField, id, 'the data'));
}

function put(object: string, idField: string, id: string, what: string): string {
  const own = members(object);
  if (own.has(idField)) throw new Unfit(`${what} already has a field ${idField}`);
  const first = `{${JSON.stringify(idField)}:${JSON.stringify(id)}`;
  return first + (own.size === 0 ? '}' : `,${object.slice(object.indexOf('{') + 1)}`);
}
