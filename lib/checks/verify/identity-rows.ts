import type { Access, Destination } from '../../config/destination';
import { compare } from './compare';
import { type Grant, grantsOf } from './grant';
import type { Identity } from './identity';
import type { Subject } from './place';
import { comparedRow } from './policy-row';
import type { Row } from './row';

export interface DeclaredIdentity {
  readonly grants: readonly Grant[];
  /** Absent for a user. */
  readonly trust?: readonly Grant[];
  readonly boundary?: string;
  readonly maxSessionHours?: number;
  /** Only these are compared: grants on a key that nobody told cannot be. */
  readonly concerns: (grant: Grant) => boolean;
}

export function declaredAccess({
  access,
}: Destination): Pick<DeclaredIdentity, 'boundary' | 'maxSessionHours'> {
  const { permissionsBoundary: boundary, maxSessionHours } = access as Partial<
    Extract<Access, { type: 'cross-account-role' }>
  >;
  return { boundary, maxSessionHours };
}

/** A user or role against what was declared of it. */
export function identityRows(
  { of, kind, name }: Subject,
  identity: Identity | undefined,
  declared: DeclaredIdentity,
  now: Date,
): Row[] {
  if (identity === undefined) {
    const because = 'deploy the stack again; if only its name changed, so did what the vendor was given';
    const what = `the ${kind} ${name}`;
    return [{ result: 'narrower', of, what, declared: 'there', actual: 'not there', because }];
  }
  const { unread } = identity;
  const isUnread = (words: RegExp) => unread.some(({ what }) => words.test(what));
  const there = identity.policies.flatMap(({ document }) => grantsOf(document)).filter(declared.concerns);
  const rows: Row[] = [...unread];
  rows.push(
    comparedRow(
      of,
      'identity policy',
      compare(declared.grants.filter(declared.concerns), there, now),
      isUnread(/polic(y|ies)/),
    ),
  );
  if (!isUnread(/^the attached policies/))
    rows.push(namedRow(of, 'attached policies', identity.attached, ATTACHED));
  if (kind === 'user' && !isUnread(/^the groups/)) rows.push(namedRow(of, 'groups', identity.groups, GROUPS));
  if (isUnread(new RegExp(`^the ${kind} `))) return rows;
  rows.push(boundaryRow(of, declared.boundary, identity.boundary));
  if (declared.trust !== undefined) {
    rows.push(comparedRow(of, 'trust policy', compare(declared.trust, grantsOf(identity.trust), now), false));
    rows.push(sessionRow(of, declared.maxSessionHours ?? 1, (identity.maxSessionSeconds ?? 3600) / 3600));
  }
  return rows;
}

const ATTACHED = 'a policy was attached by hand: detach it, or let the file say what it is for';
const GROUPS = 'what the group may do, the user may: take the user out of it';

function namedRow(of: Row['of'], what: string, names: readonly string[], because: string): Row {
  if (names.length === 0) return { result: 'ok', of, what, declared: 'none', actual: 'none' };
  return { result: 'differs', of, what, declared: 'none', actual: names.join(', '), because };
}

/** A boundary grants nothing: without it a policy that somebody adds counts in full. */
function boundaryRow(of: Row['of'], declared: string | undefined, actual: string | undefined): Row {
  const row = { of, what: 'permissions boundary', declared: declared ?? 'none', actual: actual ?? 'none' };
  if (declared === actual) return { ...row, result: 'ok' };
  if (actual === undefined) return { ...row, result: 'wider', because: 'the boundary was taken away' };
  if (declared === undefined) return { ...row, result: 'narrower', because: 'a boundary was set by hand' };
  return { ...row, result: 'differs', because: 'another boundary stands there' };
}

function sessionRow(of: Row['of'], declared: number, actual: number): Row {
  const result = actual === declared ? 'ok' : actual > declared ? 'wider' : 'narrower';
  return { result, of, what: 'longest session', declared: `${declared} h`, actual: `${actual} h` };
}
