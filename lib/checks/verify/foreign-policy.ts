import type { Access } from '../../config/destination';
import { type Condition, covers, EVERYBODY, type Grant } from './grant';
import { matches, NOT, namesIn, overlaps } from './pattern';
import type { Place, Subject } from './place';

/** Who writes, with all that was declared of it. */
export interface Granted {
  readonly subject: Subject;
  readonly grants: readonly Grant[];
}

export interface Concern {
  /** What opens the bucket to the writer or the vendor otherwise than declared, or keeps the writer out. */
  readonly counted: readonly Grant[];
  /** Denies that may keep the writer out: it depends on more of the request than is known here. */
  readonly doubtful: readonly Grant[];
}

/** Of the policy of a bucket that is left alone, what bears on those who were granted something. The rest is its owner's. */
export function whatConcerns(
  policy: readonly Grant[],
  { account, destination: { access } }: Place,
  granted: readonly Granted[],
): Concern {
  const opens = policy.filter(
    (grant) => grant.effect === 'Allow' && opensIt(grant, access, account, granted),
  );
  const denies = policy
    .filter(({ effect }) => effect === 'Deny')
    .map((grant) => ({ grant, bites: bitesAny(grant, account, granted) }));
  return {
    counted: [...opens, ...denies.filter(({ bites }) => bites === true).map(({ grant }) => grant)],
    doubtful: denies.filter(({ bites }) => bites === undefined).map(({ grant }) => grant),
  };
}

function opensIt(grant: Grant, access: Access, account: string, granted: readonly Granted[]): boolean {
  const { principal } = grant;
  // Everybody else in the world is let in.
  if (principal === EVERYBODY || principal.startsWith(NOT)) return true;
  const itself = granted.find(({ subject }) => isOf(subject.arn, principal));
  if (itself !== undefined) {
    const said = { ...grant, principal: '' };
    return !itself.grants.some((known) => covers(known, said));
  }
  return isVendor(principal, access, account);
}

/** A role or user by its ARN, and a role by the session that it gives. */
function isOf(arn: string, principal: string): boolean {
  if (principal === `AWS ${arn}`) return true;
  const [account, name] = [arn.split(':')[4], arn.split('/').at(-1)];
  const [, of, role] = /^AWS arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal) ?? [];
  return arn.includes(':role/') && of === account && role === name;
}

/** Whom the file trusts was to come as the writer only. In our own account others may have rights of their own. */
function isVendor(principal: string, access: Access, own: string): boolean {
  if (access.type === 'web-identity-role')
    return principal.startsWith('Federated ') && principal.endsWith(access.issuer);
  if (access.type !== 'cross-account-role' || !principal.startsWith('AWS ')) return false;
  const vendor = accountIn(access.principal);
  if (vendor === own) return isOf(access.principal, principal);
  return accountIn(principal.slice('AWS '.length)) === vendor;
}

const accountIn = (principal: string) => (principal.startsWith('arn:') ? principal.split(':')[4] : principal);

/** Undefined: not sure. */
function bitesAny(deny: Grant, account: string, granted: readonly Granted[]): boolean | undefined {
  const answers = granted.map(({ subject, grants }) => {
    const touches = grants.some(
      ({ action, resource }) =>
        overlaps(deny.action.toLowerCase(), action.toLowerCase()) && overlaps(deny.resource, resource),
    );
    return touches && isDenied(subject, deny.principal, account)
      ? isMet(deny.conditions, subject, account)
      : false;
  });
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** A Deny for an account is one for all in it. */
function isDenied({ arn }: Subject, principal: string, account: string): boolean {
  if (principal.startsWith(NOT)) return !namesIn(principal).includes(`AWS ${arn}`);
  return principal === EVERYBODY || principal === `AWS ${account}` || isOf(arn, principal);
}

/** Whether the writer, who comes over TLS, meets all conditions. */
function isMet(conditions: readonly Condition[], { arn }: Subject, account: string): boolean | undefined {
  const known = new Map([
    ['aws:securetransport', 'true'],
    ['aws:principalarn', arn],
    ['aws:principalaccount', account],
  ]);
  const answers = conditions.map((condition) => holds(condition, known.get(condition.key.toLowerCase())));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds({ operator, values }: Condition, told: string | undefined): boolean | undefined {
  const name = operator.toLowerCase().replace(/^for(all|any)values?:|ifexists$/g, '');
  // A variable of a policy is filled in by IAM.
  if (told === undefined || values.some((value) => value.includes('${')) || !KNOWN.test(name))
    return undefined;
  const isPattern = /like$|^arn/.test(name);
  const isOne = values.some((value) => (isPattern ? matches(value, told) : value === told));
  return name.includes('not') ? !isOne : isOne;
}

const KNOWN = /^(bool|string(not)?(equals|like)|arn(not)?(equals|like))$/;
