import { partitionOf } from './partition';
import type { Complaint, KeyPath } from './problem';
import type { DestinationFileInput } from './schema';

/**
 * What one key says about another. Every rule looks at a draft: keys that are wrong by themselves are left out of
 * it, so that one mistake is reported once and all others are reported too.
 */
export type Draft = DeepPartial<DestinationFileInput>;
export type AccessDraft = NonNullable<Draft['access']>;
type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

export function consistencyComplaints(draft: Draft): Complaint[] {
  return [
    ...bucketComplaints(draft),
    ...objectsComplaints(draft.objects ?? {}).map((complaint) => under('objects', complaint)),
    ...permissionsComplaints(draft.permissions ?? {}, draft.objects?.testObject !== undefined).map(
      (complaint) => under('permissions', complaint),
    ),
    ...permissionsWithoutWriter(draft),
    ...accessComplaints(draft.access ?? {}).map((complaint) => under('access', complaint)),
    ...partitionComplaints(draft),
    ...sinkComplaints(draft),
  ];
}

/** The rules of one kind of access; the constructs check their props with them too. Paths are relative to `access`. */
export function accessComplaints(access: AccessDraft): Complaint[] {
  switch (access.type) {
    case 'iam-user':
      return iamUserComplaints(access);
    case 'cross-account-role':
      return [
        ...crossAccountComplaints(access),
        ...conditionComplaints(access.conditions, ['sts:ExternalId']),
      ];
    case 'web-identity-role':
      return [
        ...webIdentityComplaints(access),
        ...conditionComplaints(access.conditions, ownClaims(access.issuer)),
      ];
    case 'bucket-policy':
      return [
        ...servicePrincipalComplaints(access),
        ...conditionComplaints(access.conditions, SET_IN_BUCKET_POLICY),
      ];
    default:
      return [];
  }
}

type Of<T extends AccessDraft['type']> = Extract<AccessDraft, { type?: T }>;

function bucketComplaints({ bucket = {} }: Draft): Complaint[] {
  if (bucket.existing === undefined) return [];
  const found: Complaint[] = [];
  if (bucket.name !== undefined) {
    found.push(
      at(
        ['bucket', 'existing'],
        'stands beside bucket.name: keep name to create a bucket, or existing to use one',
      ),
    );
  }
  for (const key of ['versioned', 'expireObjectsAfterDays', 'retain'] as const) {
    if (bucket[key] !== undefined) {
      found.push({
        ...at(
          ['bucket', key],
          'stands beside bucket.existing, and an existing bucket is left alone: take it out',
        ),
        atKey: true,
      });
    }
  }
  if (bucket.encryption === 'kms') {
    found.push(
      at(
        ['bucket', 'encryption'],
        "would create a key for a bucket that is left alone: write the ARN of the bucket's own key",
      ),
    );
  }
  return found;
}

/** Paths are relative to `objects`. */
export function objectsComplaints(objects: NonNullable<Draft['objects']>): Complaint[] {
  const { prefix, prefixes } = objects;
  if (prefix !== undefined && prefixes !== undefined) {
    return [at(['prefixes'], 'stands beside objects.prefix: write all of them into prefixes')];
  }
  return (prefixes ?? []).flatMap((one, index) => {
    const other = prefixes?.find(
      (two, otherIndex) =>
        otherIndex !== index && (one.startsWith(`${two}/`) || (one === two && otherIndex < index)),
    );
    return other === undefined
      ? []
      : [at(['prefixes', index], `is inside ${JSON.stringify(other)} already: take it out`)];
  });
}

/** Actions that a key of their own grants, so that the matrix and the reasons stay in one place. */
const OWN_KEY: Readonly<Record<string, string>> = {
  's3:PutObject': 'it is granted on the scope anyway',
  's3:GetBucketLocation': 'write bucketLocation: true',
  's3:DeleteObject': 'write delete: { objects: …, until: … }',
  's3:AbortMultipartUpload': 'write multipart: true',
  's3:ListMultipartUploadParts': 'write multipart: true',
  's3:PutObjectAcl': 'write putAcl: true',
  's3:ListBucket': 'write list: true',
  's3:GetObject': 'write read: true',
};

