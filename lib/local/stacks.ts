import type { Principal } from './authorize';
import type { NamedPolicy, PolicyDocument } from './policy-document';
import type {
  Provisioned,
  ProvisionedBucket,
  ProvisionedIdentity,
  ProvisionedQueue,
  ProvisionedRole,
  ProvisionedTable,
} from './provisioned';

/** A mistake of the engine's caller, not of a client. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code = 'LocalEngine';
}

/** Everything that was loaded, found by its name or ARN. What was loaded last wins. */
export class Stacks {
  private readonly loaded = new Map<string, Provisioned>();

  /** `managedPolicies`: the texts of policies that no template makes, by ARN. */
  constructor(private readonly managedPolicies: Readonly<Record<string, PolicyDocument>>) {}

  /** A stack of the same name in the same account and region is replaced. */
  load(stack: Provisioned): void {
    for (const { name, accountId } of stack.buckets) {
      const owner = this.bucket(name)?.accountId ?? accountId;
      if (owner !== accountId) throw new EngineError(`Bucket ${name} already exists in account ${owner}.`);
    }
    for (const { arn, permissionsBoundary: boundary } of [...stack.users, ...stack.roles]) {
      if (boundary === undefined || stack.managedPolicies[boundary] || this.managedPolicy(boundary)) continue;
      const remedy = 'Its text is not in the template: give it to startEngine in managedPolicies.';
      throw new EngineError(`${arn} has the permissions boundary ${boundary}. ${remedy}`);
    }
    const id = `${stack.accountId}/${stack.region}/${stack.stackName}`;
    this.loaded.delete(id);
    this.loaded.set(id, stack);
  }

  /** A bucket that no template makes, with the policy that stands on it. */
  addBucket(bucket: Omit<ProvisionedBucket, 'logicalId'>, partition: string, policy?: PolicyDocument): void {
    const { name, accountId, region } = bucket;
    this.load({
      ...NOTHING,
      accountId,
      region,
      partition,
      stackName: `bucket ${name}`,
      buckets: [{ ...bucket, logicalId: name }],
      bucketPolicies: policy ? [{ bucketName: name, policy }] : [],
    });
  }

  bucket(name: string): ProvisionedBucket | undefined {
    return this.find(({ buckets }) => buckets.find((bucket) => bucket.name === name));
  }

  bucketsOf(accountId: string): ProvisionedBucket[] {
    return [...this.loaded.values()]
      .flatMap(({ buckets }) => buckets)
      .filter((bucket) => bucket.accountId === accountId);
  }

  bucketPolicy(name: string): PolicyDocument | undefined {
    return this.find(({ bucketPolicies }) => bucketPolicies.find(({ bucketName }) => bucketName === name))
      ?.policy;
  }

  /** By its URL. */
  queue(url: string): ProvisionedQueue | undefined {
    return this.find(({ queues }) => queues.find((queue) => queue.url === url));
  }

  /** By its name. */
  table(name: string): ProvisionedTable | undefined {
    return this.find(({ tables }) => tables.find((table) => table.name === name));
  }

  user(arn: string): ProvisionedIdentity | undefined {
    return this.find(({ users }) => users.find((user) => user.arn === arn));
  }

  userNamed(accountId: string, name: string): ProvisionedIdentity | undefined {
    return this.find(({ users }) => users.find((user) => user.accountId === accountId && user.name === name));
  }

  role(arn: string): ProvisionedRole | undefined {
    return this.find(({ roles }) => roles.find((role) => role.arn === arn));
  }

  accessKey(accessKeyId: string) {
    return this.find(({ accessKeys, users }) => {
      const key = accessKeys.find((candidate) => candidate.accessKeyId === accessKeyId && candidate.active);
      const user = key && users.find(({ name }) => name === key.userName);
      return key && user && { ...key, user };
    });
  }

  /** Those that the template makes, inactive ones too. */
  accessKeysOf(userArn: string) {
    const found = this.find(({ accessKeys, users }) => {
      const user = users.find(({ arn }) => arn === userArn);
      return user && accessKeys.filter(({ userName }) => userName === user.name);
    });
    return found ?? [];
  }

  identityProvider(accountId: string, issuer: string) {
    return this.find(({ identityProviders }) =>
      identityProviders.find((provider) => provider.accountId === accountId && provider.issuer === issuer),
    );
  }

  /** By ARN or by ID. */
  encryptionKey(id: string) {
    return this.find(({ keys }) => keys.find(({ arn }) => arn === id || arn.endsWith(`:key/${id}`)));
  }

  /** A user or role with all that is attached to it. A managed policy whose text nobody gave grants nothing. */
  principal(identity: ProvisionedIdentity): Principal {
    const managed = (arn: string): NamedPolicy[] => {
      const policy = this.managedPolicy(arn);
      return policy ? [{ name: arn, policy }] : [];
    };
    const { arn, accountId, policies, managedPolicyArns, permissionsBoundary } = identity;
    return {
      arn,
      accountId,
      policies: [...policies, ...managedPolicyArns.flatMap(managed)],
      permissionsBoundary: permissionsBoundary === undefined ? undefined : managed(permissionsBoundary)[0],
    };
  }

  private managedPolicy(arn: string): PolicyDocument | undefined {
    return this.managedPolicies[arn] ?? this.find(({ managedPolicies }) => managedPolicies[arn]);
  }

  private find<T>(pick: (stack: Provisioned) => T | undefined): T | undefined {
    for (const stack of [...this.loaded.values()].reverse()) {
      const found = pick(stack);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const NOTHING = {
  buckets: [],
  bucketPolicies: [],
  users: [],
  roles: [],
  managedPolicies: {},
  accessKeys: [],
  identityProviders: [],
  keys: [],
  secrets: [],
  queues: [],
  tables: [],
  functions: [],
  outputs: {},
  unrepresented: [],
};
