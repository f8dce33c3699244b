import { SinkInputError } from '../record';
import { inputError, type JsonObject, member, object } from './value';

/** The entries of `Records`, and what errors call the members of the one at hand. */
export class RecordsList {
  private readonly records: readonly unknown[];
  private index = 0;

  constructor(
    event: unknown,
    private readonly source: 'aws:sqs' | 'aws:kinesis',
  ) {
    const records = member(object('The event', event, `an object with "Records" from ${source}`), 'Records');
    if (!Array.isArray(records) || records.length === 0)
      throw inputError('Records', records, `a list of records from ${source}`);
    this.records = records;
  }

  /** Each must be an object of the source that the settings name. */
  *[Symbol.iterator](): Generator<JsonObject> {
    for (this.index = 0; this.index < this.records.length; this.index++) {
      const entry = object(this.place(), this.records[this.index]);
      if (entry.eventSource !== this.source) throw this.otherSource(entry.eventSource);
      yield entry;
    }
  }

  /** Of the entry at hand, whenever it is asked. */
  place(path = ''): () => string {
    return () => `Records[${this.index}]${path}`;
  }

  private otherSource(given: unknown): SinkInputError {
    const where = this.place('.eventSource');
    // Of another service, the name helps; anything else may be payload.
    return typeof given === 'string' && /^aws:[a-z0-9]{1,20}$/.test(given)
      ? new SinkInputError(`${where()} is "${given}", expected "${this.source}"`)
      : inputError(where, given, `"${this.source}"`);
  }
}
