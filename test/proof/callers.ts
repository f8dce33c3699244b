import type { NamedPolicy } from '../../lib/local/policy-document';
import type { Declaration, Trust } from './grants';
import { principalsNamed } from './named';
import type { Identity, Reading } from './reading';
import type { Caller } from './simulate';

/** A caller, and under which word the declaration says what it may do. */
export interface Role extends Caller {
  /** Absent: nothing is declared, so nothing may be allowed. */
  readonly word?: string;
  /** Everything that no policy of the template denies is allowed to an administrator. */
  readonly isAdmin?: boolean;
  readonly isService?: boolean;
}

export const STRANGER = '999988887777';
const EVERYTHING: NamedPolicy = {
  name: 'everything',
  policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

export function user(partition: string, accountId: string, name: string, all: boolean): Caller {
  const arn = `arn:${partition}:iam::${accountId}:user/${name}`;
  return {
    name: `user ${name} of ${accountId}`,
    principal: arn,
    accountId,
    policies: all ? [EVERYTHING] : [],
    context: {
      'aws:PrincipalArn': arn,
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalType': 'User',
      'aws:username': name,
      'aws:PrincipalIsAWSService': 'false',
    },
  };
}

/** A session of a role that may do everything in its own account. */
export function role(partition: string, accountId: string, name: string): Caller {
  return session(`arn:${partition}:iam::${accountId}:role/${name}`, [EVERYTHING]);
}

export function service(name: string): Caller & { readonly isService: true } {
  return {
    name,
    principal: name,
    policies: [],
    context: { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': name },
    isService: true,
  };
}

export const ANONYMOUS: Caller = {
  name: 'anonymous',
  principal: undefined,
  policies: [],
  context: { 'aws:PrincipalIsAWSService': 'false', 'aws:PrincipalType': 'Anonymous' },
};

/** Who an ARN of a user or role is as it asks; of an account, somebody in it. */
export function whoIs(partition: string, principal: string): Caller & { readonly isService?: true } {
  if (principal.endsWith('.amazonaws.com')) return service(principal);
  const [, own = partition, , , accountId = '', resource = ''] = principal.split(':');
  if (/^\d{12}$/.test(principal)) return role(partition, principal, 'exporter');
  const name = resource.split('/').at(-1) ?? '';
  if (resource === 'root') return role(own, accountId, 'exporter');
  if (resource.startsWith('user/')) return withArn(user(own, accountId, name, true), principal);
  return session(principal, [EVERYTHING]);
}

/** Everybody who asks for something in a proof. */
export function everybody(reading: Reading, { writer, may, assumed }: Declaration): Role[] {
  const { partition, accountId, identities } = reading;
  const named = writer?.startsWith('arn:') || /^\d{12}$/.test(writer ?? '') ? writer : undefined;
  const vendor = vendorAccount(named, assumed.writer);
  const services = Object.keys(may).filter((word) => word.endsWith('.amazonaws.com'));
  const others: Role[] = vendor === undefined ? [] : [role(partition, vendor, 'another')];
  const wholeAccount = named !== undefined && !/:(role|user)\//.test(named);
  return [
    ...identities.map((identity) => ({ ...asIdentity(identity), name: identity.word, word: identity.word })),
    ...(named === undefined ? [] : [{ ...whoIs(partition, named), name: 'writer', word: 'writer' }]),
    ...services.map((word) => ({ ...service(word), word })),
    ...others.map((other) => ({
      ...other,
      name: "another role of the vendor's account",
      ...(wholeAccount ? { word: 'writer' } : {}),
    })),
    { ...service('delivery.logs.amazonaws.com'), name: 'another service' },
    { ...role(partition, STRANGER, 'stranger'), name: 'another account' },
    { ...user(partition, accountId, 'colleague', false), name: 'another user of the account' },
    ANONYMOUS,
    { ...user(partition, accountId, 'admin', true), name: 'administrator', isAdmin: true },
    ...principalsNamed(reading)
      .filter((principal) => !services.includes(principal) && !isWriter(writer, principal))
      .map((principal) => ({ ...whoIs(partition, principal), name: `${principal}, whom a policy names` })),
  ];
}

const accountOf = (principal: string) => /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];

function isWriter(writer: string | undefined, principal: string): boolean {
  if (writer === undefined) return false;
  return (
    writer === principal || (accountOf(writer) !== undefined && accountOf(writer) === accountOf(principal))
  );
}

export function vendorAccount(named: string | undefined, trust: Trust | undefined): string | undefined {
  if (named !== undefined) return /\d{12}/.exec(named)?.[0];
  if (trust === undefined || trust === 'nobody') return undefined;
  if ('arn' in trust) return trust.arn.split(':')[4];
  return 'externalId' in trust || 'from' in trust ? trust.account : undefined;
}

function asIdentity({ arn, isRole, policies }: Identity): Caller {
  if (isRole) return session(arn, policies);
  const [, partition = '', , , accountId = ''] = arn.split(':');
  return withArn({ ...user(partition, accountId, arn.split('/').at(-1) ?? '', false), policies }, arn);
}

/** A user's ARN may hold a path. */
function withArn(caller: Caller, arn: string): Caller {
  return { ...caller, principal: arn, context: { ...caller.context, 'aws:PrincipalArn': arn } };
}

function session(roleArn: string, policies: readonly NamedPolicy[]): Caller {
  const [, partition, , , accountId = ''] = roleArn.split(':');
  const name = roleArn.split('/').at(-1);
  return {
    name: `role ${name} of ${accountId}`,
    principal: `arn:${partition}:sts::${accountId}:assumed-role/${name}/session`,
    accountId,
    policies,
    context: {
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalType': 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
    },
  };
}
