import type { PolicyStatement } from '../../lib/local/policy-document';
import { namesAction } from './actions';
import type { Change } from './circumstances';
import { grantsIn, listOf, type Reading } from './reading';

/**
 * Whoever and whatever stands in a policy is asked about, so that nothing hides behind a name, an object or a condition
 * that the proof would not think of by itself.
 */

/** Who stands in the policies of resources; `*` and the account itself are other callers' matter. */
export function principalsNamed({ resourcePolicies, accountId }: Reading): string[] {
  const own = new RegExp(`^(${accountId}|arn:[\\w-]+:iam::${accountId}:root)$`);
  return [...resourcePolicies.values()]
    .flatMap(({ Statement }) => [Statement].flat() as PolicyStatement[])
    .flatMap((statement) => principalsOf(statement))
    .filter((principal) => principal !== '*' && !own.test(principal));
}

/** ARNs, accounts and services that a statement lets in. */
export function principalsOf({ Effect, Principal }: PolicyStatement): string[] {
  if (Effect !== 'Allow' || typeof Principal !== 'object' || Principal === null) return [];
  const { AWS, Service } = Principal as { readonly AWS?: unknown; readonly Service?: unknown };
  return [...listOf(AWS), ...listOf(Service)];
}

/** What the policies give something on, as one name each. */
export function resourcesNamed(reading: Reading): string[] {
  const all = grantsIn(reading).flatMap(({ statement }) => listOf(statement.Resource));
  return [...new Set(all)].filter((arn) => arn !== '*').map(sampleOf);
}

/** Circumstances in which the statements about an action apply. */
export function changesNamed(reading: Reading, action: string): Change[] {
  return grantsIn(reading)
    .filter(({ where }) => !where.startsWith('trust of '))
    .map(({ statement }) => statement)
    .filter(
      ({ Action, NotAction }) =>
        NotAction !== undefined || listOf(Action).some((one) => namesAction(one, action)),
    )
    .flatMap(met)
    .map(changeOf);
}

type Keys = Readonly<Record<string, string | undefined>>;

/** Values of condition keys that meet all conditions of a statement, one set for each of the values in a list. */
export function met({ Condition }: PolicyStatement): Keys[] {
  const conditions = Object.entries((Condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: listOf(values) })),
  );
  const most = Math.max(0, ...conditions.map(({ values }) => values.length));
  return Array.from({ length: most }, (_, at) =>
    Object.fromEntries(
      conditions.map(({ operator, key, values }) => [key, meeting(operator, values[at] ?? values[0] ?? '')]),
    ),
  );
}

/** A value that the operator takes; undefined where the key must be absent. */
function meeting(operator: string, value: string): string | undefined {
  const plain = operator.replace(/^For(Any|All)Values?:/, '').replace(/IfExists$/, '');
  if (plain === 'Null') return value === 'true' ? undefined : 'a';
  if (plain === 'NotIpAddress') return '192.0.2.1';
  if (plain === 'IpAddress') return value.replace(/\/.*$/, '');
  if (plain.startsWith('Date')) return new Date(Date.parse(value) + beyond(plain) * 1000).toISOString();
  if (plain.startsWith('Numeric')) return String(Number(value) + beyond(plain));
  if (plain === 'Bool') return value;
  return plain.includes('Not') ? 'none-of-them' : sampleOf(value);
}

function beyond(operator: string): number {
  if (operator.includes('Less')) return -1;
  return operator.includes('Greater') || operator.includes('Not') ? 1 : 0;
}

export const sampleOf = (pattern: string) => pattern.replace(/[*?]/g, 'a');

function changeOf(keys: Keys): Change {
  const context: Record<string, string> = {};
  let change: Change = {};
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) continue;
    switch (key.toLowerCase()) {
      case 'aws:currenttime':
        change = { ...change, at: Date.parse(value) };
        break;
      case 'aws:securetransport':
        change = { ...change, tls: value === 'true' };
        break;
      case 'kms:viaservice':
        change = { ...change, via: value };
        break;
      case 's3:prefix':
        change = { ...change, under: value };
        break;
      case 'aws:sourcearn':
        change = { ...change, sourceArn: value };
        break;
      case 'aws:sourceaccount':
        change = { ...change, sourceAccount: value };
        break;
      default:
        context[key] = value;
    }
  }
  return { ...change, context };
}
