import type { Declaration } from './grants';
import { listOf } from './reading';
import { ACCOUNT, copyOf, type FlatResource, type FlatTemplate, type Properties, type Value } from './stacks';

/** One way to widen a template. */
export interface Mutation {
  readonly name: string;
  /** Changes the template, or leaves it as it is where it does not fit. */
  readonly apply: (template: FlatTemplate, declaration: Declaration) => void;
}

/** The mutated template; undefined where the mutation does not fit. */
export function mutated(mutation: Mutation, template: FlatTemplate, declaration: Declaration) {
  const copy = copyOf(template);
  mutation.apply(copy, declaration);
  return JSON.stringify(copy) === JSON.stringify(template) ? undefined : copy;
}

export type Kind = 'identity' | 'trust' | 'bucket' | 'key' | 'queue';

const DOCUMENTS: Readonly<Record<Kind, readonly [type: string, property: string]>> = {
  identity: ['AWS::IAM::Policy', 'PolicyDocument'],
  trust: ['AWS::IAM::Role', 'AssumeRolePolicyDocument'],
  bucket: ['AWS::S3::BucketPolicy', 'PolicyDocument'],
  key: ['AWS::KMS::Key', 'KeyPolicy'],
  queue: ['AWS::SQS::QueuePolicy', 'PolicyDocument'],
};

/** The statements of all documents of a kind, to be written into. */
export function statementLists(template: FlatTemplate, kind: Kind): Properties[][] {
  const [type, property] = DOCUMENTS[kind];
  return resourcesOf(template, type).map(({ Properties }) => {
    const document = Properties[property] as Properties;
    return document.Statement as Properties[];
  });
}

/** Statements that allow the action; the first of each document, or all. */
export function statements(template: FlatTemplate, kind: Kind, action: RegExp = /./): Properties[] {
  return statementLists(template, kind)
    .flat()
    .filter(({ Effect, Action }) => Effect === 'Allow' && listOf(Action).some((one) => action.test(one)));
}

export function resourcesOf(template: FlatTemplate, type: string): FlatResource[] {
  return Object.values(template.Resources).filter(({ Type }) => Type === type);
}

export function add(template: FlatTemplate, Type: string, Properties: Properties): void {
  template.Resources[`Added${Object.keys(template.Resources).length}`] = { Type, Properties };
}

/** A statement more in every document of the kind. */
export const plus =
  (kind: Kind, statement: (template: FlatTemplate) => Properties) => (template: FlatTemplate) => {
    for (const list of statementLists(template, kind)) list.push({ Effect: 'Allow', ...statement(template) });
  };

/** Every Allow statement that names the action is changed. */
export const each =
  (kind: Kind, action: RegExp, change: (statement: Properties) => void) => (template: FlatTemplate) => {
    for (const statement of statements(template, kind, action)) change(statement);
  };

/** Every text of an element, one or many. */
export function rewrite(statement: Properties, element: string, change: (text: string) => string): void {
  const value = statement[element];
  if (typeof value === 'string') statement[element] = change(value);
  else if (Array.isArray(value)) statement[element] = value.map((one) => change(String(one)));
}

/** Takes conditions out, or puts them under another operator with other values. */
export function condition(
  statement: Properties,
  key: RegExp,
  to?: { readonly operator?: string; readonly value?: (values: Value) => Value },
): void {
  const conditions = (statement.Condition ?? {}) as Record<string, Properties>;
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [name, value] of Object.entries(keys)) {
      if (!key.test(name)) continue;
      delete keys[name];
      if (Object.keys(keys).length === 0) delete conditions[operator];
      if (to === undefined) continue;
      const target = to.operator ?? operator;
      conditions[target] = { ...conditions[target], [name]: to.value?.(value) ?? value };
    }
  }
  if (Object.keys(conditions).length === 0) delete statement.Condition;
}

/** A change of one property of every resource of a type. */
export const property =
  (type: string, name: string, value: (before: Value | undefined) => Value | undefined) =>
  (template: FlatTemplate) => {
    for (const { Properties } of resourcesOf(template, type)) {
      const next = value(Properties[name]);
      if (next === undefined) delete Properties[name];
      else Properties[name] = next;
    }
  };

export function bucketOf(template: FlatTemplate): string {
  const objects = statements(template, 'identity', /^s3:PutObject$/).flatMap(({ Resource }) =>
    listOf(Resource),
  );
  const named = statements(template, 'bucket', /^s3:PutObject$/).flatMap(({ Resource }) => listOf(Resource));
  return (objects[0] ?? named[0] ?? '').replace(/^([^/]*)\/.*$/, '$1');
}

export const partitionOf = ({ environment }: FlatTemplate) => environment.partition ?? 'aws';
export const root = (template: FlatTemplate, account: string) =>
  `arn:${partitionOf(template)}:iam::${account}:root`;
export const ownUser = (template: FlatTemplate, name: string) =>
  `arn:${partitionOf(template)}:iam::${ACCOUNT}:user/${name}`;

/** The statement that denies plain HTTP, of buckets or queues. */
export const deny =
  (kind: 'bucket' | 'queue', change: (statement: Properties, list: Properties[]) => void) =>
  (template: FlatTemplate) => {
    for (const list of statementLists(template, kind))
      for (const statement of [...list]) if (statement.Effect === 'Deny') change(statement, list);
  };
export const drop = (statement: Properties, list: Properties[]) => {
  list.splice(list.indexOf(statement), 1);
};
