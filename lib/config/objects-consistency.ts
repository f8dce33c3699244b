import type { ObjectsDraft } from './draft';
import { at, atKey, type Complaint } from './problem';

/** Paths are relative to `objects`. */
export function objectsComplaints({ prefix, prefixes = [] }: ObjectsDraft): Complaint[] {
  if (prefix !== undefined && prefixes.length > 0) {
    return [atKey(['prefixes'], 'stands beside objects.prefix: write all of them into prefixes')];
  }
  return prefixes.flatMap((one, index) => {
    const other = prefixes.find(
      (two, otherIndex) =>
        two !== undefined && (one?.startsWith(`${two}/`) || (one === two && otherIndex < index)),
    );
    return other === undefined
      ? []
      : [at(['prefixes', index], `is inside ${JSON.stringify(other)} already: take it out`)];
  });
}
