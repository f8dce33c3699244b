import { covers, overlaps } from '../../vendors/pattern';
import { meansAction } from './action';
import { deniesPlainHttp, isHeld, type Surroundings } from './condition';
import type { DocumentStatement } from './document';
import type { Grant } from './grant';
import type { Filling } from './placeholder';
import { type ForeignResource, type Reading, type Resource, readResource } from './resource';

/** A statement of a document, with its resources read. */
export interface Rule {
  readonly statement: DocumentStatement;
  readonly resources: readonly (Resource | ForeignResource)[];
}

/** What documents allow, of which a destination may grant a part. */
export interface Allowance {
  readonly rules: readonly Rule[];
  readonly surroundings: Surroundings;
  readonly reading: Reading;
}

export function allowanceOf(
  statements: readonly DocumentStatement[],
  surroundings: Surroundings,
  reading: Reading,
): Allowance {
  const rules = statements.map((statement) => ({
    statement,
    resources: statement.resources.map((written) => readResource(written, reading, surroundings.fillings)),
  }));
  return { rules, surroundings, reading };
}

/** The same documents, with the reader's values for what they leave open. */
export function filledIn(
  { rules, surroundings, reading }: Allowance,
  fillings: readonly Filling[],
): Allowance {
  return allowanceOf(
    rules.map(({ statement }) => statement),
    { ...surroundings, fillings },
    reading,
  );
}

/** Whether the documents allow all of the grant, and deny none of it. */
export function allows(allowance: Allowance, grant: Grant): boolean {
  return (
    allowance.rules.some((rule) => allowedBy(rule, grant, allowance.surroundings)) &&
    denying(allowance, grant) === undefined
  );
}

/** Whether that one statement allows all of the grant. */
export function allowedBy({ statement, resources }: Rule, grant: Grant, surroundings: Surroundings): boolean {
  return (
    statement.effect === 'Allow' &&
    statement.actions.some((action) => meansAction(action, grant.action)) &&
    resources.some(
      (one) => one.pattern !== undefined && one.filled.some((each) => covers(each, grant.resource)),
    ) &&
    statement.conditions.every((condition) => isHeld(condition, grant, surroundings))
  );
}

/** A statement that denies a part of the grant, as far as anybody can tell: on its conditions we do not rely. */
export function denying({ rules, surroundings }: Allowance, grant: Grant): Rule | undefined {
  return rules.find(({ statement, resources }) => {
    const { effect, actions, notActions, conditions } = statement;
    if (effect !== 'Deny') return false;
    if (surroundings.newBucket && conditions.length === 1 && conditions.every(deniesPlainHttp)) return false;
    const action = grant.action.toLowerCase();
    const ofAction =
      actions.some((one) => overlaps(one.toLowerCase(), action)) ||
      (notActions.length > 0 && !notActions.some((one) => covers(one.toLowerCase(), action)));
    const ofResource =
      // Whatever it names none of, with NotResource or by mistake, it may deny.
      resources.length === 0 ||
      resources.some((one) =>
        one.pattern === undefined ? one.maybeOurs : overlaps(one.pattern, grant.resource),
      );
    return ofAction && ofResource;
  });
}
