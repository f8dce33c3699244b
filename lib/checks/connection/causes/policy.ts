import { DENIED_CODES as DENIED } from '../../../aws/aws-error';
import type { Cause } from './cause';

/**
 * Denied by a policy, or by what a policy wants. The words are those of
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; across accounts AWS says nothing but
 * `Access Denied`.
 */
export const POLICY_CAUSES: readonly Cause[] = [
  {
    id: 'kms-denied',
    when: { codes: [...DENIED, 'KMS.AccessDeniedException'], says: 'kms:[A-Za-z]+' },
    because:
      'The bucket encrypts with a KMS key that the writer may not use: {action} on {resource} is denied.',
    remedy:
      'Write the ARN of the key into bucket.encryption and deploy: the writer gets kms:GenerateDataKey and kms:Decrypt through S3. The policy of the key has to let the account of the writer in; `s3-destination policy --kind key` prints what a vendor in the bucket policy needs there.',
  },
  {
    id: 'kms-key-state',
    when: {
      codes: [
        'KMS.DisabledException',
        'KMS.KMSInvalidStateException',
        'KMS.NotFoundException',
        'KMS.InvalidKeyUsageException',
      ],
    },
    because:
      'The KMS key of the bucket cannot be used ({code}): it is disabled, about to be deleted, or not there.',
    remedy:
      'Enable the key or cancel its deletion (aws kms enable-key, cancel-key-deletion), or give the bucket another.',
  },
  {
    id: 'acl-disabled',
    when: { codes: ['AccessControlListNotSupported'] },
    because: 'The bucket has ACLs disabled, and the request carries the ACL header {acl}.',
    remedy:
      'Let the vendor send no ACL, or bucket-owner-full-control, which S3 takes all the same. Do not enable ACLs: objects of other owners would come back.',
  },
  {
    id: 'acl-denied',
    when: { codes: DENIED, says: 's3:PutObjectAcl|access control list|BlockPublicAcls', steps: ['put'] },
    because:
      'The request carries the ACL header {acl}, for which S3 wants s3:PutObjectAcl, or which its public access block refuses.',
    remedy:
      'Let the vendor send no ACL. Where it insists on bucket-owner-full-control: permissions.putAcl: true, and deploy.',
  },
  {
    id: 'without-tls',
    when: { codes: DENIED, says: 'explicit deny in a resource-based policy', given: ['plain-http'] },
    because:
      'The endpoint {endpoint} is without TLS, and the bucket policy denies every request that comes without it.',
    remedy: 'Begin --endpoint-url with https://, here and in the form of the vendor.',
  },
  {
    id: 'without-tls',
    when: { codes: DENIED, says: '^Access Denied\\.?$', given: ['plain-http', 'nothing-worked'] },
    because:
      'The endpoint {endpoint} is without TLS, and the bucket policy denies every request that comes without it.',
    remedy: 'Begin --endpoint-url with https://, here and in the form of the vendor.',
  },
  {
    id: 'mfa-condition',
    when: { codes: DENIED, says: 'explicit deny in an identity-based policy' },
    because:
      'A policy of the writer itself denies {action}, whatever others allow. Mostly it is one for all users that demands MFA (aws:MultiFactorAuthPresent), which a machine cannot answer.',
    remedy:
      'Look at the policies and groups of {who} (aws iam list-attached-user-policies, list-groups-for-user), and except the writer from that policy.',
  },
  {
    id: 'organisation-policy',
    when: { codes: DENIED, says: '(service|resource) control policy' },
    because: 'A policy of the organisation (SCP or RCP) denies {action}{policyArn}.',
    remedy:
      'Ask who administers the organisation to except this bucket or writer: nothing in this account can overrule it.',
  },
  {
    id: 'permissions-boundary',
    when: { codes: DENIED, says: 'permissions boundary' },
    because: 'The permissions boundary of the writer does not allow {action} on {resource}{policyArn}.',
    remedy:
      'Add the actions and resources that `s3-destination policy` prints to the boundary, or take access.permissionsBoundary out.',
  },
  {
    id: 'session-policy',
    when: { codes: DENIED, says: 'session policy' },
    because: 'The session was narrowed when it was made: its session policy does not allow {action}.',
    remedy: 'Make the session without a policy of its own.',
  },
  {
    id: 'vpc-endpoint-policy',
    when: { codes: DENIED, says: 'VPC endpoint' },
    because: 'The policy of the VPC endpoint that the request goes through does not allow {action}.',
    remedy: 'Add the bucket to the policy of that endpoint, or run the test from where the vendor writes.',
  },
  {
    id: 'bucket-policy-deny',
    when: { codes: DENIED, says: 'explicit deny in a resource-based policy' },
    because:
      'The bucket policy denies {action} on {resource} explicitly: for everybody but some principals, addresses or VPCs, or for requests without an encryption header.',
    remedy:
      'Read it with your own credentials (aws s3api get-bucket-policy --bucket {bucket}), and except the writer from the statement.',
  },
  {
    id: 'delete-grant-ended',
    when: { codes: DENIED, steps: ['delete'], given: ['delete-until'] },
    because:
      'The file grants delete until {until}, and what is deployed does not: its grant has expired, or it was deployed from an older file.',
    remedy: 'Deploy. For a test after that day, write a later one into permissions.delete.until first.',
  },
  {
    id: 'path-with-slashes',
    when: { codes: DENIED, steps: ['put', 'multipart'], given: ['path-with-slashes'] },
    because:
      'The path makes the key {key}: a slash at its beginning, or two in a row, are part of the name, and the policy matches another one.',
    remedy:
      'Write the path in the form of the vendor as {folders}, without a slash at its beginning and end.',
  },
  {
    id: 'path-outside',
    when: { codes: DENIED, steps: ['put', 'multipart'], given: ['path-outside'] },
    because: 'The vendor is to write {key}, and the file lets it write under {folders} only.',
    remedy: 'Write {folders} into the form of the vendor, or correct objects.prefix and deploy.',
  },
  {
    id: 'policy-double-slash',
    when: { codes: DENIED, steps: ['put', 'multipart'], given: ['double-slash-allowed'] },
    because: 'The deployed policy has a double slash: it allows {doubled}, and no writer produces such keys.',
    remedy:
      'Write the resource as {resources}: without a prefix the slash after it goes too. A deployment from the file does so.',
  },
  {
    id: 'missing-wildcard',
    when: { codes: DENIED, steps: ['put', 'multipart'], given: ['prefix-itself-allowed'] },
    because:
      'The resource in the deployed policy ends without /*: it allows the one object {prefix}, and nothing under it.',
    remedy: 'Write the resource as {resources}. A deployment from the file does so.',
  },
  {
    id: 'conditions',
    when: { codes: DENIED, given: ['conditions-in-file'] },
    because:
      'access.conditions of the file wants {conditions}, which this request does not meet, or the deployed policy is another.',
    remedy: 'Run the test from where the conditions hold, or take them out and deploy.',
  },
  {
    id: 'not-granted',
    when: { codes: DENIED, steps: ['put', 'multipart'], says: 's3:PutObject on .* because no' },
    because:
      'No policy of {who} allows {action} on {resource}: the grant is not deployed, is on another resource (without /*, or under another prefix), or on the bucket alone.',
    remedy:
      'Deploy the file as it is; the resource has to be {resources}. `s3-destination verify` compares all of it.',
  },
  {
    id: 'not-granted',
    when: { codes: DENIED, says: 'because no' },
    because: 'The file grants {action}, and what is deployed does not.',
    remedy: 'Deploy the file as it is. `s3-destination verify` compares all of it.',
  },
  {
    id: 'denied-without-a-reason',
    when: { codes: DENIED, steps: ['put', 'multipart'] },
    because:
      'S3 does not say why it denies the put, as always between accounts. Likely are: a resource without /*, another prefix in the deployed policy, a deny in the bucket policy or in the organisation, a KMS key that the writer may not use, or a bucket of this name in another account.',
    remedy:
      'Deploy the file as it is; the resource has to be {resources}. `s3-destination verify`, with your own credentials, shows what differs. CloudTrail has the reason, where data events are on.',
  },
  {
    id: 'denied-without-a-reason',
    when: { codes: DENIED },
    because:
      'The file grants it, and what is deployed does not, or a deny in the bucket policy or in the organisation overrules it.',
    remedy:
      'Deploy the file as it is. `s3-destination verify`, with your own credentials, shows what differs.',
  },
];

