import { hasBuiltInProvider } from '../../config/issuer';
import { isWholeAccount } from '../../config/principal';
import { at, type Complaint, type Problem } from '../../config/problem';
import { covers } from '../../vendors/pattern';
import type { Condition, DocumentStatement } from './document';
import { type Note, noteOn } from './note';
import { placeholdersOf, withPlaceholders } from './placeholder';
import { readPrincipal, WHOLE_ACCOUNT } from './principal';

/** Values that the user gives, because the document leaves them open or names several. */
export interface AccessChoice {
  readonly principal?: string;
  readonly externalId?: string;
  readonly subjects?: readonly string[];
  readonly audience?: string;
}

/** Who gets in, as a destination file writes it. */
export interface ReadAccess {
  readonly access: Readonly<Record<string, unknown>>;
  readonly notes: readonly Note[];
  /** What keeps the document from being read. */
  readonly problems: readonly Problem[];
  /** What the user must choose, or chose outside of the document. */
  readonly complaints: readonly Complaint[];
}

/** One principal of one statement that lets it assume the role. */
export interface Candidate {
  readonly statement: DocumentStatement;
  readonly type: 'AWS' | 'Federated';
  readonly value: string;
}

export function crossAccount({ statement, value }: Candidate, choice: AccessChoice): ReadAccess {
  const note = noteOn(statement);
  const notes: Note[] = [];
  const complaints: Complaint[] = [];
  const access: Record<string, unknown> = { type: 'cross-account-role' };
  const read = readPrincipal(value, choice.principal);
  if (read && 'principal' in read) {
    access.principal = read.principal;
    if (read.narrowed) notes.push(note('narrowed', `the principal ${value}`, read.principal));
    else if (isWholeAccount(read.principal))
      notes.push(note('kept', `the principal ${value}`, WHOLE_ACCOUNT));
  } else complaints.push(at(['access', 'principal'], `is missing: ${read?.wanted}`));
  const [ids, rest] = partition(statement.conditions, ({ key }) => key.toLowerCase() === 'sts:externalid');
  const externalId = oneValue('externalId', ids, choice.externalId, 'sts:ExternalId');
  if (typeof externalId === 'string') access.externalId = externalId;
  else if (externalId) complaints.push(externalId);
  return further(statement, rest, { access, notes, problems: [], complaints });
}

