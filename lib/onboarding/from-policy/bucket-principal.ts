import { isService, isWholeAccount } from '../../config/principal';
import { at, type Complaint, type Problem } from '../../config/problem';
import { isSame } from './condition';
import type { Condition, DocumentStatement, PolicyDocument } from './document';
import { type Note, noteOn } from './note';
import { holdsPolicyVariable, placeholdersOf } from './placeholder';
import { isOfAccount, readPrincipal, WHOLE_ACCOUNT } from './principal';
import { type AccessChoice, asWritten, type ReadAccess } from './role-access';

/** A bucket policy: who gets in, and the statements about that one. */
export interface ReadBucketPolicy extends ReadAccess {
  readonly statements: readonly DocumentStatement[];
  /** Conditions of every statement, which the access holds. */
  readonly ofAccess: readonly Condition[];
}

/** Who gets in by another way than the bucket's policy: an identity of the kit's, and whoever may assume it. */
export interface OwnIdentity {
  /** Of the account that owns the bucket. */
  readonly accountId?: string;
  /** Whom the trust policy lets in. */
  readonly trusted?: string;
}

/** @param identity absent where the destination's bucket policy itself names the principal */
export function readBucketPolicy(
  { file, statements }: PolicyDocument,
  choice: AccessChoice,
  identity: OwnIdentity | undefined,
): ReadBucketPolicy {
  const problems = statements.flatMap((statement): Problem[] => {
    if (statement.principals.length > 0 || statement.notPrincipal) return [];
    const { line } = statement;
    const message = 'has no Principal, so that it is none of a bucket policy: give it with --from-policy';
    return [{ file, ...(line === undefined ? {} : { line }), path: '', message }];
  });
  const named = [
    ...new Set(
      allowing(statements).flatMap(({ principals }) =>
        principals.flatMap(({ type, value }) => (type === 'AWS' || type === 'Service' ? [value] : [])),
      ),
    ),
  ];
  const fitting = named.filter((value) =>
    identity
      ? isOfIdentity(value, identity)
      : choice.principal === undefined || readPrincipal(value, choice.principal) !== undefined,
  );
  const [written, ...others] = fitting;
  const nothing = { access: {}, notes: [], problems, complaints: [], statements: [], ofAccess: [] };
  if (problems.length > 0) return nothing;
  if (named.length === 0) {
    const message =
      'allows nothing to a principal that a destination could name: an account, a role, a user or a service';
    return { ...nothing, problems: [{ file, path: '', message }] };
  }
  if ((written === undefined && !identity) || others.length > 0) {
    const message =
      written === undefined
        ? `is not whom the bucket policy names: ${named.join(', ')}`
        : `is needed, because the bucket policy names several: ${named.join(', ')}; write the one`;
    return !identity
      ? { ...nothing, complaints: [at(['access', 'principal'], message)] }
      : {
          ...nothing,
          problems: [{ file, path: '', message: 'names several principals: keep the statements of one' }],
        };
  }
  const isAbout = ({ effect, principals, notPrincipal }: DocumentStatement) =>
    effect === 'Deny' || (!notPrincipal && principals.some(({ value }) => value === written));
  const about = statements.filter(isAbout);
  const left = statements
    .filter((one) => !isAbout(one))
    .map((one) =>
      noteOn(one)(
        'left-out',
        `${[...one.actions, ...one.notActions].join(', ')} for ${one.notPrincipal ? 'NotPrincipal' : one.principals.map(({ value }) => value).join(', ')}`,
        identity && one.principals.some(({ type }) => type === 'AWS')
          ? 'it is for somebody else than the identity of this destination; an account of yours is known by --account'
          : 'a destination lets one principal in, and never everybody',
      ),
    );
  if (identity || written === undefined) return { ...nothing, notes: left, statements: about };
  const access = accessOf(written, about, choice);
  return { ...access, problems: [], notes: [...left, ...access.notes], statements: about };
}

/** What a policy grants to somebody else, no identity of this destination may have. */
const isOfIdentity = (value: string, { accountId, trusted }: OwnIdentity) =>
  isOfAccount(value, accountId) || (trusted !== undefined && readPrincipal(value, trusted) !== undefined);

const allowing = (statements: readonly DocumentStatement[]) =>
  statements.filter(({ effect, notPrincipal }) => effect === 'Allow' && !notPrincipal);

function accessOf(
  written: string,
  statements: readonly DocumentStatement[],
  choice: AccessChoice,
): Pick<ReadBucketPolicy, 'access' | 'notes' | 'complaints' | 'ofAccess'> {
  const [statement] = allowing(statements) as [DocumentStatement];
  const note = noteOn(statement);
  const read = readPrincipal(written, choice.principal);
  const notes: Note[] = [];
  const complaints: Complaint[] = [];
  const access: Record<string, unknown> = { type: 'bucket-policy' };
  if (read && 'principal' in read) {
    access.principal = read.principal;
    if (read.narrowed) notes.push(note('narrowed', `the principal ${written}`, read.principal));
    else if (isWholeAccount(read.principal))
      notes.push(note('kept', `the principal ${written}`, WHOLE_ACCOUNT));
  } else complaints.push(at(['access', 'principal'], `is missing: ${read?.wanted}`));
  const literal = allowing(statements).some(({ variables }) => !variables);
  const shared = sharedBy(allowing(statements))
    // What is a letter there would be a policy variable in a policy of the kit's.
    .filter(({ values }) => !literal || !values.some(holdsPolicyVariable))
    .filter((one, _, all) => all.filter((other) => slotOf(other) === slotOf(one)).length === 1)
    .filter((one) => canHold(one, isService(written)));
  const [ofSource, further] = [shared.filter(isSource), shared.filter((one) => !isSource(one))];
  for (const { key, values } of ofSource)
    access[key.toLowerCase() === 'aws:sourceaccount' ? 'sourceAccount' : 'sourceArn'] = values[0];
  if (further.length > 0) access.conditions = asWritten(further);
  return { access, notes, complaints, ofAccess: shared };
}

/** What every statement demands, the access can demand of all that is granted. */
function sharedBy(statements: readonly DocumentStatement[]): Condition[] {
  const [first, ...others] = statements;
  return (first?.conditions ?? []).filter((condition) =>
    others.every(({ conditions }) => conditions.some((one) => isSame(one, condition))),
  );
}

/** The key of the destination file that holds a condition: of two conditions for one, neither is held. */
function slotOf(condition: Condition): string {
  const key = condition.key.toLowerCase();
  return isSource(condition) ? key : `${condition.operator} ${key}`;
}

/** Those that the kit sets itself are left to the statement, which then may not be granted. */
function canHold({ operator, key, values }: Condition, service: boolean): boolean {
  if (values.some((value) => placeholdersOf(value).length > 0)) return false;
  switch (key.toLowerCase()) {
    case 'aws:sourceaccount':
      return service && operator === 'StringEquals' && values.length === 1;
    case 'aws:sourcearn':
      return service && /^Arn(Like|Equals)$/.test(operator) && values.length === 1;
    case 'aws:currenttime':
    case 'aws:securetransport':
    case 's3:prefix':
    case 'kms:viaservice':
      return false;
    default:
      return true;
  }
}

const isSource = ({ key }: Condition) => /^aws:source(account|arn)$/i.test(key);
