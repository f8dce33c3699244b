import type { DiffLine, Width } from './compare';

export type Result = 'ok' | Exclude<Width, 'same'> | 'differs' | 'not verified';

/** One thing that was looked at. */
export interface Row {
  readonly result: Result;
  /** Whose it is. */
  readonly of: 'writer' | 'sink' | 'bucket' | 'stack';
  readonly what: string;
  readonly declared?: string;
  readonly actual?: string;
  readonly diff?: readonly DiffLine[];
  /** Why, and what to do about it, in a sentence. */
  readonly because?: string;
  /** What the caller may not do. */
  readonly missing?: Missing;
}

/** What to add to the policy of who verifies. */
export interface Missing {
  readonly action: string;
  readonly resource: string;
}

export interface Report {
  readonly rows: readonly Row[];
  /** By IAM's own simulation. */
  readonly simulation: readonly Row[];
  /** What is worth knowing and fails nothing. */
  readonly notes: readonly string[];
}

export function isAsDeclared({ rows, simulation }: Report): boolean {
  return [...rows, ...simulation].every(({ result }) => result === 'ok');
}
