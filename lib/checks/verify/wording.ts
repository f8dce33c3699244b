import { EVERYBODY, type Grant } from './grant';

/** Grants in lines that a person reads: those that differ in action or resource only share one. */
export function linesOf(grants: readonly Grant[]): string[] {
  const byResource = grouped(
    grants.map((grant) => ({ grant, actions: [grant.action], resources: [grant.resource] })),
    ({ grant }) => [grant.effect, grant.principal, grant.resource, wordsOf(grant)],
  );
  const byActions = grouped(byResource, ({ grant, actions }) => [
    grant.effect,
    grant.principal,
    String(actions),
    wordsOf(grant),
  ]);
  return byActions.map(lineOf);
}

interface Line {
  readonly grant: Grant;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

function grouped(lines: readonly Line[], key: (line: Line) => readonly string[]): Line[] {
  const groups = new Map<string, Line>();
  for (const line of lines) {
    const name = JSON.stringify(key(line));
    const known = groups.get(name);
    groups.set(name, {
      grant: line.grant,
      actions: union(known?.actions, line.actions),
      resources: union(known?.resources, line.resources),
    });
  }
  return [...groups.values()];
}

const union = (known: readonly string[] | undefined, more: readonly string[]) =>
  [...new Set([...(known ?? []), ...more])].sort();

function lineOf({ grant, actions, resources }: Line): string {
  const { effect, principal } = grant;
  const on = resources.some((resource) => resource !== '') ? ` on ${resources.join(', ')}` : '';
  return `${effect} ${actions.join(', ')}${on}${principal === '' ? '' : ` to ${who(principal)}`}${wordsOf(grant)}`;
}

/**
 * IAM shows the unique ID of a user or role that is gone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
function who(principal: string): string {
  if (principal === EVERYBODY) return EVERYBODY;
  return /^AWS (AROA|AIDA)\w+$/.test(principal) ? `${principal} (it was deleted)` : principal;
}

function wordsOf({ conditions }: Grant): string {
  if (conditions.length === 0) return '';
  const words = conditions.map(({ operator, key, values }) => `${operator} ${key} ${values.join(' or ')}`);
  return ` if ${words.sort().join(' and ')}`;
}
