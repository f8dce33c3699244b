import { type PolicyStatement, statementsOf } from '../../lib/local/policy-document';
import { trustsWebIdentity } from '../../lib/local/web-identity';
import { ANONYMOUS, role, STRANGER, service, user, vendorAccount, whoIs } from './callers';
import { NOW } from './circumstances';
import { type Declaration, hasForm, type Trust } from './grants';
import { met, principalsOf } from './named';
import type { Identity, Reading } from './reading';
import { type Caller, countOne, isAllowed, isoTime } from './simulate';

/** Somebody who tries to become a role, and whether the declaration lets them. */
export interface Attempt {
  readonly who: string;
  readonly how: string;
  readonly isDeclared: boolean;
  readonly isAllowed: () => Promise<boolean>;
}

const GOOGLE = 'accounts.google.com';
const INSIDE = '203.0.113.7';
const isInside = (ip: string) => ip.startsWith('203.0.113.');

export function attempts(reading: Reading, declaration: Declaration, identity: Identity): Attempt[] {
  const trust = declaration.assumed[identity.word] ?? 'nobody';
  return [
    ...assumptions(reading, declaration, identity, trust),
    ...tokens(reading, declaration, identity, trust),
  ];
}

interface Presented {
  readonly how: string;
  readonly externalId?: string;
  readonly ip: string;
  readonly sourceAccount?: string;
  readonly context?: Readonly<Record<string, string>>;
}

const trusting = ({ trust }: Identity): readonly PolicyStatement[] =>
  trust === undefined ? [] : statementsOf(trust).filter(({ Effect }) => Effect === 'Allow');

function assumptions(reading: Reading, declaration: Declaration, identity: Identity, trust: Trust) {
  const { partition, accountId } = reading;
  const principal = principalOf(trust, partition);
  const vendor = vendorAccount(undefined, trust);
  const services = new Set([
    ...(trust !== 'nobody' && 'service' in trust ? [trust.service] : []),
    'lambda.amazonaws.com',
    'ec2.amazonaws.com',
    'iot.amazonaws.com',
  ]);
  const callers: Caller[] = [
    ...(principal === undefined ? [] : [whoIs(partition, principal)]),
    ...(vendor === undefined
      ? []
      : [role(partition, vendor, 'another'), user(partition, vendor, 'another', true)]),
    ...besideRole(trust, partition),
    role(partition, STRANGER, 'stranger'),
    user(partition, accountId, 'colleague', false),
    user(partition, accountId, 'admin', true),
    ANONYMOUS,
    ...[...services].map(service),
  ];
  const known = new Set(callers.map((caller) => caller.principal));
  const strangers = trusting(identity)
    .flatMap(principalsOf)
    .filter((one) => one !== '*')
    .map((one) => whoIs(partition, one))
    .filter((caller) => !known.has(caller.principal));
  callers.push(...strangers);
  const presented = presentations(declaration, trust, identity);
  return callers.flatMap((caller) =>
    presented.map(
      (given): Attempt => ({
        who: caller.name,
        how: given.how,
        isDeclared: mayAssume(trust, caller, given),
        isAllowed: () =>
          isAllowed({
            caller,
            action: 'sts:AssumeRole',
            resource: identity.arn,
            resourceAccountId: accountId,
            resourcePolicy: identity.trust,
            context: {
              'aws:CurrentTime': isoTime(NOW),
              'aws:SecureTransport': 'true',
              'aws:SourceIp': given.ip,
              'sts:RoleSessionName': 'session',
              ...(given.externalId === undefined ? {} : { 'sts:ExternalId': given.externalId }),
              ...(given.sourceAccount === undefined ? {} : { 'aws:SourceAccount': given.sourceAccount }),
              ...given.context,
            },
          }),
      }),
    ),
  );
}

/** The account, role or user that the declaration trusts. */
function principalOf(trust: Trust, partition: string): string | undefined {
  if (trust === 'nobody' || 'service' in trust || 'issuer' in trust) return undefined;
  if ('arn' in trust) return trust.arn;
  if (trust.role === undefined) return trust.account;
  return `arn:${partition}:iam::${trust.account}:role/${nameOf(trust.role)}`;
}

const nameOf = (form: string) => form.replace('*', '-4711');

/** Where the form of a role's name is declared: what only looks like it. */
function besideRole(trust: Trust, partition: string): Caller[] {
  if (trust === 'nobody' || !('account' in trust) || 'service' in trust || trust.role === undefined)
    return [];
  const name = nameOf(trust.role);
  return [
    role(partition, trust.account, `x${name}`),
    role(partition, trust.account, swapCase(name)),
    user(partition, trust.account, name, true),
    role(partition, STRANGER, name),
  ];
}