/** Paths are relative to `permissions`. */
export function permissionsComplaints(
  permissions: NonNullable<Draft['permissions']>,
  hasTestObject: boolean,
): Complaint[] {
  const found: Complaint[] = [];
  const deletion = permissions.delete;
  if (typeof deletion === 'object' && deletion.objects === 'test-objects' && !hasTestObject) {
    found.push(
      at(
        ['delete', 'objects'],
        "is confined to objects.testObject, which is missing: write the object's name there",
      ),
    );
  }
  for (const [index, { action = '', on }] of (permissions.additional ?? []).entries()) {
    const path = ['additional', index, 'action'];
    if (Object.hasOwn(OWN_KEY, action)) {
      found.push(at(path, `has a key of its own: ${OWN_KEY[action]}`));
    } else if (on === 'bucket' && !/^s3:(Get|List)/.test(action)) {
      found.push(
        at(
          path,
          'would let the writer change the bucket itself: on the bucket only s3:Get… and s3:List… can be granted',
        ),
      );
    } else if (/^s3:Bypass/.test(action)) {
      found.push(at(path, 'would let the writer get around Object Lock: it cannot be granted here'));
    }
  }
  return found;
}

function permissionsWithoutWriter({ permissions, access }: Draft): Complaint[] {
  if (permissions === undefined || access?.type !== 'none') return [];
  const message = 'says what a writer may do, and access.type none has no writer: take it out';
  return [{ ...at(['permissions'], message), atKey: true }];
}

function iamUserComplaints({ keyInSecretsManager, keySerials }: Of<'iam-user'>): Complaint[] {
  const found: Complaint[] = [];
  if (keySerials !== undefined && keyInSecretsManager !== true) {
    found.push(
      at(
        ['keySerials'],
        'counts the keys that the stack keeps in Secrets Manager: write keyInSecretsManager: true, or take it out',
      ),
    );
  }
  const [first, second] = keySerials ?? [];
  if (first !== undefined && second !== undefined && second <= first) {
    found.push(at(['keySerials', 1], 'must be higher than the one before: the last key is the current one'));
  }
  return found;
}

function crossAccountComplaints({ principal, externalId }: Of<'cross-account-role'>): Complaint[] {
  if (principal === undefined || externalId !== undefined || !isWholeAccount(principal)) return [];
  return [
    at(
      ['externalId'],
      'is missing: the principal is a whole account, and without an external ID every customer of the vendor could reach this bucket; write the one that the vendor shows, or pending',
    ),
  ];
}

const GOOGLE = 'accounts.google.com';
const GITHUB = 'token.actions.githubusercontent.com';

function webIdentityComplaints(access: Of<'web-identity-role'>): Complaint[] {
  const { subjects, audience, originalAudience, providerArn } = access;
  if (access.issuer === undefined) return [];
  const issuer = bareIssuer(access.issuer);
  const found: Complaint[] = [];
  for (const [index, subject] of (Array.isArray(subjects) ? subjects : []).entries()) {
    const message = subjectComplaint(issuer, subject);
    if (message !== undefined) found.push(at(['subjects', index], message));
  }
  if (originalAudience !== undefined && issuer !== GOOGLE) {
    found.push(at(['originalAudience'], `is a claim of ${GOOGLE} only: take it out`));
  }
  if (hasBuiltInProvider(issuer)) {
    if (providerArn !== undefined)
      found.push(at(['providerArn'], `is not needed: IAM knows ${issuer} without a provider`));
  } else if (providerArn !== undefined) {
    if (!providerArn.endsWith(`:oidc-provider/${issuer}`)) {
      found.push(
        at(['providerArn'], `is the provider of another issuer: it must end with :oidc-provider/${issuer}`),
      );
    }
  }
  if (audience === undefined && issuer !== GITHUB && issuer !== GOOGLE) {
    found.push(
      at(
        ['audience'],
        'is missing: write the aud claim of the tokens, which keeps tokens for other services out',
      ),
    );
  }
  return found;
}

function subjectComplaint(issuer: string, subject: string): string | undefined {
  const wildcard = /[*?]/.test(subject);
  if (issuer === GOOGLE && wildcard) {
    return "holds a wildcard, and Google's subjects are the accounts of everybody: write the service account's unique ID out";
  }
  if (issuer === GITHUB && !/^repo:[^*?/:]+\/[^*?/:]+:./.test(subject)) {
    return 'does not name one repository: write repo:<owner>/<repository>:ref:refs/heads/<branch> or …:environment:<name>';
  }
  if (wildcard && !/^[^*?]{3}/.test(subject)) {
    return 'begins with a wildcard, so that nearly every identity of the issuer matches: write its beginning out';
  }
  return undefined;
}

