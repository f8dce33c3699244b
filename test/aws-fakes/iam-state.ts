import { element, leaf } from '../../lib/local/xml';
import { canary } from './canary';
import { type Operation, page, type Query, QueryError } from './query';

export interface FakeKey {
  readonly id: string;
  readonly secret: string;
  readonly created: Date;
  active: boolean;
  lastUsed?: { readonly at: Date; readonly service: string; readonly region: string };
  /** Requests that are still told that the key is not known, as IAM is slow to spread it. */
  unknownFor: number;
}

export interface FakeUser {
  readonly name: string;
  readonly arn: string;
  readonly keys: FakeKey[];
}

/** Users and their access keys, with IAM's limit of two and its codes. */
export class IamState {
  readonly users = new Map<string, FakeUser>();
  /** How often each new key is unknown before it works. */
  propagation = 0;
  private count = 0;

  constructor(
    private readonly account: string,
    private readonly now: () => Date,
  ) {}

  addUser(name: string): FakeUser {
    const user: FakeUser = { name, arn: `arn:aws:iam::${this.account}:user/${name}`, keys: [] };
    this.users.set(name, user);
    return user;
  }

  addKey(userName: string, more: Partial<FakeKey> = {}): FakeKey {
    this.count++;
    const key: FakeKey = {
      id: `AKIAFAKE${String(this.count).padStart(12, '0')}`,
      secret: canary(this.count),
      created: this.now(),
      active: true,
      unknownFor: this.propagation,
      ...more,
    };
    this.userNamed(userName).keys.push(key);
    return key;
  }

  ownerOf(id: string): { readonly user: FakeUser; readonly key: FakeKey } | undefined {
    for (const user of this.users.values()) {
      const key = user.keys.find((one) => one.id === id);
      if (key !== undefined) return { user, key };
    }
    return undefined;
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    ListAccessKeys: (query) => {
      const { name, keys } = this.user(query);
      const entries = keys.map((key) => keyXml(name, key));
      return page('AccessKeyMetadata', entries, query);
    },
    CreateAccessKey: (query) => {
      const { name, keys } = this.user(query);
      if (keys.length >= 2)
        throw new QueryError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
      const key = this.addKey(name);
      return element('AccessKey', keyXml(name, key), leaf('SecretAccessKey', key.secret));
    },
    UpdateAccessKey: (query) => {
      this.key(query).active = query.parameters.Status === 'Active';
      return undefined;
    },
    DeleteAccessKey: (query) => {
      const key = this.key(query);
      const { keys } = this.user(query);
      keys.splice(keys.indexOf(key), 1);
      return undefined;
    },
    GetAccessKeyLastUsed: ({ parameters }) => {
      const owner = this.ownerOf(parameters.AccessKeyId ?? '');
      if (owner === undefined) throw new QueryError('AccessDenied', 'not authorized', 403);
      const { lastUsed } = owner.key;
      return (
        leaf('UserName', owner.user.name) +
        element(
          'AccessKeyLastUsed',
          lastUsed === undefined ? '' : leaf('LastUsedDate', wireDate(lastUsed.at)),
          leaf('ServiceName', lastUsed?.service ?? 'N/A'),
          leaf('Region', lastUsed?.region ?? 'N/A'),
        )
      );
    },
  };

  private user({ parameters }: Query): FakeUser {
    return this.userNamed(parameters.UserName ?? '');
  }

  private userNamed(name: string): FakeUser {
    const user = this.users.get(name);
    if (user) return user;
    throw new QueryError('NoSuchEntity', `The user with name ${name} cannot be found.`, 404);
  }

  private key(query: Query): FakeKey {
    const id = query.parameters.AccessKeyId;
    const key = this.user(query).keys.find((one) => one.id === id);
    if (key) return key;
    throw new QueryError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
  }
}

/** IAM's dates have no milliseconds. */
export const wireDate = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');

function keyXml(userName: string, { id, active, created }: FakeKey): string {
  return (
    leaf('UserName', userName) +
    leaf('AccessKeyId', id) +
    leaf('Status', active ? 'Active' : 'Inactive') +
    leaf('CreateDate', wireDate(created))
  );
}