export function webIdentity({ statement, value }: Candidate, choice: AccessChoice): ReadAccess {
  const issuer = value.replace(/^arn:[^/]*:oidc-provider\//, '');
  const complaints: Complaint[] = [];
  const access: Record<string, unknown> = { type: 'web-identity-role', issuer };
  // A provider of an account that the page leaves open is one that the kit can make.
  if (issuer !== value && placeholdersOf(value).length === 0 && !hasBuiltInProvider(issuer))
    access.providerArn = value;
  const claim = (name: string) => (condition: Condition) =>
    condition.key.toLowerCase() === `${issuer}:${name}`.toLowerCase();
  const [subjects, others] = partition(statement.conditions, claim('sub'));
  const [audiences, more] = partition(others, claim('aud'));
  const [originals, rest] = partition(more, claim('oaud'));
  const found = subjectsOf(issuer, subjects, choice.subjects);
  if ('complaint' in found) complaints.push(found.complaint);
  else access.subjects = found.subjects;
  for (const [key, conditions, chosen] of [
    ['audience', audiences, choice.audience],
    ['originalAudience', originals, undefined],
  ] as const) {
    const read = oneValue(key, conditions, chosen, `${issuer}:${key === 'audience' ? 'aud' : 'oaud'}`);
    if (typeof read === 'string') access[key] = read;
    else if (read) complaints.push(read);
  }
  return further(statement, rest, { access, notes: [], problems: [], complaints });
}

/** One value that must be equal: the document's, or the user's choice among several or where it is left open. */
function oneValue(
  key: 'externalId' | 'audience' | 'originalAudience',
  conditions: readonly Condition[],
  chosen: string | undefined,
  name: string,
): string | Complaint | undefined {
  const complain = (message: string) => at(['access', key], message);
  const [condition, second] = conditions;
  if (!condition) return chosen;
  const { operator, values } = condition;
  if (second || (operator !== 'StringEquals' && operator !== 'StringLike'))
    return complain(
      `cannot be read from the trust policy: ${name} stands there under ${conditions.map((one) => one.operator).join(' and ')}`,
    );
  const pattern = (value: string) =>
    operator === 'StringLike' ? withPlaceholders(value) : withPlaceholders(value.replace(/[*?]/g, '\uE002'));
  const isOpen = (value: string) =>
    placeholdersOf(value).length > 0 || (operator === 'StringLike' && /[*?]/.test(value));
  if (key === 'externalId' && chosen === 'pending') return chosen;
  if (chosen !== undefined) {
    return values.some((value) => covers(pattern(value), chosen))
      ? chosen
      : complain(`is not what the trust policy says, ${values.join(', ')}: take one of them out`);
  }
  const [only, ...more] = values;
  if (only !== undefined && more.length === 0 && !isOpen(only)) return only;
  // What only the vendor knows may wait; what the document leaves to choose may not.
  if (key === 'externalId' && values.every((value) => placeholdersOf(value).length > 0)) return 'pending';
  return complain(`is needed, because the trust policy leaves it open: ${values.join(', ')}`);
}

function subjectsOf(
  issuer: string,
  conditions: readonly Condition[],
  chosen: readonly string[] | undefined,
): { readonly subjects: readonly string[] | 'pending' } | { readonly complaint: Complaint } {
  const complain = (message: string) => ({ complaint: at(['access', 'subjects'], message) });
  const [condition, second] = conditions;
  if (!condition) {
    if (chosen) return { subjects: chosen.join() === 'pending' ? 'pending' : chosen };
    return complain(
      `is missing: the trust policy has no condition on ${issuer}:sub, so that everybody at ${issuer} would be let in`,
    );
  }
  const { operator, values } = condition;
  if (second || (operator !== 'StringEquals' && operator !== 'StringLike'))
    return complain(
      `cannot be read from the trust policy: ${issuer}:sub stands there under ${conditions.map((one) => one.operator).join(' and ')}`,
    );
  // In a destination file an asterisk makes a pattern, and here it is a letter like any other.
  if (operator === 'StringEquals' && values.some((value) => /[*?]/.test(value)))
    return complain(
      `cannot hold the trust policy's ${values.join(', ')}: under StringEquals an asterisk is a letter`,
    );
  const open = values.some((value) => placeholdersOf(value).length > 0);
  if (chosen?.join() === 'pending') return { subjects: 'pending' };
  if (chosen) {
    const outside = chosen.filter((one) => !values.some((value) => covers(withPlaceholders(value), one)));
    return outside.length === 0
      ? { subjects: chosen }
      : complain(
          `${outside.join(', ')} is not what the trust policy says, ${values.join(', ')}: take one of them out`,
        );
  }
  return { subjects: open ? 'pending' : values };
}

/** Conditions that a destination file holds as they stand. */
function further(statement: DocumentStatement, rest: readonly Condition[], read: ReadAccess): ReadAccess {
  const open = rest.flatMap(({ key, values }) =>
    values.filter((value) => placeholdersOf(value).length > 0).map((value) => `${key} ${value}`),
  );
  const { file, line } = statement;
  const problems = open.map(
    (one): Problem => ({
      file,
      ...(line === undefined ? {} : { line }),
      path: '',
      message: `leaves ${one} to you: write your own value into the document`,
    }),
  );
  const access = rest.length === 0 ? read.access : { ...read.access, conditions: asWritten(rest) };
  return { ...read, access, problems: [...read.problems, ...problems] };
}

/** operator → key → values, as IAM and the destination file write them. */
export function asWritten(
  conditions: readonly Condition[],
): Record<string, Record<string, string | readonly string[]>> {
  const written: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { operator, key, values } of conditions) {
    const [only, ...more] = values;
    written[operator] = {
      ...written[operator],
      [key]: only !== undefined && more.length === 0 ? only : values,
    };
  }
  return written;
}

function partition<T>(list: readonly T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [list.filter(belongs), list.filter((one) => !belongs(one))];
}
