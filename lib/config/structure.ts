import type * as z from 'zod';
import { nearest, suggestion } from './did-you-mean';
import { holdersOf, knownKeys, valueAt } from './known-keys';
import { otherWord } from './other-words';
import { atKey, type Complaint, type KeyPath } from './problem';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

/** What zod found, in sentences that say what to write instead. */
export function structureComplaints(schema: Schema, value: unknown, issues: readonly Issue[]): Complaint[] {
  return issues.flatMap((issue) => complaintsOf(schema, value, issue, []));
}

function complaintsOf(schema: Schema, root: unknown, issue: Issue, base: KeyPath): Complaint[] {
  const path = [...base, ...issue.path] as KeyPath;
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, root, path, key));
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

function unknownKey(schema: Schema, root: unknown, path: KeyPath, key: string): Complaint {
  const known = knownKeys(schema, root, path);
  const word = nearest(key, known);
  const place = word === undefined ? otherPlace(schema, root, path, key) : { meant: [...path, word] };
  const remedy = place?.remedy ?? (SECRET.test(key) ? NO_SECRETS : suggestion(key, known));
  return { ...atKey([...path, key], `${UNKNOWN_KEY}; ${remedy}`), ...(place && { meant: place.meant }) };
}

/** Where the key is known: one level further in, or further out. */
function otherPlace(
  schema: Schema,
  root: unknown,
  path: KeyPath,
  key: string,
): { readonly meant: KeyPath; readonly remedy?: string } | undefined {
  const holders = holdersOf(schema, root, path, key).filter(
    (holder) => valueAt(root, [...path, holder, key]) === undefined,
  );
  const [holder, ...others] = holders.length === 1 ? holders : holders.filter(isEmptyAt(valueAt(root, path)));
  if (holder !== undefined && others.length === 0)
    return { meant: [...path, holder], remedy: `it belongs under ${holder}, one level further in` };
  const outer = path.slice(0, -1);
  const last = path.at(-1);
  if (typeof last !== 'string' || !knownKeys(schema, root, outer).includes(key)) return undefined;
  return { meant: [...outer, key], remedy: `it belongs beside ${last}, one level further out` };
}

/** Where a key is empty, what should be under it probably stands beside it. */
const isEmptyAt = (parent: unknown) => (key: string) => valueAt(parent, [key]) === null;

const SECRET =
  /^(aws_?)?(secret_?)?access_?key(_?id)?$|^(aws_?)?(session_?)?token$|^(secret|password)(_?key)?$/i;
const NO_SECRETS =
  'an access key never stands in a destination file: take it out, and make a new one if others could read it. The sink on your own machine finds its key in the environment, or in the file that sink.credentials.file names';

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
  if (typeof value === 'string') return `${wrong}; ${otherWord(value, known) ?? suggestion(value, known)}`;
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
