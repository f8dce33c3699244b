import type * as z from 'zod';
import { nearest, suggestion } from './did-you-mean';
import { atKey, type Complaint, type KeyPath } from './problem';

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
  readonly values?: readonly unknown[];
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
      return issue.keys.map((key) => unknownKey(path, key, known));
    }
    case 'invalid_union':
      return unionComplaints(schema, root, issue, path);
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, atKey: true, message: inner.message }));
    case 'invalid_value':
      return [{ path, message: isOurs(issue) ? issue.message : choiceMessage(value, issue.values) }];
    case 'invalid_type':
      return [
        { path, message: isOurs(issue) ? withoutQuotes(issue.message, value) : typeMessage(issue, value) },
      ];
    case 'too_small':
    case 'too_big':
      return [{ path, message: isOurs(issue) ? issue.message : sizeMessage(issue) }];
    default:
      return [{ path, message: issue.message }];
  }
}

/** How the sentence about such a key begins. */
export const UNKNOWN_KEY = 'is not a key that is known here';

function unknownKey(path: KeyPath, key: string, known: readonly string[]): Complaint {
  const word = nearest(key, known);
  return {
    ...atKey([...path, key], `${UNKNOWN_KEY}; ${suggestion(key, known)}`),
    ...(word === undefined ? {} : { meant: [...path, word] }),
  };
}

/** The sentences of the schema itself, not of zod. */
const isOurs = ({ message }: Issue) => !/^(Invalid|Too) /.test(message);

/** Of the ways in which a value may be written, the one that its own form chose speaks; else the schema's sentence. */
function unionComplaints(
  schema: Schema,
  root: unknown,
  issue: Issue & { code: 'invalid_union' },
  path: KeyPath,
): Complaint[] {
  if (issue.discriminator !== undefined) {
    const { options } = issue as unknown as { readonly options: readonly unknown[] };
    return [{ path, message: choiceMessage(valueAt(root, path), options, issue.message) }];
  }
  const chosen = issue.errors.find((branch) =>
    branch.every((inner) => !(inner.path.length === 0 && isOfOtherForm(inner))),
  );
  if (!chosen) return [{ path, message: issue.message }];
  return chosen.flatMap((inner) => complaintsOf(schema, root, inner, path));
}

const isOfOtherForm = (issue: Issue) => issue.code === 'invalid_type' || issue.code === 'invalid_value';

function choiceMessage(
  value: unknown,
  choices: readonly unknown[],
  wrong = 'is not one of the values that are known here',
): string {
  const known = choices.map(String);
  if (typeof value === 'string') return `${wrong}; ${suggestion(value, known)}`;
  return wanted(value, `${known.length > 1 ? 'one of ' : ''}${known.join(', ')}`);
}

/** `what` is to be written; what stands there is missing, empty or something else. */
export function wanted(value: unknown, what: string): string {
  if (value === undefined) return `is missing: write ${what}`;
  return value === null ? `is empty: write ${what}` : `must be ${what}`;
}

function typeMessage(issue: Issue & { code: 'invalid_type' }, value: unknown): string {
  const noun = NOUN[issue.expected] as string;
  if (value === undefined || value === null) return wanted(value, `${noun}, or leave the key out`);
  const got = Array.isArray(value) ? 'a list' : (NOUN[typeof value] as string);
  const quotes = issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  return `must be ${noun}, not ${got}${quotes ? ': put it in quotes' : ''}`;
}

const NOUN: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
  array: 'a list',
};

function withoutQuotes(message: string, value: unknown): string {
  const quoted = typeof value === 'string' && /^(\d+|true|false)$/.test(value);
  return quoted ? `${message}, without quotes` : message;
}

function sizeMessage(issue: Issue & { code: 'too_small' | 'too_big' }): string {
  const [bound, count] =
    issue.code === 'too_small' ? ['at least', Number(issue.minimum)] : ['at most', Number(issue.maximum)];
  const [verb, noun] = issue.origin === 'array' ? ['hold', 'item'] : ['have', 'character'];
  return `must ${verb} ${bound} ${count} ${noun}${count === 1 ? '' : 's'}`;
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

/** The keys of the object at that path. Only objects and lists of objects are on the way to one. */
function knownKeys(schema: Schema, root: unknown, path: KeyPath): string[] {
  const object = path.reduce<Schema>(
    (current, key, index) => {
      const { shape, element } = definition(current);
      return objectOf((shape?.[key] ?? element) as Schema, valueAt(root, path.slice(0, index + 1)));
    },
    objectOf(schema, root),
  );
  return Object.keys(definition(object).shape as object);
}

/** Unwraps defaults and options, and chooses the member of a union that the value has the form of. */
function objectOf(schema: Schema, value: unknown): Schema {
  const { innerType, options, discriminator } = definition(schema);
  if (innerType) return objectOf(innerType, value);
  if (!options) return schema;
  const chosen = options.find((option) => {
    const { shape } = definition(option);
    if (discriminator === undefined) return shape !== undefined;
    const kinds = definition(shape?.[discriminator] as Schema).values;
    return kinds?.includes(valueAt(value, [discriminator]));
  });
  return chosen as Schema;
}

const definition = (schema: Schema) => schema._zod.def as unknown as Definition;
