import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Where the store is known to answer otherwise than AWS does. */
export interface Difference {
  readonly what: string;
  /** The sentences of the questions that it is about. */
  readonly questions: string;
  /** What the store does, and AWS does not. */
  readonly store: 'allows' | 'denies';
  readonly reason: string;
}

/** Widened policies that the store cannot show. */
export interface Unseen {
  readonly mutations: readonly string[];
  readonly reason: string;
}

const { differences, unseen } = parse(readFileSync(join(__dirname, 'differences.yaml'), 'utf8'));
export const DIFFERENCES: readonly Difference[] = differences;
const UNSEEN: readonly Unseen[] = unseen;
export const UNSEEN_MUTATIONS = UNSEEN.flatMap(({ mutations }) => mutations);

export function explains(sentence: string, isAllowed: boolean): Difference | undefined {
  const store = isAllowed ? 'allows' : 'denies';
  return DIFFERENCES.find((one) => one.store === store && new RegExp(one.questions).test(sentence));
}
