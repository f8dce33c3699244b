import type { z } from 'zod';
import { suggestion } from './did-you-mean';
import type { Complaint, KeyPath } from './problem';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;
/** The parts of a zod definition that are walked to find the keys that an object may have. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
}

/** What zod found, in sentences that say what to write instead. */
export function structureComplaints(schema: Schema, value: unknown, issues: readonly Issue[]): Complaint[] {
  return issues.flatMap((issue) => complaintsOf(schema, value, issue, []));
}

function complaintsOf(schema: Schema, root: unknown, issue: Issue, base: KeyPath): Complaint[] {
  const path = [...base, ...issue.path] as KeyPath;
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, root, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        atKey: true,
        message: `is not a key that is known here; ${suggestion(key, known)}`,
      }));
    }
    case 'invalid_union':
      return unionComplaints(schema, root, issue, path);
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, atKey: true, message: inner.message }));
    case 'invalid_value':
      if (value === undefined || !issue.message.startsWith('Invalid'))
        return [{ path, message: issue.message }];
      return [
        {
          path,
          message: `is not one of the values that are known here; ${suggestion(String(value), issue.values.map(String))}`,
        },
      ];
    case 'invalid_type':
      return [{ path, message: typeMessage(issue, value) }];
    case 'too_small':
    case 'too_big':
      return [{ path, message: sizeMessage(issue) }];
    default:
      return [{ path, message: issue.message }];
  }
}

/** Of the ways in which a value may be written, the one that its own form chose speaks; else the schema's sentence. */
function unionComplaints(
  schema: Schema,
  root: unknown,
  issue: Issue & { code: 'invalid_union' },
  path: KeyPath,
): Complaint[] {
  if (issue.discriminator !== undefined) {
    const options = (issue as { options?: readonly unknown[] }).options?.map(String) ?? [];
    const typed = valueAt(root, path);
    const help = typed === undefined ? `one of ${options.join(', ')}` : suggestion(String(typed), options);
    return [
      { path, message: typed === undefined ? `is missing: write ${help}` : `${issue.message}; ${help}` },
    ];
  }
  const chosen = issue.errors.find((branch) =>
    branch.every((inner) => !(inner.path.length === 0 && isOfOtherForm(inner))),
  );
  if (!chosen) return [{ path, message: issue.message }];
  return chosen.flatMap((inner) => complaintsOf(schema, root, inner, path));
}

const isOfOtherForm = (issue: Issue) => issue.code === 'invalid_type' || issue.code === 'invalid_value';

function typeMessage(issue: Issue & { code: 'invalid_type' }, value: unknown): string {
  if (value === undefined) {
    return issue.message.startsWith('is missing')
      ? issue.message
      : `is missing: write ${NOUN[issue.expected] ?? issue.expected}`;
  }
  if (value === null)
    return `is empty: write ${NOUN[issue.expected] ?? issue.expected}, or leave the key out`;
  const quotes = issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  const got = Array.isArray(value) ? 'list' : typeof value;
  return `must be ${NOUN[issue.expected] ?? issue.expected}, not ${NOUN[got] ?? got}${quotes ? ': put it in quotes' : ''}`;
}

const NOUN: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
  array: 'a list',
  list: 'a list',
};

function sizeMessage(issue: Issue & { code: 'too_small' | 'too_big' }): string {
  const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin === 'array') return `must hold ${bound} ${bound.endsWith(' 1') ? 'item' : 'items'}`;
  if (issue.origin === 'string') return `must have ${bound} characters`;
  return `must be ${bound}`;
}

export function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    root,
  );
}

function knownKeys(schema: Schema, root: unknown, path: KeyPath): string[] {
  let current = objectOf(schema, root);
  for (const [index, key] of path.entries()) {
    const { shape, element, valueType } = definition(current);
    const next = shape?.[key as string] ?? element ?? valueType;
    if (!next) return [];
    current = objectOf(next, valueAt(root, path.slice(0, index + 1)));
  }
  return Object.keys(definition(current).shape ?? {});
}

/** Unwraps defaults and options, and chooses the member of a union that the value has the form of. */
function objectOf(schema: Schema, value: unknown): Schema {
  const { innerType, options, discriminator } = definition(schema);
  if (innerType) return objectOf(innerType, value);
  if (!options) return schema;
  const type = discriminator === undefined ? undefined : valueAt(value, [discriminator]);
  const chosen = options.find((option) => {
    const { shape } = definition(option);
    if (!shape || discriminator === undefined) return shape !== undefined;
    return (definition(shape[discriminator] as Schema) as { values?: unknown[] }).values?.includes(type);
  });
  return chosen ?? schema;
}

const definition = (schema: Schema) => schema._zod.def as unknown as Definition;
