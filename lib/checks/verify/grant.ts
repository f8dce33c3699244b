import { matches, NOT } from './pattern';

/** The smallest part of a policy: one effect, principal, action and resource. */
export interface Grant {
  readonly effect: 'Allow' | 'Deny';
  /** Empty in an identity policy; `everybody` for `*`. */
  readonly principal: string;
  readonly action: string;
  /** Empty in a trust policy. */
  readonly resource: string;
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  /** Sorted. */
  readonly values: readonly string[];
}

export const EVERYBODY = 'everybody';

/**
 * A document as single grants: one effect, principal, action, resource. So it does not matter how statements are
 * ordered, split or merged, nor whether a single value stands in a list. Elements with Not… stay whole.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function grantsOf(document: unknown): Grant[] {
  const statements = isRecord(document) ? document.Statement : undefined;
  return listOf(statements).filter(isRecord).flatMap(grantsOfStatement);
}

function grantsOfStatement(statement: Readonly<Record<string, unknown>>): Grant[] {
  const effect = statement.Effect === 'Deny' ? 'Deny' : 'Allow';
  const conditions = conditionsOf(statement.Condition);
  const actions = oneOf(statement.Action, statement.NotAction);
  const resources = oneOf(statement.Resource, statement.NotResource);
  const principals = principalsOf(statement);
  return principals.flatMap((principal) =>
    actions.flatMap((action) =>
      resources.map((resource) => ({ effect, principal, action, resource, conditions }) as const),
    ),
  );
}

/** Equal for two grants that mean the same: actions, operators and keys know no capitals. */
export function keyOf({ effect, principal, action, resource, conditions }: Grant): string {
  const told = conditions.map(({ operator, key, values }) => [
    operator.toLowerCase(),
    key.toLowerCase(),
    ...values,
  ]);
  return JSON.stringify([
    effect,
    principal,
    action.toLowerCase(),
    resource,
    told.map((one) => JSON.stringify(one)).sort(),
  ]);
}

/** Whoever uses the narrow grant could use the wide one. Where it is not sure, it says no. */
export function covers(wide: Grant, narrow: Grant): boolean {
  return (
    wide.effect === narrow.effect &&
    coversPrincipal(wide.principal, narrow.principal) &&
    matches(wide.action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(wide.resource, narrow.resource) &&
    wide.conditions.every((condition) => narrow.conditions.some((other) => coversCondition(condition, other)))
  );
}

/** An Allow that ends before now grants nothing, whatever stands in the file. */
export function hasEnded({ effect, conditions }: Grant, now: Date): boolean {
  if (effect === 'Deny') return false;
  return conditions.some(
    ({ operator, key, values }) =>
      DATE.test(operator) &&
      key.toLowerCase() === 'aws:currenttime' &&
      values.every((value) => Date.parse(value) <= now.getTime()),
  );
}

function coversPrincipal(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === EVERYBODY) return true;
  const account = /^AWS (\d{12})$/.exec(wide)?.[1];
  return account !== undefined && narrow.startsWith('AWS arn:') && narrow.split(':')[4] === account;
}

function coversCondition(wide: Condition, narrow: Condition): boolean {
  const [one, other] = [wide.operator.toLowerCase(), narrow.operator.toLowerCase()];
  if (wide.key.toLowerCase() !== narrow.key.toLowerCase()) return false;
  if (one !== other && !(one === 'stringlike' && other === 'stringequals')) return false;
  if (DATE.test(one)) return lastOf(narrow.values) <= lastOf(wide.values);
  if (/^not|not(equals|like|ipaddress)|:.*not/.test(one))
    return wide.values.every((value) => narrow.values.includes(value));
  const isPattern = /like/.test(one);
  return narrow.values.every((value) =>
    wide.values.some((known) => known === value || (isPattern && matches(known, value))),
  );
}

const DATE = /^date(lessthan|lessthanequals)$/i;
const lastOf = (dates: readonly string[]) => Math.max(...dates.map((date) => Date.parse(date)));

function oneOf(value: unknown, not: unknown): string[] {
  if (not !== undefined) return [NOT + texts(not).sort().join(', ')];
  return value === undefined ? [''] : texts(value);
}

function principalsOf({ Principal, NotPrincipal }: Readonly<Record<string, unknown>>): string[] {
  if (NotPrincipal !== undefined) return [NOT + named(NotPrincipal).sort().join(', ')];
  return Principal === undefined ? [''] : named(Principal);
}

/** `"*"` and `{"AWS": "*"}` are the same, and so are an account's ID and the ARN of its root. */
function named(principal: unknown): string[] {
  if (!isRecord(principal)) return texts(principal).map((text) => (text === '*' ? EVERYBODY : text));
  return Object.entries(principal).flatMap(([type, values]) =>
    texts(values).map((value) => {
      if (type === 'AWS' && value === '*') return EVERYBODY;
      return `${type} ${type === 'AWS' ? value.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1') : value}`;
    }),
  );
}

function conditionsOf(value: unknown): Condition[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key,
          values: texts(values)
            .filter((text) => !(key.toLowerCase() === 'kms:viaservice' && NOBODY.test(text)))
            .map((text) => (/^date/i.test(operator) ? dateOf(text) : text))
            .map((text) => (/^(bool|null)/i.test(operator) ? text.toLowerCase() : text))
            .sort(),
        }))
      : [],
  );
}

/** A service outside China with a name of China: a stack whose region was not known at synthesis allows both. */
const NOBODY = /^[\w-]+\.(?!cn-)[\w-]+\.amazonaws\.com\.cn$/;

/** `2031-12-01` and `2031-12-01T00:00:00Z` are the same moment. */
function dateOf(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString().replace('.000Z', 'Z');
}

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const texts = (value: unknown): string[] => listOf(value).map(String);
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
