import type * as z from 'zod';
import type { DeliverySettings } from '../sink/runtime/settings';
import type { permissionsSchema } from './schema';

/** A destination file with its preset merged in, every default filled in and every key validated. */
export interface Destination {
  /** The file that it was read from, as the user named it. */
  readonly file: string;
  readonly name: string;
  readonly environment: { readonly account?: string; readonly region?: string };
  /** The preset's ID. */
  readonly vendor?: string;
  readonly bucket: NewBucket | ExistingBucket;
  readonly objects: Objects;
  readonly access: Access;
  readonly permissions: Permissions;
  readonly sink?: Sink;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewBucket {
  readonly existing: false;
  /** Absent: CloudFormation makes one up. */
  readonly name?: string;
  readonly versioned: boolean;
  readonly encryption: 's3-managed' | 'kms' | { readonly keyArn: string };
  readonly expireObjectsAfterDays?: number;
  readonly retain: boolean;
}

export interface ExistingBucket {
  readonly existing: true;
  readonly name: string;
  /** The key that encrypts the bucket, where it is not S3's own. */
  readonly keyArn?: string;
}

/** Which objects are in scope. */
export interface Objects {
  /** Without leading or trailing slash; empty means the whole bucket. */
  readonly prefixes: readonly string[];
  /** `*` and a literal suffix. */
  readonly pattern: string;
  /** Name of the connection test's object under each prefix, with at most one `*`. */
  readonly testObject?: string;
}

export type Access = IamUser | CrossAccountRole | WebIdentityRole | BucketPolicyPrincipal | SinkOnly;
export type AccessType = Access['type'];

interface Identity {
  readonly permissionsBoundary?: string;
  readonly path?: string;
}

interface Role extends Identity {
  readonly roleName?: string;
  readonly maxSessionHours?: number;
  readonly conditions?: Conditions;
  /** The vendor names a value only after the role exists: until then the trust policy denies everybody. */
  readonly pending: boolean;
}

export interface IamUser extends Identity {
  readonly type: 'iam-user';
  readonly userName?: string;
  readonly keyInSecretsManager: boolean;
  /** Which access keys exist; the last one is current. */
  readonly keySerials: readonly number[];
}

export interface CrossAccountRole extends Role {
  readonly type: 'cross-account-role';
  /** An account ID, or the ARN of a role or user. */
  readonly principal: string;
  readonly externalId?: string;
}

export interface WebIdentityRole extends Role {
  readonly type: 'web-identity-role';
  /** Host and path, without `https://`: the form that IAM's condition keys have. */
  readonly issuer: string;
  readonly subjects: readonly string[];
  readonly audience?: string;
  readonly originalAudience?: string;
  /** A provider that the account has already. */
  readonly providerArn?: string;
}

export interface BucketPolicyPrincipal {
  readonly type: 'bucket-policy';
  /** An account ID, the ARN of a role or user, or a service such as `delivery.logs.amazonaws.com`. */
  readonly principal: string;
  readonly sourceAccount?: string;
  readonly sourceArn?: string;
  readonly conditions?: Conditions;
}

export interface SinkOnly {
  readonly type: 'none';
}

/** Conditions as IAM writes them: operator → key → values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export type Permissions = Readonly<z.output<typeof permissionsSchema>>;

/** The Lambda sink, with every default filled in; only what has no default may be absent. */
export interface Sink extends DeliverySettings {
  readonly source: SinkSource;
  readonly batch: SinkBatch;
  /** Effectively once, with a DynamoDB table; only for sources with a queue. */
  readonly deduplicate: boolean;
  readonly alarms?: { readonly topicArn?: string };
  readonly reservedConcurrency?: number;
  /** Of the function, in MB. */
  readonly memorySize: number;
  /** For the sink on one's own machine. */
  readonly credentials?: SinkCredentials;
}

export interface SinkBatch {
  /** Most records of one object. */
  readonly maxRecords: number;
  /** Most bytes of one record, and of the records of one object before compression. */
  readonly maxBytes: number;
  /** How long a queue or stream may gather records before the function is called; 0 where there is nothing to gather. */
  readonly maxSeconds: number;
}

export type SinkSource =
  | { readonly type: 'sqs'; readonly queueArn?: string; readonly keyArn?: string; readonly fifo: boolean }
  | { readonly type: 'kinesis'; readonly streamArn?: string; readonly keyArn?: string }
  | { readonly type: 'sns'; readonly topicArn?: string }
  | { readonly type: 'eventbridge'; readonly pattern: Readonly<Record<string, unknown>> }
  | { readonly type: 'iot-rule'; readonly sql: string }
  | { readonly type: 'function-url'; readonly auth: 'iam' }
  | { readonly type: 'invoke' };

export type SinkCredentials =
  | { readonly type: 'env' }
  | { readonly type: 'file'; readonly profile?: string }
  | { readonly type: 'key'; readonly file?: string };

/** The key that the file names; a key that the stack makes has no ARN yet. */
export function namedKeyArn({ bucket }: Pick<Destination, 'bucket'>): string | undefined {
  if (bucket.existing) return bucket.keyArn;
  return typeof bucket.encryption === 'object' ? bucket.encryption.keyArn : undefined;
}

export const stackNameOf = (destination: Pick<Destination, 'name'>) => `S3Destination-${destination.name}`;
