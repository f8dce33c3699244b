import { SinkInputError } from '../record';
import { inputError, type JsonObject, member, object } from './value';

/** The entries of `Records`, each an object of the source that the settings name. */
export function* recordsOf(
  event: unknown,
  source: 'aws:sqs' | 'aws:kinesis',
): Generator<readonly [where: () => string, entry: JsonObject]> {
  const records = member(object('The event', event, `an object with "Records" from ${source}`), 'Records');
  if (!Array.isArray(records) || records.length === 0) {
    throw inputError('Records', records, `a list of records from ${source}`);
  }
  for (let i = 0; i < records.length; i++) {
    const where = () => `Records[${i}]`;
    const entry = object(where, records[i]);
    const given = member(entry, 'eventSource');
    // Of another service, the name helps; anything else may be payload.
    if (given !== source && typeof given === 'string' && /^aws:[a-z0-9]{1,20}$/.test(given)) {
      throw new SinkInputError(`${where()}.eventSource is "${given}", expected "${source}"`);
    }
    if (given !== source) throw inputError(`${where()}.eventSource`, given, `"${source}"`);
    yield [where, entry];
  }
}