function servicePrincipalComplaints({
  principal,
  sourceAccount,
  sourceArn,
}: Of<'bucket-policy'>): Complaint[] {
  if (principal === undefined) return [];
  if (isService(principal)) {
    if (sourceAccount !== undefined || sourceArn !== undefined) return [];
    return [
      at(
        ['sourceAccount'],
        'is missing: a service writes for all of its customers, so name the account (sourceAccount) or the resource (sourceArn) it writes for',
      ),
    ];
  }
  const message = 'exists only where a service calls, so that this grant would never match: take it out';
  return [
    ...(sourceAccount === undefined ? [] : [at(['sourceAccount'], message)]),
    ...(sourceArn === undefined ? [] : [at(['sourceArn'], message)]),
  ];
}

/** A further condition must not take the place of one that the kit sets. Condition keys ignore case. */
function conditionComplaints(conditions: AccessConditions | undefined, own: readonly string[]): Complaint[] {
  const taken = own.map((key) => key.toLowerCase());
  return Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.keys(keys ?? {})
      .filter((key) => taken.includes(key.toLowerCase()))
      .map((key) => ({
        ...at(['conditions', operator, key], 'is a condition that the kit sets itself: take it out'),
        atKey: true,
      })),
  );
}
type AccessConditions = Of<'cross-account-role'>['conditions'];

const SET_IN_BUCKET_POLICY = [
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:CurrentTime',
  's3:prefix',
  'kms:ViaService',
];
const ownClaims = (issuer = '') => ['sub', 'aud', 'oaud'].map((claim) => `${bareIssuer(issuer)}:${claim}`);

function partitionComplaints({ environment, access, bucket }: Draft): Complaint[] {
  const region = environment?.region;
  if (region === undefined) return [];
  const partition = partitionOf(region);
  const arns: [KeyPath, unknown][] = [
    [['bucket', 'encryption'], bucket?.encryption],
    ...(['principal', 'providerArn', 'sourceArn', 'permissionsBoundary'] as const).map(
      (key): [KeyPath, unknown] => [['access', key], (access as Record<string, unknown> | undefined)?.[key]],
    ),
  ];
  const found = arns.flatMap(([path, arn]) => {
    const own = /^arn:([^:]+):/.exec(String(arn))?.[1];
    if (own === undefined || own === partition) return [];
    return [
      at(
        path,
        `is of the partition ${own}, and ${region} belongs to ${partition}: identities and keys do not reach across`,
      ),
    ];
  });
  const keyRegion = /^arn:[^:]+:kms:([^:]+):/.exec(String(bucket?.encryption))?.[1];
  if (found.length === 0 && keyRegion !== undefined && keyRegion !== region) {
    found.push(
      at(
        ['bucket', 'encryption'],
        `is a key of ${keyRegion}, and the bucket is in ${region}: S3 wants a key of its own region`,
      ),
    );
  }
  return found;
}

function sinkComplaints({ access, sink }: Draft): Complaint[] {
  if (sink !== undefined) {
    return [
      {
        ...at(
          ['sink'],
          'is not deployed by this version of the kit: take it out, and let the writer of `access` write',
        ),
        atKey: true,
      },
    ];
  }
  return access?.type === 'none'
    ? [at(['access', 'type'], 'leaves nobody who writes: name a writer, or add a sink')]
    : [];
}

/** `https://accounts.google.com` → `accounts.google.com`, the form of IAM's condition keys. */
export const bareIssuer = (issuer: string) => issuer.replace(/^https:\/\//, '');
export const isWholeAccount = (principal: string) => /^\d{12}$|:root$/.test(principal);
export const isService = (principal: string) => /\.amazonaws\.com(\.cn)?$/.test(principal);
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html: no provider resource for these. */
export const hasBuiltInProvider = (issuer: string) =>
  issuer === GOOGLE || issuer === 'cognito-identity.amazonaws.com';
/** The audience of the AWS action for GitHub's tokens, https://github.com/aws-actions/configure-aws-credentials */
export const defaultAudience = (issuer: string) => (issuer === GITHUB ? 'sts.amazonaws.com' : undefined);

const at = (path: KeyPath, message: string): Complaint => ({ path, message });
const under = (key: string, complaint: Complaint): Complaint => ({
  ...complaint,
  path: [key, ...complaint.path],
});
