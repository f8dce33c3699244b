import type { Diagnosis } from './diagnose';
import { type Failure, inShort, remoteFailure } from './failure';
import type { Requests } from './requests';
import { DENIED, NOTHING, type Step, type StepKind, THERE } from './steps';

/** One line of the table: who did what, what had to come of it, and what did. */
export interface Row {
  readonly result: 'ok' | 'differs' | 'not tested';
  readonly by: 'vendor' | 'writer';
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  /** Where it differs. */
  readonly diagnosis?: Diagnosis;
}

/** What went otherwise than the file says. */
export interface Difference {
  readonly kind: StepKind;
  readonly key?: string;
  readonly acl?: string;
  readonly expected: string;
  readonly actual: string;
  /** Whether a request before it succeeded. */
  readonly worked: boolean;
  /** Absent: nothing failed, and something should have, or it should have ended otherwise. */
  readonly failure?: Failure;
}

export type Doctor = (difference: Difference) => Promise<Diagnosis>;

export interface Course {
  readonly requests: Requests;
  readonly diagnose: Doctor;
  readonly signal: AbortSignal;
  /** Before each step. */
  readonly progress: (number: number, of: number, what: string) => void;
}

/** One step after the other: later ones rely on what earlier ones stored, and none is made once all would fail. */
export async function runSteps(steps: readonly Step[], course: Course): Promise<Row[]> {
  const rows: Row[] = [];
  const missing = new Set<string>();
  const old = new Set<string>();
  let stopped = false;
  for (const [index, step] of steps.entries()) {
    // What was there before the test is not the test's to delete.
    if (step.kind === 'delete' && old.has(step.key ?? '')) continue;
    if (step.tidies && missing.has(step.needs ?? '')) continue;
    if (stopped || course.signal.aborted || (step.needs !== undefined && missing.has(step.needs))) {
      rows.push(notTested(step));
      continue;
    }
    course.progress(index + 1, steps.length, step.what);
    const row = await runStep(step, course, rows.some(hasWorked));
    rows.push(row);
    if (step.kind === 'put' && step.key !== undefined) {
      if (row.actual === THERE) old.add(step.key);
      else if (row.actual !== '200') missing.add(step.key);
    }
    stopped = row.diagnosis?.fatal ?? false;
  }
  return rows;
}

async function runStep(step: Step, { requests, diagnose, signal }: Course, worked: boolean): Promise<Row> {
  const { kind, key, acl, what, expected } = step;
  const row = { by: 'writer', what, expected } as const;
  let actual: string;
  let failure: Failure | undefined;
  try {
    actual = await step.run(requests);
  } catch (error) {
    if (signal.aborted) return notTested(step);
    failure = remoteFailure(error);
    actual = inShort(failure);
  }
  if (actual === NOTHING) return notTested(step);
  if (actual === expected || isAsGood(step, actual)) return { ...row, result: 'ok', actual };
  const diagnosis = await diagnose({ kind, key, acl, expected, actual, worked, failure });
  return { ...row, result: 'differs', actual, diagnosis };
}

const hasWorked = ({ actual }: Row) => /^2\d\d/.test(actual);

/**
 * An object of a fixed name that is there already proves the grant as well as a new one. An ACL header is refused by the
 * policy or by the bucket. Stores beside S3 answer a delete with 200.
 */
function isAsGood({ expected, acl, kind }: Step, actual: string): boolean {
  if (expected === '200' && actual === THERE) return true;
  if (expected === '204' && actual === '200' && kind === 'delete') return true;
  return expected === DENIED && acl !== undefined && actual === '400 AccessControlListNotSupported';
}

function notTested({ what, expected }: Step): Row {
  return { result: 'not tested', by: 'writer', what, expected, actual: '' };
}

export const isAsDeclared = (rows: readonly Row[]) => rows.every(({ result }) => result === 'ok');
