import { randomBytes } from 'node:crypto';
import type { Principal } from './authorize';
import type { PolicyDocument } from './policy-document';
import type { ProvisionedRole } from './provisioned';
import { secretText } from './secret-text';
import type { SigningKey } from './sigv4';
import { EngineError, type Stacks } from './stacks';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SessionCredentials extends Credentials {
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly arn: string;
}

/** Somebody whom no template makes. */
export interface PrincipalRequest {
  /** Of a user, or of a role (which then acts through a session, as on AWS). */
  readonly arn: string;
  /** @default that of the ARN, from which it may not differ */
  readonly accountId?: string;
  readonly policies?: readonly PolicyDocument[];
  /** Everything is allowed, as with AdministratorAccess; a denial in a bucket policy still counts. */
  readonly admin?: boolean;
}

/** A key of a user that a template makes. */
export interface UserKey {
  readonly userArn: string;
  readonly credentials: Credentials;
  readonly created: Date;
  /** Whether the key is the template's, too. */
  readonly ofTemplate: boolean;
  active: boolean;
}

/** Who may sign requests: users with keys, sessions, and principals that were added by hand. */
export class Accounts {
  private readonly issued = new Map<string, KnownKey>();
  /** By their IDs, in the order in which they were made. */
  private readonly keysOfUsers = new Map<string, UserKey>();

  constructor(private readonly stacks: Stacks) {}

  addPrincipal(request: PrincipalRequest): Credentials {
    const { accountId, kind, name } = parseArn(request);
    const documents = [...(request.policies ?? []), ...(request.admin ? [ADMINISTRATOR] : [])];
    const policies = documents.map((policy, index) => ({ name: `policy-${index + 1}`, policy }));
    const principal: Principal =
      kind === 'role'
        ? { arn: sessionArn(request.arn, 'local'), roleArn: request.arn, accountId, policies }
        : { arn: request.arn, userName: name, accountId, policies };
    const credentials = kind === 'role' ? newSession() : newKey('AKIA');
    this.issued.set(credentials.accessKeyId, { credentials, principal: () => principal });
    return credentials;
  }

  /** The key that the template made for a user, or a new one where it made none. */
  keyFor(userArn: string): Credentials {
    if (!this.stacks.user(userArn))
      throw new EngineError(`No stack that was loaded makes the user ${userArn}.`);
    const known = this.keysOf(userArn).find(({ active }) => active);
    return (known ?? this.createKey(userArn, new Date())).credentials;
  }

  createKey(userArn: string, created: Date): UserKey {
    const credentials = newKey('AKIA');
    const key = { userArn, credentials, created, ofTemplate: false, active: true };
    this.keysOfUsers.set(credentials.accessKeyId, key);
    return key;
  }

  deleteKey(accessKeyId: string): void {
    this.keysOfUsers.delete(accessKeyId);
  }

  /** The template's first. */
  keysOf(userArn: string): UserKey[] {
    const created = new Date(0);
    const ofTemplate = this.stacks.accessKeysOf(userArn).map(({ accessKeyId, secretAccessKey, active }) => ({
      userArn,
      credentials: { accessKeyId, secretAccessKey },
      created,
      ofTemplate: true,
      active,
    }));
    return [...ofTemplate, ...[...this.keysOfUsers.values()].filter((key) => key.userArn === userArn)];
  }

  issueSession(
    role: ProvisionedRole,
    session: { name: string; expiresAt: number; policy?: PolicyDocument },
  ): SessionCredentials {
    const credentials = newSession();
    const arn = sessionArn(role.arn, session.name);
    this.issued.set(credentials.accessKeyId, {
      credentials,
      expiresAt: session.expiresAt,
      principal: () => {
        const current = this.stacks.role(role.arn);
        return (
          current && {
            ...this.stacks.principal(current),
            arn,
            roleArn: role.arn,
            sessionPolicy: session.policy,
          }
        );
      },
    });
    return { ...credentials, expiration: new Date(session.expiresAt), arn };
  }

  signingKey(accessKeyId: string, now: number): SigningKey | undefined {
    const known = this.known(accessKeyId);
    if (!known?.principal()) return undefined;
    const { secretAccessKey, sessionToken: token } = known.credentials;
    if (token === undefined) return { secretAccessKey };
    return {
      secretAccessKey,
      session: { token, expired: known.expiresAt !== undefined && known.expiresAt <= now },
    };
  }

  principalOf(accessKeyId: string): Principal | undefined {
    return this.known(accessKeyId)?.principal();
  }

  private known(accessKeyId: string): KnownKey | undefined {
    const issued = this.issued.get(accessKeyId);
    if (issued) return issued;
    const ofUser = this.keysOfUsers.get(accessKeyId);
    if (ofUser?.active) return this.knownUser(ofUser);
    const key = this.stacks.accessKey(accessKeyId);
    return (
      key && {
        credentials: key,
        principal: () => ({ ...this.stacks.principal(key.user), userName: key.userName }),
      }
    );
  }

  private knownUser({ credentials, userArn }: UserKey): KnownKey {
    return {
      credentials,
      principal: () => {
        const user = this.stacks.user(userArn);
        return user && { ...this.stacks.principal(user), userName: user.name };
      },
    };
  }
}

interface KnownKey {
  readonly credentials: Credentials;
  /** Milliseconds; sessions of STS only. */
  readonly expiresAt?: number;
  /** Looked up at each request, because a stack that is loaded again may have other policies. */
  principal(): Principal | undefined;
}

const ADMINISTRATOR: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

function parseArn({ arn, accountId: expected }: PrincipalRequest) {
  const [, , service, , accountId = '', resource = ''] = arn.split(':');
  const [kind = '', ...path] = resource.split('/');
  const name = path.at(-1);
  if (service !== 'iam' || !/^\d{12}$/.test(accountId) || !['user', 'role'].includes(kind) || !name) {
    throw new EngineError(`${arn} is not the ARN of a user or role.`);
  }
  if (expected !== undefined && expected !== accountId)
    throw new EngineError(`${arn} is not in account ${expected}.`);
  return { accountId, kind, name };
}

/** STS leaves the path of a role out. */
function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition, , , accountId] = roleArn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${roleArn.split('/').at(-1)}/${sessionName}`;
}

function newKey(prefix: string): Credentials {
  const letters = [...randomBytes(16)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]);
  return { accessKeyId: `${prefix}${letters.join('')}`, secretAccessKey: secret(40) };
}

function newSession() {
  return { ...newKey('ASIA'), sessionToken: secret(145) };
}

const secret = (length: number) => secretText(randomBytes(length)).slice(0, length);
