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
    if ('Statement' in value) {
      const inner = value.Statement;
      return statementsOf(
        file,
        Array.isArray(inner) ? inner : [inner],
        source,
        [...path, 'Statement'],
        inner,
      );
    }
    if ('Effect' in value) return statementsOf(file, [value], source, path, value);
    const wrapper = WRAPPERS.find((key) => Object.hasOwn(value, key));
    if (wrapper !== undefined)
      return unwrapped(file, (value as Record<string, unknown>)[wrapper], source, [...path, wrapper]);
  }
  return refuse('is no policy document: it has a Statement');
}

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
