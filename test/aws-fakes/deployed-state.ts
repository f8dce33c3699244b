import type { Provisioned } from '../../lib/local';

/** Users, roles and the bucket as they are deployed; tests change them to make a drift. */
export interface DeployedState {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly identities: DeployedIdentity[];
  readonly bucket: DeployedBucket;
  /** Logical name, type and physical name. */
  readonly resources: { logical: string; type: string; physical: string }[];
  /** Managed policies by ARN, also those that serve as a boundary. */
  readonly managed: Map<string, object>;
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
  trust?: PolicyText;
  boundary?: string;
  maxSessionSeconds?: number;
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

/** The state right after the deployment, read from the resolved template. */
export function stateOf(provisioned: Provisioned): DeployedState {
  const { accountId: account, region, partition, users, roles, keys } = provisioned;
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
    identities: identities.map((one) => ({
      kind: one.kind,
      name: one.name,
      arn: one.arn,
      inline: new Map(one.policies.map(({ name, policy }) => [name, copy(policy)])),
      attached: [...one.managedPolicyArns],
      groups: [],
      boundary: one.permissionsBoundary,
      ...(one.trust === undefined ? {} : { trust: copy(one.trust) }),
      maxSessionSeconds: one.maxSessionSeconds,
    })),
    bucket: bucketOf(provisioned),
    resources: [
      ...roles.map(({ logicalId, name }) => ({ logical: logicalId, type: 'AWS::IAM::Role', physical: name })),
      ...keys.map(({ arn }) => ({
        logical: 'DestinationBucketKey4B7FBC42',
        type: 'AWS::KMS::Key',
        physical: arn.split('/').at(-1) ?? '',
      })),
    ],
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

/** The text of a boundary is the customer's; here it bounds nothing. */
const ANYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const copy = (document: object) => JSON.parse(JSON.stringify(document)) as PolicyText;
