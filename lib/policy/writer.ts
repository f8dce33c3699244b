import type { BucketPolicyPrincipal, Conditions, Objects, Permissions } from '../config/destination';
import { isService } from '../config/principal';
import { hasExpired, timeLimit } from './expiry';
import { objectArns, testObjectArns, testObjectIsInScope } from './scope';
import { allow, type Principal, type Statement } from './statement';
import { viaService } from './via-service';

/** The resources that a grant is about. Every text may be a token of the CDK: nothing here looks into it. */
export interface Target {
  readonly bucketArn: string;
  /** Of the account that owns the bucket. */
  readonly partition: string;
  readonly keyArn?: string;
  /** Of the bucket. */
  readonly region: string;
}

export interface Grants {
  readonly objects: Objects;
  readonly permissions: Permissions;
  /** The moment of synthesis: a grant that has expired by then is left out. */
  readonly now: Date;
}

/** What the writer may do, for its identity policy. Exact actions only: no wildcard stands in one. */
export function writerStatements(grants: Grants, target: Target): Statement[] {
  return [
    ...objectStatements(grants, target),
    ...bucketStatements(grants, target),
    ...keyStatements(grants, target),
  ];
}

/** The same grants, for a principal that is named in the bucket policy. Its key grant belongs into the key policy. */
export function bucketPolicyStatements(
  grants: Grants,
  target: Target,
  access: BucketPolicyPrincipal,
): { readonly bucket: readonly Statement[]; readonly key: readonly Statement[] } {
  const principal = principalOf(access.principal, target.partition);
  const own = sourceConditions(access);
  const name = (statement: Statement, further?: Conditions): Statement => ({
    ...statement,
    principal,
    ...conditionsOf(statement.conditions, own, further),
  });
  return {
    bucket: [...objectStatements(grants, target), ...bucketStatements(grants, target)].map((statement) =>
      name(statement, access.conditions),
    ),
    // The request to KMS is S3's own: keys such as s3:x-amz-acl or aws:SourceIp would never match there.
    key: keyStatements(grants, target).map((statement) => ({ ...name(statement), resources: ['*'] })),
  };
}

/** What the console shows of the role. */
export const roleDescription = ({ put }: Pick<Permissions, 'put'>): string =>
  `${put ? 'Writes to' : 'Reads from'} the S3 destination`;

/** Denies every request that does not come over TLS. */
export function tlsOnlyStatement(bucketArn: string): Statement {
  return {
    sid: 'DenyWithoutTls',
    effect: 'Deny',
    principal: { type: 'Everybody' },
    actions: ['s3:*'],
    resources: [bucketArn, `${bucketArn}/*`],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    on: 'bucket',
    reason: 'nobody may read or write over plain HTTP',
    when: 'without TLS',
  };
}

/** `111122223333` → `arn:aws:iam::111122223333:root`; ARNs, tokens of the CDK and services stay as they are. */
export function principalOf(principal: string, partition: string): Principal {
  if (isService(principal)) return { type: 'Service', value: principal };
  return {
    type: 'AWS',
    value: /^\d{12}$/.test(principal) ? `arn:${partition}:iam::${principal}:root` : principal,
  };
}

/** Merges conditions; each operator and key stands once. */
export function conditionsOf(...all: readonly (Conditions | undefined)[]): {
  readonly conditions?: Conditions;
} {
  const merged: Record<string, Record<string, string | readonly string[]>> = {};
  for (const conditions of all) {
    for (const [operator, keys] of Object.entries(conditions ?? {})) {
      const known = merged[operator] ?? {};
      const twice = Object.keys(keys).find((key) => Object.hasOwn(known, key));
      // The configuration refuses it with a better sentence; to let the later one win would widen the grant.
      if (twice !== undefined) throw new Error(`The condition ${operator} ${twice} is set twice.`);
      merged[operator] = { ...known, ...keys };
    }
  }
  return Object.keys(merged).length === 0 ? {} : { conditions: merged };
}

