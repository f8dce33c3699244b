import { type Mutation, mutated, plus } from '../../proof/mutate';
import type { Destination } from '../../proof/mutations';
import { BUCKET_MUTATIONS } from '../../proof/mutations-bucket';
import { IDENTITY_MUTATIONS } from '../../proof/mutations-identity';
import { explains } from './differences';
import type { Opinion } from './opinion';
import { isAllowedBySimulator, questionsOfOthers, questionsOfWriter, sentenceOf } from './questions';
import { expired, policiesOf, rolesIn, type Subject } from './subject';

/** A policy that was widened, and what it was before. */
export interface Widened {
  readonly mutation: string;
  readonly before: Subject;
  readonly after: Subject;
}

/** The proof's own mutations, as far as they change what the store is given; each of one destination. */
export function widened(destinations: readonly Destination[]): Widened[] {
  return [...IDENTITY_MUTATIONS, ...BUCKET_MUTATIONS].flatMap((one) => firstWidened(destinations, one) ?? []);
}

/** Whoever may do everything is asked everything: so each probe is allowed to somebody. */
export function almighty(destinations: readonly Destination[]): Subject[] {
  const apply = plus('identity', () => ({ Action: 's3:*', Resource: '*' }));
  const found = firstWidened(destinations, { name: 'everything is granted', apply });
  return found === undefined ? [] : [found.after];
}

function firstWidened(destinations: readonly Destination[], mutation: Mutation): Widened | undefined {
  for (const destination of destinations) {
    const found = widenedIn(destination, mutation);
    if (found !== undefined) return found;
  }
  return undefined;
}

function widenedIn(destination: Destination, mutation: Mutation): Widened | undefined {
  const { name, declaration } = destination;
  // What has ended is where a later end shows.
  const template = expired(destination.template);
  const changed = mutated(mutation, template, declaration);
  if (changed === undefined) return undefined;
  const before = rolesIn(name, template, declaration);
  const after = rolesIn(`${name}, where ${mutation.name}`, changed, declaration);
  for (const [index, one] of before.entries()) {
    const other = after[index];
    if (other !== undefined && policiesOf(one) !== policiesOf(other))
      return { mutation: mutation.name, before: one, after: other };
  }
  return undefined;
}

/** Whether the store allows what the simulator denied before; the two must agree about the widened policy, too. */
export async function isNoticed(opinion: Opinion, { before, after }: Widened): Promise<boolean> {
  if (!(await opinion.isTaken(after))) return false;
  const isOfBucket = JSON.stringify(before.bucketPolicy) !== JSON.stringify(after.bucketPolicy);
  for (const question of [...(isOfBucket ? questionsOfOthers(after) : []), ...questionsOfWriter(after)]) {
    const is = await opinion.compare(after, question);
    if (!is || explains(sentenceOf(after, question), is)) continue;
    if (!(await isAllowedBySimulator(before, question))) return true;
  }
  return false;
}