function presentations(declaration: Declaration, trust: Trust, identity: Identity): Presented[] {
  const ids = Object.values(declaration.assumed).flatMap((one) =>
    one !== 'nobody' && 'externalId' in one && one.externalId ? [one.externalId] : [],
  );
  const right = ids[0] ?? 'any-4711';
  const own = trust !== 'nobody' && 'service' in trust ? trust.account : undefined;
  const others = [`${right}x`, `x${right}`, right.slice(0, -1), swapCase(right), 'pending', '*'];
  return [
    {
      how: ids.length > 0 ? 'with the external ID' : 'with some external ID',
      externalId: right,
      ip: INSIDE,
      sourceAccount: own,
    },
    { how: 'without an external ID', ip: INSIDE, sourceAccount: own },
    ...[...new Set(others)]
      .filter((externalId) => externalId !== right && externalId !== '')
      .map((externalId) => ({ how: 'with a wrong external ID', externalId, ip: INSIDE, sourceAccount: own })),
    { how: 'from another address', externalId: right, ip: '198.51.100.9', sourceAccount: own },
    { how: 'for another account', externalId: right, ip: INSIDE, sourceAccount: STRANGER },
    { how: 'for no account', externalId: right, ip: INSIDE },
    ...trusting(identity)
      .flatMap(met)
      .map(asAsked)
      .filter((given) => given.externalId !== right || given.context !== undefined),
  ];
}

/** What a statement of the trust policy asks for, whatever it is; who asks is the callers' matter. */
function asAsked(keys: Readonly<Record<string, string | undefined>>): Presented {
  const all = Object.entries(keys).filter(([, value]) => value !== undefined) as [string, string][];
  const own = /^(sts:ExternalId|aws:SourceIp|aws:SourceAccount)$/i;
  const given = new Map(all.map(([key, value]) => [key.toLowerCase(), value]));
  const others = all.filter(([key]) => !own.test(key) && !/^aws:Principal(Arn|Account|Type)$/i.test(key));
  return {
    how: 'as the trust policy asks',
    externalId: given.get('sts:externalid'),
    ip: given.get('aws:sourceip') ?? INSIDE,
    sourceAccount: given.get('aws:sourceaccount'),
    ...(others.length === 0 ? {} : { context: Object.fromEntries(others) }),
  };
}

function mayAssume(trust: Trust, caller: Caller, { externalId, ip, sourceAccount }: Presented) {
  if (trust === 'nobody' || 'issuer' in trust) return false;
  if ('service' in trust) {
    if (caller.principal !== trust.service) return false;
    return trust.account === undefined || sourceAccount === trust.account;
  }
  if (trust.externalId !== undefined && externalId !== trust.externalId) return false;
  if (trust.from !== undefined && !isInside(ip)) return false;
  const arn = caller.context['aws:PrincipalArn'];
  if ('arn' in trust) return arn === trust.arn;
  if (caller.accountId !== trust.account) return false;
  return trust.role === undefined || hasForm(`role/${trust.role}`, arn?.split(':').at(-1) ?? '');
}

function tokens(reading: Reading, declaration: Declaration, identity: Identity, trust: Trust): Attempt[] {
  const { partition, accountId } = reading;
  const declared = trust !== 'nobody' && 'issuer' in trust ? trust : undefined;
  const issuers = [...new Set([declared?.issuer ?? GOOGLE, GOOGLE, 'oidc.evil.example'])];
  const asked = trusting(identity).flatMap(met);
  const claimed = (claim: RegExp) =>
    asked.flatMap((keys) =>
      Object.entries(keys).flatMap(([key, value = '']) => (claim.test(key) ? [value] : [])),
    );
  const audiences = [
    ...new Set([
      declared?.aud ?? 'some-audience',
      'another-audience',
      'sts.amazonaws.com',
      ...claimed(/:(aud|oaud)$/),
    ]),
  ];
  const all = [...new Set([...Object.values(declaration.assumed).flatMap(subjectsOf)])];
  const forms = all.length > 0 ? all : ['100000000000000000009'];
  const subjects = [...new Set([...forms.flatMap(besideSubject), ...claimed(/:sub$/)])];
  return issuers.flatMap((issuer) =>
    subjects.flatMap((subject) =>
      audiences.map((audience): Attempt => {
        const provider =
          issuer === GOOGLE ? GOOGLE : `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`;
        const isRight =
          declared !== undefined &&
          issuer === declared.issuer &&
          declared.sub.some((form) => subjectHasForm(form, subject)) &&
          (declared.aud === undefined || declared.aud === audience) &&
          (declared.oaud === undefined || declared.oaud === audience);
        return {
          who: `a token of ${issuer}`,
          how: `for ${audience} with sub ${JSON.stringify(subject)}`,
          isDeclared: isRight,
          isAllowed: async () => {
            countOne();
            return trustsWebIdentity({
              role: { arn: identity.arn, accountId, trust: identity.trust ?? { Statement: [] } },
              provider,
              claims: { issuer, subject, audience },
              sessionName: 'session',
              now: NOW,
              secure: true,
            });
          },
        };
      }),
    ),
  );
}

const subjectsOf = (trust: Trust) => (trust !== 'nobody' && 'issuer' in trust ? trust.sub : []);

/** A subject may hold several asterisks; each stands for anything. */
function subjectHasForm(form: string, subject: string): boolean {
  const [first = '', ...rest] = form.split('*');
  if (rest.length === 0) return form === subject;
  if (!subject.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const found = isLast ? subject.length - part.length : subject.indexOf(part, at);
    if (found < at || !subject.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}

function besideSubject(form: string): string[] {
  const literal = form.replaceAll('*', 'anything');
  return [
    literal,
    `${literal}x`,
    `x${literal}`,
    literal.slice(0, -1),
    swapCase(literal),
    literal.replace(/[^:/]+/, 'evil'),
    form,
    '*',
    'x',
  ].filter((subject) => subject !== '');
}

function swapCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}