function objectStatements({ objects, permissions, now }: Grants, { bucketArn }: Target): Statement[] {
  const scope = objectArns(bucketArn, objects);
  const testObjects = testObjectArns(bucketArn, objects);
  const statements: Statement[] = [];
  if (permissions.put) {
    statements.push(
      allow(
        'WriteObjects',
        'objects',
        ['s3:PutObject'],
        scope,
        'the writer stores its objects, and only in scope',
      ),
    );
  }
  if (permissions.put && !testObjectIsInScope(objects)) {
    statements.push(
      allow(
        'WriteTestObjects',
        'test-objects',
        ['s3:PutObject'],
        testObjects,
        'the connection test stores an object whose name does not have the pattern of the others',
      ),
    );
  }
  if (permissions.delete !== 'never' && !hasExpired(permissions.delete, now)) {
    const { objects: which, until } = permissions.delete;
    const all = which === 'all';
    statements.push({
      ...allow(
        all ? 'DeleteObjects' : 'DeleteTestObjects',
        all ? 'objects' : 'test-objects',
        ['s3:DeleteObject'],
        all ? scope : testObjects,
        all ? WHY_ALL[until === 'forever' ? 'forever' : 'day'] : 'the connection test removes what it wrote',
      ),
      ...timeLimit(permissions.delete),
    });
  }
  if (permissions.multipart) {
    statements.push(
      allow(
        'ManageMultipartUploads',
        'objects',
        ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        scope,
        'the writer tidies up large uploads that failed',
      ),
    );
  }
  if (permissions.putAcl) {
    statements.push(
      allow(
        'PutObjectAcl',
        'objects',
        ['s3:PutObjectAcl'],
        scope,
        'the vendor insists on it; with ACLs disabled it changes nothing',
      ),
    );
  }
  if (permissions.read) {
    statements.push(
      allow(
        'ReadObjects',
        'objects',
        ['s3:GetObject'],
        scope,
        permissions.put ? 'the vendor reads back what is in scope' : 'the vendor reads what is in scope',
      ),
    );
  }
  return [...statements, ...additional('AdditionalOnObjects', 'objects', permissions, scope)];
}

const WHY_ALL = {
  day: "the connection test's object has no name of its own, so delete covers the scope",
  forever: 'the vendor deletes what is in scope; a new bucket is versioned, and keeps it',
};

function bucketStatements({ objects, permissions }: Grants, { bucketArn }: Target): Statement[] {
  const statements: Statement[] = [];
  if (permissions.bucketLocation) {
    statements.push(
      allow(
        'GetBucketLocation',
        'bucket',
        ['s3:GetBucketLocation'],
        [bucketArn],
        permissions.put
          ? 'AWS SDKs must know the region of the bucket before they can write to it'
          : 'AWS SDKs must know the region of the bucket before they can read from it',
      ),
    );
  }
  if (permissions.list) {
    const prefixes = objects.prefixes.map((prefix) => `${prefix}/*`);
    statements.push({
      ...allow(
        'ListObjects',
        'bucket',
        ['s3:ListBucket'],
        [bucketArn],
        'the vendor lists what is under the prefix',
      ),
      ...(prefixes.length === 0
        ? {}
        : { conditions: { StringLike: { 's3:prefix': prefixes } }, when: `under ${prefixes.join(', ')}` }),
    });
  }
  return [...statements, ...additional('AdditionalOnBucket', 'bucket', permissions, [bucketArn])];
}

/**
 * S3 asks KMS for a data key with the writer's rights; for a multipart upload it decrypts that key again as the parts
 * come in, which SDKs do by themselves above some size. Through S3 only: the key cannot be used directly.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 * Who only reads makes no data key, and who reads nothing needs no key at all.
 */
function keyStatements({ permissions }: Grants, { keyArn, region }: Target): Statement[] {
  if (keyArn === undefined || !(permissions.put || readsObjects(permissions))) return [];
  const statement = permissions.put
    ? allow(
        'UseKeyThroughS3',
        'key',
        ['kms:GenerateDataKey', 'kms:Decrypt'],
        [keyArn],
        'S3 encrypts with the key on behalf of the writer; decrypting serves multipart uploads, and reads nothing without s3:GetObject',
      )
    : allow(
        'UseKeyThroughS3',
        'key',
        ['kms:Decrypt'],
        [keyArn],
        'S3 decrypts with the key what the vendor reads',
      );
  return [throughS3(statement, { region })];
}

const readsObjects = ({ read, additional }: Permissions) =>
  read || additional.some(({ action, on }) => on === 'objects' && /^s3:get/i.test(action));

/** The key can be used through S3 only, and not directly. */
export function throughS3(statement: Statement, { region }: Pick<Target, 'region'>): Statement {
  return { ...statement, conditions: viaService('s3', region), when: 'through S3 only' };
}

function additional(
  sid: string,
  place: 'objects' | 'bucket',
  permissions: Permissions,
  resources: readonly string[],
): Statement[] {
  const actions = permissions.additional.filter(({ on }) => on === place).map(({ action }) => action);
  return actions.length === 0 ? [] : [allow(sid, place, actions, resources, 'the vendor insists on it')];
}

function sourceConditions({ sourceAccount, sourceArn }: BucketPolicyPrincipal): Conditions {
  return {
    ...(sourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': sourceAccount } }),
    ...(sourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': sourceArn } }),
  };
}
