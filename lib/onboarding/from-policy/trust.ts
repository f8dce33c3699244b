import { at, type Problem } from '../../config/problem';
import { covers, overlaps } from '../../vendors/pattern';
import type { DocumentPrincipal, DocumentStatement, PolicyDocument } from './document';
import { noteOn } from './note';
import { holdsPolicyVariable } from './placeholder';
import { readPrincipal } from './principal';
import { type AccessChoice, type Candidate, crossAccount, type ReadAccess, webIdentity } from './role-access';

const ASSUME = { AWS: 'sts:AssumeRole', Federated: 'sts:AssumeRoleWithWebIdentity' } as const;

/** Reads a role's trust policy that the vendor handed out: one account, role, user or OIDC issuer, with its conditions. */
export function accessFromTrust({ file, statements }: PolicyDocument, choice: AccessChoice): ReadAccess {
  const problemAt = ({ line }: DocumentStatement, message: string): Problem => ({
    file,
    ...(line === undefined ? {} : { line }),
    path: '',
    message,
  });
  const refusals = statements.flatMap((one) => {
    const message = refusal(one);
    return message === undefined ? [] : [problemAt(one, message)];
  });
  if (refusals.length > 0) return failed(refusals);
  const candidates = statements.flatMap((statement) =>
    statement.principals.flatMap(({ type, value }) => asCandidate(statement, type, value)),
  );
  const fitting = candidates.filter(
    ({ type, value }) =>
      choice.principal === undefined ||
      (type === 'AWS' && readPrincipal(value, choice.principal) !== undefined),
  );
  const [chosen, ...others] = fitting;
  if (candidates.length === 0) {
    const message =
      'lets nobody assume a role whom a destination could name: an AWS principal or an OIDC issuer';
    return failed([{ file, path: '', message }]);
  }
  const names = candidates.map(({ value }) => value).join(', ');
  if (!chosen || others.length > 0) {
    const message = chosen
      ? `is needed, because the trust policy lets several in: ${names}; write the one`
      : `is not whom the trust policy lets in: ${names}`;
    return { access: {}, notes: [], problems: [], complaints: [at(['access', 'principal'], message)] };
  }
  const leftOut = candidates
    .filter((one) => one !== chosen)
    .map(({ statement, value }) =>
      noteOn(statement)('left-out', `the principal ${value}`, 'a destination lets one in: make a second one'),
    );
  const actions = statements.flatMap((statement) => {
    const left = candidates.some((one) => one.statement === statement)
      ? statement.actions.filter((action) => !covers(action.toLowerCase(), ASSUME[chosen.type].toLowerCase()))
      : statement.actions;
    return left.map((action) =>
      noteOn(statement)(
        'left-out',
        action,
        'one principal assumes the role, and nothing else is granted on it',
      ),
    );
  });
  const { statement } = chosen;
  const letters = statement.variables
    ? []
    : statement.conditions.filter(({ values }) => values.some(holdsPolicyVariable));
  if (letters.length > 0) {
    const names = letters.map(({ key }) => key).join(', ');
    const message = `holds a policy variable for ${names}, which is one only in a document of "Version": "2012-10-17": write that version if the vendor means it so`;
    return failed([problemAt(statement, message)]);
  }
  const read = chosen.type === 'AWS' ? crossAccount(chosen, choice) : webIdentity(chosen, choice);
  return { ...read, notes: [...leftOut, ...actions, ...read.notes] };
}

const failed = (problems: readonly Problem[]): ReadAccess => ({
  access: {},
  notes: [],
  problems,
  complaints: [],
});

/** To overlook one of these would let in somebody whom the document keeps out, or everybody. */
function refusal({
  effect,
  notPrincipal,
  notActions,
  principals,
  actions,
}: DocumentStatement): string | undefined {
  if (effect === 'Deny')
    return 'denies, which a destination cannot say: take the statement out if you can do without it';
  if (notPrincipal) return 'holds NotPrincipal, which lets in everybody else: name who is let in';
  if (notActions.length > 0) return 'holds NotAction, which a destination cannot say: name the actions';
  if (!actions.some((action) => overlaps(action.toLowerCase(), 'sts:assumerole*')) && principals.length === 0)
    return 'is no statement of a trust policy: it has a Principal and sts:AssumeRole or sts:AssumeRoleWithWebIdentity; give an identity policy with --from-policy';
  if (principals.some(({ type }) => type === 'Everybody'))
    return 'lets everybody in: name the account, role or user of the vendor';
  return undefined;
}

function asCandidate(
  statement: DocumentStatement,
  type: DocumentPrincipal['type'],
  value: string,
): Candidate[] {
  if (type !== 'AWS' && type !== 'Federated') return [];
  if (/:saml-provider\//.test(value)) return [];
  const assumes = statement.actions.some((action) =>
    covers(action.toLowerCase(), ASSUME[type].toLowerCase()),
  );
  return assumes ? [{ statement, type, value }] : [];
}
