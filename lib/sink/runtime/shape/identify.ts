import { members } from './json-text';
import { eachObject } from './select';
import { Unfit } from './unfit';

/** The record with its ID as the first member. `text` is compact, `value` is what it stands for. */
export function identified(text: string, value: unknown, idField: string, id: string): string {
  if (!text.startsWith('{')) throw new Unfit(`the record is not an object, so it cannot carry ${idField}`);
  if (Object.hasOwn(value as object, idField)) throw new Unfit(`the record already has a field ${idField}`);
  return put(text, idField, id);
}

/** The data that `dataField` took out of the record, with the ID that stayed outside. */
export function dataIdentified(text: string, idField: string, id: string): string {
  return eachObject(text, `so it cannot carry ${idField}`, (object) => {
    if (members(object).has(idField)) throw new Unfit(`the data already has a field ${idField}`);
    return put(object, idField, id);
  });
}

function put(object: string, idField: string, id: string): string {
  const first = `{${JSON.stringify(idField)}:${JSON.stringify(id)}`;
  return first + (object === '{}' ? '}' : `,${object.slice(1)}`);
}
