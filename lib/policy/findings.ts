import { type Conditions, type Destination, namedKeyArn } from '../config/destination';
import { GOOGLE } from '../config/issuer';
import { isWholeAccount } from '../config/principal';
import { type DeleteGrant, endOf, hasExpired } from './expiry';
import type { Finding } from './finding';
import { sinkFindings } from './sink-findings';
import { unknownNames } from './unknown-names';

export type { Finding };

export function findings(destination: Destination, now: Date): Finding[] {
  return [
    ...permissionFindings(destination, now),
    ...scopeFindings(destination),
    ...bucketFindings(destination),
    ...accessFindings(destination),
    ...sinkFindings(destination),
    ...unknownNames(destination),
  ];
}

function permissionFindings(
  { permissions, objects, access, bucket, sink }: Destination,
  now: Date,
): Finding[] {
  if (access.type === 'none') return [];
  const found: Finding[] = [];
  if (!permissions.put && !bucket.existing && sink === undefined) {
    found.push(
      finding(
        'nobody-writes',
        'permissions.put',
        'the vendor only reads, and the stack makes no writer: put the objects there with identities of your own account, or name the bucket that holds them in bucket.existing',
      ),
    );
  }
  if (permissions.delete !== 'never') found.push(...deleteFindings(permissions.delete, now));
  for (const [index, { action, on }] of permissions.additional.entries()) {
    found.push(
      finding(
        'additional-action',
        `permissions.additional[${index}]`,
        `${action} on ${on === 'bucket' ? 'the bucket' : 'the objects in scope'} goes beyond what ${permissions.put ? 'writing' : 'reading'} needs`,
      ),
    );
  }
  if (permissions.list && objects.prefixes.length > 0) {
    found.push(
      finding(
        'head-bucket-denied',
        'permissions.list',
        'listing is confined to the prefix, so that HeadBucket is denied: a vendor that tests with HeadBucket fails',
      ),
    );
  }
  return found;
}

function scopeFindings({ objects }: Destination): Finding[] {
  const message = 'no prefix: the scope begins at the root of the bucket, so use the bucket for nothing else';
  return objects.prefixes.length === 0 ? [finding('no-prefix', 'objects', message)] : [];
}

/** A connection test is run within days. */
const LONG = 90 * 86_400_000;

function deleteFindings(grant: DeleteGrant, now: Date): Finding[] {
  const end = endOf(grant);
  if (hasExpired(grant, now)) {
    const message = `${grant.until} has passed: the grant is left out; the line can be removed`;
    return [finding('delete-expired', 'permissions.delete.until', message)];
  }
  if (grant.objects === 'all' && (end === undefined || end.getTime() > now.getTime() + LONG)) {
    const until = end === undefined ? 'for ever' : `until ${grant.until}`;
    const message = `the writer may delete every object in scope ${until}: name a nearer day, or confine it to the test's objects`;
    return [finding('delete-all-for-long', 'permissions.delete', message)];
  }
  if (end === undefined) {
    const message =
      "the grant on the test's objects never expires: a date is enough where the test runs once";
    return [finding('delete-forever', 'permissions.delete.until', message)];
  }
  return [];
}

function bucketFindings({ bucket, access, sink }: Destination): Finding[] {
  const found: Finding[] = [];
  if (bucket.existing) {
    found.push(
      finding(
        'existing-bucket',
        'bucket.existing',
        'the bucket is left alone: see yourself that it blocks public access, disables ACLs and wants TLS, and, where another account owns it, that its policy lets the writer in',
      ),
    );
    if (bucket.name.includes('.'))
      found.push(
        finding(
          'dot-in-bucket-name',
          'bucket.existing',
          "a dot in the name: writers that address the bucket as a host name fail S3's TLS certificate",
        ),
      );
  } else if (!bucket.retain) {
    found.push(
      finding(
        'not-retained',
        'bucket.retain',
        'the bucket goes with the stack, once it is empty: `aws s3 rm s3://<bucket> --recursive` empties it, noncurrent versions need a lifecycle rule or the console',
      ),
    );
  }
  if (namedKeyArn({ bucket }) !== undefined) {
    if (access.type === 'bucket-policy') {
      found.push(
        finding(
          'foreign-key-policy',
          'bucket.encryption',
          "the key's own policy must let the principal in: `s3-destination policy --kind key` prints the statement to add",
        ),
      );
    }
    if (access.type !== 'bucket-policy' || sink !== undefined) {
      found.push(
        finding(
          'foreign-key',
          'bucket.encryption',
          "the key's own policy must leave access to IAM policies of this account, as the default one does",
        ),
      );
    }
  }
  return found;
}

function accessFindings({ access, permissions }: Destination): Finding[] {
  const may = permissions.put ? 'may write' : 'may read';
  const found: Finding[] = [];
  if ('pending' in access && access.pending) {
    const key = access.type === 'cross-account-role' ? 'externalId' : 'subjects';
    found.push(
      finding(
        'pending',
        `access.${key}`,
        'pending: the role is made with its final ARN, and nobody may assume it until the value stands here and the stack is deployed again',
      ),
    );
  }
  if (access.type === 'bucket-policy' && isWholeAccount(access.principal)) {
    found.push(
      finding(
        'whole-account',
        'access.principal',
        `every identity of that account which its own policies allow ${may}: name the vendor's role where you know it`,
      ),
    );
  }
  if (access.type === 'web-identity-role' && access.issuer === GOOGLE) {
    for (const subject of access.subjects.filter((one) => one.includes('@'))) {
      found.push(
        finding(
          'google-subject',
          'access.subjects',
          `${subject} is an e-mail address, and Google puts the numeric unique ID of the account into sub: this subject never matches`,
        ),
      );
    }
  }
  if (access.type === 'web-identity-role') {
    for (const subject of access.subjects.filter((one) => /[*?]/.test(one))) {
      found.push(
        finding(
          'subject-pattern',
          'access.subjects',
          `${subject} is a pattern: everybody at ${access.issuer} whose subject has its form ${may}; name the subjects where you can`,
        ),
      );
    }
  }
  const { conditions = {} } = access as { readonly conditions?: Conditions };
  const keys = Object.values(conditions).flatMap((values) => Object.keys(values));
  if (keys.some((key) => /^aws:MultiFactorAuth/i.test(key))) {
    found.push(
      finding(
        'mfa',
        'access.conditions',
        'an MFA condition: a vendor assumes the role by machine and cannot answer it',
      ),
    );
  }
  return found;
}

const finding = (code: string, path: string, message: string): Finding => ({ code, path, message });
