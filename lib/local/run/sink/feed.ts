import type { LocalFunction } from '../../function';

/** What became of the records of a trial. */
export interface Fed {
  /** Messages of a queue, records of a stream, records of requests. */
  readonly taken: number;
  /** Those that the function did not take over, so that the source would bring them again. */
  readonly left: number;
  /** What the function said instead of an answer. */
  readonly errors: readonly string[];
}

/** Hears how far it is, in words. */
export type Told = (line: string) => void;

/** Brings records to the function as its source does. */
export interface Feed {
  feed(records: readonly string[], told: Told): Promise<Fed>;
}

export type Handler = Pick<LocalFunction, 'invoke'>;
