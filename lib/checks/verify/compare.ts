import { covers, type Grant, hasEnded, keyOf } from './grant';
import { linesOf } from './wording';

/** How what is there stands to what was declared. */
export type Width = 'same' | 'wider' | 'narrower' | 'wider and narrower';

export interface DiffLine {
  /** `+` is there and not declared, `-` is declared and not there. */
  readonly sign: '+' | '-';
  readonly text: string;
}

export interface Comparison {
  readonly width: Width;
  /** Also where the same is said in other words. */
  readonly diff: readonly DiffLine[];
  /** What stands there and has expired. */
  readonly ended: readonly string[];
}

/** Normalised policies, grant by grant. A grant that another one contains widens and narrows nothing. */
export function compare(declared: readonly Grant[], there: readonly Grant[], now: Date): Comparison {
  const active = there.filter((grant) => !hasEnded(grant, now));
  const extra = without(active, declared);
  const missing = without(declared, active);
  const isCovered = (by: readonly Grant[]) => (grant: Grant) => by.some((wide) => covers(wide, grant));
  const gained = extra.filter((grant) => !isCovered(declared)(grant));
  const lost = missing.filter((grant) => !isCovered(active)(grant));
  const wider = [...gained.filter(isAllow), ...lost.filter((grant) => !isAllow(grant))];
  const narrower = [...lost.filter(isAllow), ...gained.filter((grant) => !isAllow(grant))];
  return {
    width: widthOf(wider.length > 0, narrower.length > 0),
    diff: [
      ...linesOf(extra).map((text) => ({ sign: '+', text }) as const),
      ...linesOf(missing).map((text) => ({ sign: '-', text }) as const),
    ],
    ended: linesOf(there.filter((grant) => hasEnded(grant, now))),
  };
}

export function widthOf(wider: boolean, narrower: boolean): Width {
  if (wider) return narrower ? 'wider and narrower' : 'wider';
  return narrower ? 'narrower' : 'same';
}

const isAllow = ({ effect }: Grant) => effect === 'Allow';

function without(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const known = new Set(others.map(keyOf));
  return grants.filter((grant) => {
    const key = keyOf(grant);
    if (known.has(key)) return false;
    // Twice the same is said once.
    known.add(key);
    return true;
  });
}
