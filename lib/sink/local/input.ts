import type { Batch } from './batch';
import type { Casualty } from './dead-file';

/** Where records come from. */
export interface Input {
  /** As it was named on the command line. */
  readonly name: string;
  /** Before the first upload of a batch. */
  begin(batch: Batch): void;
  /** After the last. Batches may end in another order than they began. */
  settle(batch: Batch): void;
  /** Which of these would be lost, because nobody can read them again. */
  unrepeatable(casualties: readonly Casualty[]): readonly Casualty[];
}
