import type { Provisioned } from '../../lib/local';
import type { ResolvedResource } from '../../lib/local/template';

/** Users, roles and the bucket as they are deployed; tests change them to make a drift. */
export interface DeployedState {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly identities: DeployedIdentity[];
  readonly bucket: DeployedBucket;
  /** Logical name, type and physical name. */
  readonly resources: { logical: string; type: string; physical: string }[];
  /** The default version of managed policies by ARN, also of those that serve as a boundary. Earlier ones allow nothing. */
  readonly managed: Map<string, object>;
  /** OIDC providers by ARN. */
  readonly providers: Map<string, { clientIds: string[]; thumbprints: string[] }>;
  /** Most entries of one page. */
  pageSize: number;
  /** What IAM answers instead of the simulator; an empty object is no answer. */
  readonly simulated: Map<string, SimulatedAnswer>;
  /** What Access Analyzer finds. */
  readonly analysis: { findingType: string; issueCode: string; findingDetails: string }[];
  /** What the policies of the organisation deny. */
  readonly deniedByOrganization: Set<string>;
}

export interface DeployedIdentity {
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly arn: string;
  readonly inline: Map<string, PolicyText>;
  readonly attached: string[];
  readonly groups: string[];
  /** Of a user: access keys by ID, with their status. */
  readonly keys: Map<string, 'Active' | 'Inactive'>;
  hasPassword: boolean;
  trust?: PolicyText;
  boundary?: string;
  maxSessionSeconds?: number;
}

export interface SimulatedAnswer {
  readonly decision?: string;
  readonly matched?: readonly string[];
  readonly missing?: readonly string[];
}

export interface DeployedBucket {
  readonly name: string;
  exists: boolean;
  policy?: PolicyText;
  publicAccess?: Record<string, boolean>;
  ownership?: string;
  encryption?: { algorithm: string; key?: string };
  versioning?: string;
  lifecycle?: TemplateRule[];
  replication?: { status: string; bucket: string; account?: string }[];
}

/** A lifecycle rule as CloudFormation writes it. */
export interface TemplateRule {
  Id?: string;
  Status: string;
  Prefix?: string;
  ExpirationInDays?: number;
  ExpiredObjectDeleteMarker?: boolean;
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
  NoncurrentVersionExpiration?: { NoncurrentDays: number };
}

export interface PolicyText {
  readonly Version?: string;
  Statement: Record<string, unknown>[];
}

/** The state right after the deployment, read from the resolved template; `all` is every resource of it. */
export function stateOf(provisioned: Provisioned, all: readonly ResolvedResource[]): DeployedState {
  const { accountId: account, region, partition, users, roles, accessKeys, identityProviders } = provisioned;
  const identities = [
    ...users.map((user) => ({
      ...user,
      kind: 'user' as const,
      trust: undefined,
      maxSessionSeconds: undefined,
    })),
    ...roles.map((role) => ({ ...role, kind: 'role' as const })),
  ];
  const managed = new Map<string, object>();
  for (const { permissionsBoundary } of identities)
    if (permissionsBoundary !== undefined) managed.set(permissionsBoundary, ANYTHING);
  return {
    account,
    region,
    partition,
    managed,
    providers: new Map(
      // IAM adds the thumbprint of the issuer's certificate.
      identityProviders.map(({ arn, clientIds }) => [
        arn,
        { clientIds: [...clientIds], thumbprints: [THUMBPRINT] },
      ]),
    ),
    pageSize: Number.POSITIVE_INFINITY,
    simulated: new Map(),
    identities: identities.map((one) => ({
      kind: one.kind,
      name: one.name,
      arn: one.arn,
      inline: new Map(one.policies.map(({ name, policy }) => [name, copy(policy)])),
      attached: [...one.managedPolicyArns],
      groups: [],
      keys: new Map(
        accessKeys
          .filter(({ userName }) => userName === one.name)
          .map(({ accessKeyId }) => [accessKeyId, 'Active']),
      ),
      hasPassword: false,
      boundary: one.permissionsBoundary,
      ...(one.trust === undefined ? {} : { trust: copy(one.trust) }),
      maxSessionSeconds: one.maxSessionSeconds,
    })),
    bucket: bucketOf(provisioned),
    // CloudFormation has an order of its own: what is found first is not what the template has first.
    resources: [...all]
      .reverse()
      .flatMap(({ logicalId, type, ref }) =>
        ref === undefined ? [] : [{ logical: logicalId, type, physical: ref }],
      ),
    analysis: [],
    deniedByOrganization: new Set(),
  };
}

function bucketOf({ buckets: [bucket], bucketPolicies: [policy], outputs }: Provisioned): DeployedBucket {
  const properties = (bucket?.properties ?? {}) as {
    PublicAccessBlockConfiguration?: Record<string, boolean>;
    OwnershipControls?: { Rules: { ObjectOwnership: string }[] };
    VersioningConfiguration?: { Status: string };
    LifecycleConfiguration?: { Rules: TemplateRule[] };
    BucketEncryption?: {
      ServerSideEncryptionConfiguration: {
        ServerSideEncryptionByDefault: { SSEAlgorithm: string; KMSMasterKeyID?: string };
      }[];
    };
  };
  const rule =
    properties.BucketEncryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault;
  return {
    name: outputs.BucketName ?? '',
    exists: true,
    policy: policy && copy(policy.policy),
    publicAccess: properties.PublicAccessBlockConfiguration && {
      ...properties.PublicAccessBlockConfiguration,
    },
    ownership: properties.OwnershipControls?.Rules[0]?.ObjectOwnership,
    encryption: rule && { algorithm: rule.SSEAlgorithm, key: rule.KMSMasterKeyID },
    versioning: properties.VersioningConfiguration?.Status,
    lifecycle: properties.LifecycleConfiguration?.Rules.map((rule) => ({ ...rule })),
  };
}

export const THUMBPRINT = '0123456789abcdef0123456789abcdef01234567';

/** The text of a boundary is the customer's; here it bounds nothing. */
const ANYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const copy = (document: object) => JSON.parse(JSON.stringify(document)) as PolicyText;
