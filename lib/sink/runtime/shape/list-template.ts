import type { DeadRecord } from '../record';
import type { ShapedRecord } from './shaper';
import { Unfit } from './unfit';

export interface ListOutput {
  /** Undefined where there is nothing left to write. */
  readonly output: string | undefined;
  readonly written: readonly ShapedRecord[];
  readonly dead: readonly DeadRecord[];
}

/**
 * Makes one output of all records. If that fails, each is tried alone, so that the ones to blame are found and
 * the others are written.
 */
export function overList(
  records: readonly ShapedRecord[],
  executeAll: (records: readonly ShapedRecord[]) => string,
  executeOne: (record: ShapedRecord) => string,
): ListOutput {
  if (records.length === 0) return { output: undefined, written: [], dead: [] };
  const all = attempt(() => executeAll(records));
  if ('output' in all) return { output: all.output, written: records, dead: [] };
  const dead: DeadRecord[] = [];
  const rest = records.filter((record) => {
    const alone = attempt(() => executeOne(record));
    if ('reason' in alone) dead.push({ record: record.source, reason: alone.reason });
    return 'output' in alone;
  });
  if (rest.length === 0) return { output: undefined, written: [], dead };
  const again = dead.length === 0 ? all : attempt(() => executeAll(rest));
  if ('output' in again) return { output: again.output, written: rest, dead };
  const lost = rest.map(({ source }) => ({ record: source, reason: again.reason }));
  return { output: undefined, written: [], dead: [...dead, ...lost] };
}

function attempt(execute: () => string): { readonly output: string } | { readonly reason: string } {
  try {
    return { output: execute() };
  } catch (error) {
    if (error instanceof Unfit) return { reason: error.message };
    throw error;
  }
}
