import type { DeclarationFile } from './declarations';
import { type Mutation, mutated } from './mutate';
import { BUCKET_MUTATIONS } from './mutations-bucket';
import { HIDDEN_MUTATIONS, HIDDEN_TRUST_MUTATIONS } from './mutations-hidden';
import { IDENTITY_MUTATIONS } from './mutations-identity';
import { RESOURCE_MUTATIONS } from './mutations-resources';
import { TRUST_MUTATIONS } from './mutations-trust';
import { prove } from './proof';
import type { FlatTemplate } from './stacks';

/** Ways to widen a template. */
export const MUTATIONS: readonly Mutation[] = [
  ...IDENTITY_MUTATIONS,
  ...TRUST_MUTATIONS,
  ...BUCKET_MUTATIONS,
  ...RESOURCE_MUTATIONS,
  ...HIDDEN_MUTATIONS,
  ...HIDDEN_TRUST_MUTATIONS,
];
const OF_TRUST = [...TRUST_MUTATIONS, ...HIDDEN_TRUST_MUTATIONS];

export interface Destination extends DeclarationFile {
  readonly template: FlatTemplate;
}

export interface Verdict {
  readonly name: string;
  /** The destinations that it was applied to; none is a failure too. */
  readonly appliedTo: readonly string[];
  /** Where the proof did not see it. */
  readonly survived: readonly string[];
}

/** Applies a mutation to fitting destinations, each of another kind of access, and lets the proof look for it. */
export async function tryMutation(
  mutation: Mutation,
  destinations: readonly Destination[],
  most: number,
): Promise<Verdict> {
  const appliedTo: string[] = [];
  const survived: string[] = [];
  const kinds = new Set<string>();
  for (const { name, template, declaration } of destinations) {
    const kind = JSON.stringify([
      Object.keys(declaration.may),
      Object.keys(declaration.assumed.writer ?? {}),
    ]);
    if (kinds.has(kind)) continue;
    const changed = mutated(mutation, template, declaration);
    if (changed === undefined) continue;
    kinds.add(kind);
    appliedTo.push(name);
    const withoutTrust = !OF_TRUST.includes(mutation);
    const effort = { namedOnly: true, stopAtFirst: true, withoutTrust };
    const { unexpected } = await prove(changed, declaration, effort);
    if (unexpected.length === 0) survived.push(name);
    if (appliedTo.length === most) break;
  }
  return { name: mutation.name, appliedTo, survived };
}

export const isCaught = ({ appliedTo, survived }: Verdict) => appliedTo.length > 0 && survived.length === 0;