/** The writer may do what the file does not declare. */
export const WIDER_CAUSES: readonly Cause[] = [
  {
    id: 'wider-put',
    when: { steps: ['put'], given: ['allowed', 'acl-sent'] },
    because: 'The writer may set ACLs, and the file does not say so: s3:PutObjectAcl is granted somewhere.',
    remedy:
      'Take it out of the policy that grants it, or deploy the file as it is; `s3-destination verify` shows which.',
  },
  {
    id: 'wider-put',
    when: { steps: ['put'], given: ['allowed'] },
    because:
      'The writer may put objects outside of what the file declares: the resource in a policy is too wide.',
    remedy:
      'Narrow it to {resources}, or deploy the file as it is; look for further policies and groups of {who} too. `s3-destination verify` shows which.',
  },
  {
    id: 'wider-delete',
    when: { steps: ['delete'], given: ['allowed'] },
    because:
      'The writer may delete objects that the file does not let it delete: with a leaked key, data are lost.',
    remedy:
      'Take s3:DeleteObject out of the policy that grants it, or deploy the file as it is; `s3-destination verify` shows which.',
  },
  {
    id: 'wider-read',
    when: { steps: ['read', 'list', 'policy', 'location'], given: ['allowed'] },
    because:
      'The writer may read, and the file does not say so: another policy or group of {who}, or the bucket policy, grants it.',
    remedy:
      'Take it out of the policy that grants it, or deploy the file as it is; `s3-destination verify` shows which.',
  },
  {
    id: 'wider-trust',
    when: { steps: ['assume'], given: ['allowed'] },
    because:
      'The role can be assumed without the external ID of the file: any customer of the vendor could send it here.',
    remedy: 'Deploy the file as it is: its trust policy demands sts:ExternalId.',
  },
];

export const UNKNOWN_CAUSE: Cause = {
  id: 'unknown',
  when: {},
  because: '{said}',
  remedy: 'This answer is not known to the test; the documentation of the store tells what it means.',
};
