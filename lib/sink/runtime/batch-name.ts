import { createHash } from 'node:crypto';
import { confine } from './key';
import type { SourceRecord } from './record';

/**
 * What `{batch}` stands for: the same for the same records, and different for any others, so that "there already"
 * (412) means "written already". Of a stream it shows shard and sequence range, for people.
 *
 * `attempt` makes the name one of this invocation only, where a table keeps what was written.
 */
export function batchName(records: readonly SourceRecord[], attempt = ''): string {
  const ids = records.map(({ id }) => id).sort();
  const hash = createHash('sha256')
    .update(JSON.stringify([attempt, ids]))
    .digest('hex');
  const first = records[0];
  const last = records.at(-1);
  if (first?.sequence === undefined || last?.sequence === undefined) return hash.slice(0, 32);
  // A range says what is in it only where nothing was left out: the hash tells the rest.
  return [confine(first.partition), first.sequence, last.sequence, hash.slice(0, 12)].join('-');
}
