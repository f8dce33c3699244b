import { parseSource, type SourceDocument } from '../../config/document';
import { type KeyPath, type Problem, renderPath } from '../../config/problem';
import { statementSchema } from './statement-schema';
import { asPlainText } from './text';

/** A policy document that a vendor's page shows. */
export interface PolicyDocument {
  /** As the user named it. */
  readonly file: string;
  readonly statements: readonly DocumentStatement[];
}

export interface DocumentStatement {
  readonly file: string;
  /** 1-based; absent where the document stood as a text inside another. */
  readonly line?: number;
  /** Whether IAM fills policy variables in: without Version 2012-10-17 they are letters. */
  readonly variables: boolean;
  readonly effect: 'Allow' | 'Deny';
  /** The kind of each principal and its value; `Everybody` where a bare asterisk stands. */
  readonly principals: readonly DocumentPrincipal[];
  readonly notPrincipal: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

export interface DocumentPrincipal {
  readonly type: 'AWS' | 'Federated' | 'Service' | 'CanonicalUser' | 'Everybody';
  readonly value: string;
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What a document says, or everything that keeps it from being read. */
export type ReadDocument =
  | { readonly document: PolicyDocument; readonly problems?: undefined }
  | { readonly document?: undefined; readonly problems: readonly Problem[] };

/** Keys under which tools and templates hold a policy document. */
const WRAPPERS = [
  'PolicyDocument',
  'AssumeRolePolicyDocument',
  'Policy',
  'PolicyVersion',
  'Document',
  'Role',
  'RolePolicy',
  'Properties',
];

/** Reads JSON as pages show it, with comments and commas too many, or YAML, also in the wrapper of a tool. */
export function readDocument(file: string, text: string): ReadDocument {
  const source = parseSource(asPlainText(text));
  if ('refused' in source) {
    return {
      problems: source.refused.map(({ line, column, message }) => ({
        file,
        line,
        column,
        path: '',
        message,
      })),
    };
  }
  if (source.value === null)
    return { problems: [{ file, path: '', message: 'is empty: save the policy document in it' }] };
  return unwrapped(file, source.value, source, []);
}

function unwrapped(
  file: string,
  value: unknown,
  source: SourceDocument | undefined,
  path: KeyPath,
): ReadDocument {
  const refuse = (message: string, at = path): ReadDocument => ({
    problems: [{ file, ...source?.locate(at), path: renderPath(at), message }],
  });
  if (path.length > 8) return refuse('is wrapped too often: save the policy document alone');
  if (typeof value === 'string' && path.length > 0) {
    const inner = parseSource(decoded(value));
    return 'refused' in inner
      ? refuse('holds a text that is not JSON: save the policy document alone')
      : unwrapped(file, inner.value, undefined, [...path, 'text']);
  }
  if (Array.isArray(value)) return statementsOf(file, value, source, path);
  if (typeof value === 'object' && value !== null) {
    const wrapper = WRAPPERS.find((key) => Object.hasOwn(value, key));
    const main = 'Statement' in value ? 'Statement' : 'Effect' in value ? undefined : wrapper;
    const rival = main && rivalOf(value, main);
    if (rival)
      return refuse(
        `stands beside ${main} and may hold a policy too: save each policy document in a file of its own`,
        [...path, rival],
      );
    if ('Statement' in value) {
      const inner = value.Statement;
      return statementsOf(
        file,
        Array.isArray(inner) ? inner : [inner],
        source,
        [...path, 'Statement'],
        inner,
        'Version' in value && value.Version === '2012-10-17',
      );
    }
    if ('Effect' in value) return statementsOf(file, [value], source, path, value);
    if (wrapper !== undefined)
      return unwrapped(file, (value as Record<string, unknown>)[wrapper], source, [...path, wrapper]);
  }
  return refuse('is no policy document: it has a Statement');
}

/** A key beside the one that is read, under which there may be further statements: to overlook one loses its Deny. */
function rivalOf(value: object, main: string): string | undefined {
  return Object.entries(value).find(
    ([key, other]) =>
      key !== main &&
      (main === 'Statement' || HOLDS_POLICY.test(key) ? mayHoldPolicy(other) : holdsPolicyBelow(other, 8)),
  )?.[0];
}

const HOLDS_POLICY = new RegExp(`^(${[...WRAPPERS, 'Statement', 'Effect', 'Policies'].join('|')})$`, 'i');

const mayHoldPolicy = (value: unknown) =>
  (typeof value === 'object' && value !== null) ||
  (typeof value === 'string' && /^\s*([[{]|%7B)/i.test(value));

const holdsPolicyBelow = (value: unknown, depth: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (depth === 0 ||
    Object.entries(value).some(
      ([key, other]) =>
        (HOLDS_POLICY.test(key) && (key === 'Effect' || mayHoldPolicy(other))) ||
        holdsPolicyBelow(other, depth - 1),
    ));

/** AWS's own APIs hand documents out in the form of a URL. */
function decoded(text: string): string {
  try {
    return /^\s*%7B/i.test(text) ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}

function statementsOf(
  file: string,
  list: readonly unknown[],
  source: SourceDocument | undefined,
  base: KeyPath,
  single?: unknown,
  variables = false,
): ReadDocument {
  const pathOf = (index: number): KeyPath => (list[index] === single ? base : [...base, index]);
  const problems: Problem[] = [];
  const statements = list.flatMap((one, index): DocumentStatement[] => {
    const path = pathOf(index);
    const line = source?.locate(path).line;
    const parsed = statementSchema.safeParse(one);
    const complain = (further: KeyPath, message: string) => {
      const place = [...path, ...further];
      problems.push({ file, ...source?.locate(place, true), path: renderPath(place), message });
    };
    if (!parsed.success) {
      for (const { code, path: inner, message, ...issue } of parsed.error.issues) {
        if (code === 'unrecognized_keys') {
          for (const key of (issue as unknown as { keys: string[] }).keys)
            complain([...(inner as KeyPath), key], 'is no key of a policy: take it out, or mend its name');
        } else complain(inner as KeyPath, message);
      }
      return [];
    }
    const { Action, NotAction, Resource, NotResource, Effect, Principal, NotPrincipal, Condition } =
      parsed.data;
    if ((Action.length === 0) === (NotAction.length === 0))
      complain([], 'needs an Action, or a NotAction instead');
    if (Resource.length > 0 && NotResource.length > 0)
      complain([], 'has a Resource and a NotResource: keep one');
    return [
      {
        file,
        ...(line === undefined ? {} : { line }),
        variables,
        effect: Effect,
        principals: Principal,
        notPrincipal: NotPrincipal !== undefined,
        actions: Action,
        notActions: NotAction,
        resources: Resource,
        notResources: NotResource,
        conditions: conditionsOf(Condition),
      },
    ];
  });
  if (list.length === 0) problems.push({ file, path: renderPath(base), message: 'has no statement' });
  return problems.length > 0 ? { problems } : { document: { file, statements } };
}

function conditionsOf(condition: Readonly<Record<string, Readonly<Record<string, string[]>>>>): Condition[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, each]) => ({ operator, key, values: each })),
  );
}
