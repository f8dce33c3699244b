import type { AccessDraft } from './draft';
import { bareIssuer, defaultAudience, GOOGLE, hasBuiltInProvider, isGitHub } from './issuer';
import { isService, isWholeAccount } from './principal';
import { at, atKey, type Complaint } from './problem';

type Of<T extends AccessDraft['type']> = Extract<AccessDraft, { type?: T }>;

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

function iamUserComplaints({ keyInSecretsManager, keySerials = [] }: Of<'iam-user'>): Complaint[] {
  const found: Complaint[] = [];
  if (keySerials.length > 0 && keyInSecretsManager !== true) {
    found.push(
      at(
        ['keySerials'],
        'counts the keys that the stack keeps in Secrets Manager: write keyInSecretsManager: true, or take it out',
      ),
    );
  }
  const [first, second] = keySerials;
  if (first !== undefined && second !== undefined && second <= first) {
    found.push(
      at(
        ['keySerials', 1],
        `must be higher than the one before, because the last key is the current one: write [${first}, ${first + 1}]`,
      ),
    );
  }
  return found;
}

function crossAccountComplaints(access: Of<'cross-account-role'>): Complaint[] {
  const { principal } = access;
  if (principal === undefined || 'externalId' in access || !isWholeAccount(principal)) return [];
  return [
    at(
      ['externalId'],
      'is missing: the principal is a whole account, and without an external ID every customer of the vendor could reach this bucket; write the one that the vendor shows, or pending',
    ),
  ];
}

function webIdentityComplaints(access: Of<'web-identity-role'>): Complaint[] {
  const { subjects, originalAudience, providerArn } = access;
  if (access.issuer === undefined) return [];
  const issuer = bareIssuer(access.issuer);
  const found: Complaint[] = [];
  for (const [index, subject] of (Array.isArray(subjects) ? subjects : []).entries()) {
    const message = subject === undefined ? undefined : subjectComplaint(issuer, subject);
    if (message !== undefined) found.push(at(['subjects', index], message));
  }
  if (originalAudience !== undefined && issuer !== GOOGLE) {
    found.push(at(['originalAudience'], `is a claim of ${GOOGLE} only: take it out`));
  }
  if (providerArn !== undefined) {
    if (hasBuiltInProvider(issuer)) {
      found.push(
        at(['providerArn'], `is not needed, because IAM knows ${issuer} without a provider: take it out`),
      );
    } else if (!providerArn.endsWith(`:oidc-provider/${issuer}`)) {
      found.push(
        at(['providerArn'], `is the provider of another issuer: it must end with :oidc-provider/${issuer}`),
      );
    }
  }
  if (!('audience' in access) && issuer !== GOOGLE && defaultAudience(issuer) === undefined) {
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
  if (isGitHub(issuer) && !/^repo:[^*?/:]+\/[^*?/:]+:./.test(subject)) {
    return 'does not name one repository: write repo:<owner>/<repository>:ref:refs/heads/<branch> or …:environment:<name>';
  }
  if (wildcard && !/^[^*?]{3}/.test(subject)) {
    return 'begins with a wildcard, so that nearly every identity of the issuer matches: write its beginning out';
  }
  return undefined;
}

function servicePrincipalComplaints(access: Of<'bucket-policy'>): Complaint[] {
  const { principal, sourceArn } = access;
  if (principal === undefined) return [];
  if (!isService(principal)) {
    const message = 'exists only where a service calls, so that this grant would never match: take it out';
    return (['sourceAccount', 'sourceArn'] as const)
      .filter((key) => access[key] !== undefined)
      .map((key) => at([key], message));
  }
  if ('sourceAccount' in access) return [];
  if (!('sourceArn' in access)) {
    return [
      at(
        ['sourceAccount'],
        'is missing: a service writes for all of its customers, so name the account (sourceAccount) or the resource (sourceArn) it writes for',
      ),
    ];
  }
  return sourceArn === undefined || namesOneOwner(sourceArn)
    ? []
    : [
        at(
          ['sourceArn'],
          "holds a wildcard and no account, so that other customers' resources match: add sourceAccount",
        ),
      ];
}

/** ARNs of buckets have no account: there the whole name is what belongs to one customer. */
function namesOneOwner(arn: string): boolean {
  const [, , , , account, ...resource] = arn.split(':');
  return account !== '' || !/[*?]/.test(resource.join(':'));
}

type Conditions = Of<'cross-account-role'>['conditions'];

/** A further condition must not take the place of one that the kit sets. IAM ignores the case of condition keys. */
function conditionComplaints(conditions: Conditions, own: readonly string[]): Complaint[] {
  const taken = own.map((key) => key.toLowerCase());
  return Object.entries(conditions ?? {}).flatMap(([operator, values]) => {
    const keys = Object.keys(values ?? {});
    if (keys.length === 0)
      return [at(['conditions', operator], 'compares nothing: write a condition key below it')];
    return keys.flatMap((key, index) => {
      const path = ['conditions', operator, key];
      const lower = key.toLowerCase();
      if (taken.includes(lower)) return [atKey(path, 'is a condition that the kit sets itself: take it out')];
      return keys.slice(0, index).some((other) => other.toLowerCase() === lower)
        ? [atKey(path, 'stands twice, because IAM ignores capitals in condition keys: keep one')]
        : [];
    });
  });
}

const SET_IN_BUCKET_POLICY = [
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:CurrentTime',
  's3:prefix',
  'kms:ViaService',
];
const ownClaims = (issuer = '') => ['sub', 'aud', 'oaud'].map((claim) => `${bareIssuer(issuer)}:${claim}`);
