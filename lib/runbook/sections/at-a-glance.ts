import type { Access } from '../../config/destination';
import { isService, isWholeAccount } from '../../config/principal';
import { hasExpired, timeLimit } from '../../policy/expiry';
import { scopeUris } from '../../policy/scope';
import { type RunbookInput, surroundingsOf } from '../input';
import { type Block, type Section, warning } from '../model';
import { code, type Inline, listed, prose, type Text, t } from '../text';
import { capital, isPending, vendorOf, writesIn } from '../words';

export function atAGlance(input: RunbookInput): Section {
  const { destination } = input;
  const { environment, bucket, objects, access, permissions } = destination;
  const { bucketName, region } = surroundingsOf(destination);
  const open = '(not named yet)';
  const rows: [string, Text][] = [
    [
      'Vendor',
      input.preset === undefined ? t`not in the catalogue` : t`${input.preset.name}, ${input.preset.product}`,
    ],
    ['AWS account', environment.account === undefined ? t`${open}` : t`${code(environment.account)}`],
    ['Region', t`${environment.region === undefined ? open : code(region)}`],
    [
      'Bucket',
      bucket.name === undefined
        ? t`made up by CloudFormation`
        : t`${code(bucket.name)}${bucket.existing ? ', which is there already and is left alone' : ''}`,
    ],
    [
      `Objects that ${access.type === 'none' ? 'the sink writes' : `${vendorOf(input)} ${writesIn({ permissions })}`}`,
      listed(scopeUris(bucketName, objects).map(code)),
    ],
    ['Way in', wayIn(access)],
    ...deleteRow(input),
    ...(input.preset === undefined || input.preset.objectNames === 'unknown'
      ? []
      : ([['Object names', t`${input.preset.objectNames}`]] as [string, Text][])),
  ];
  return {
    id: 'at-a-glance',
    title: 'At a glance',
    blocks: [
      { type: 'diagram' },
      ...pendingNote(input),
      {
        type: 'table',
        caption: 'The destination in a few words',
        head: ['What', 'Value'],
        rows: rows.map(([head, cell]) => [[t`${head}`], [cell]]),
      },
    ],
  };
}

/** What the picture cannot say: the right to delete has an end. */
function deleteRow({ destination: { permissions }, now }: RunbookInput): [string, Text][] {
  const grant = permissions.delete;
  if (grant === 'never' || hasExpired(grant, new Date(now))) return [];
  return [
    [
      'Deleting',
      grant.until === 'forever'
        ? t`allowed, without an end`
        : t`allowed ${timeLimit(grant).when ?? ''}; then IAM denies it`,
    ],
  ];
}

function wayIn(access: Access): Text {
  switch (access.type) {
    case 'iam-user':
      return t`an IAM user with an access key`;
    case 'cross-account-role': {
      const who: Inline[] = isWholeAccount(access.principal)
        ? ['the AWS account ', code(access.principal)]
        : [code(access.principal)];
      if (access.pending) return t`an IAM role for ${who}; the external ID is pending`;
      if (access.externalId === undefined) return t`an IAM role that ${who} assumes`;
      return t`an IAM role that ${who} assumes with the external ID ${code(access.externalId)}`;
    }
    case 'web-identity-role':
      if (access.pending) return t`an IAM role for tokens of ${code(access.issuer)}; the subject is pending`;
      return t`an IAM role that tokens of ${code(access.issuer)} assume, with the subject ${listed(access.subjects.map(code), 'or')}`;
    case 'bucket-policy':
      return t`the bucket policy names ${isService(access.principal) ? 'the service' : 'the principal'} ${code(access.principal)}`;
    case 'none':
      return t`nobody but the Lambda sink writes`;
  }
}

/** A value of the vendor's that comes later: what is made now, and what to do then. */
function pendingNote(input: RunbookInput): Block[] {
  const { destination, preset } = input;
  if (!isPending(destination)) return [];
  const key = destination.access.type === 'cross-account-role' ? 'externalId' : 'subjects';
  const parameter = preset?.parameters.find(
    (one) => one.key === key && one.access === destination.access.type,
  );
  const name = parameter?.label ?? (key === 'externalId' ? 'external ID' : 'subject');
  const where =
    parameter === undefined ? 'from the vendor' : `from ${capital(vendorOf(input))} (${parameter.where})`;
  return [
    warning(
      t`The ${name} is pending: the role is made with its final ARN, and its trust policy denies everybody. Give the ARN to ${vendorOf(input)}, get the ${name} ${prose(where)}, write it into ${code(`access.${key}`)} and deploy again, or update the stack with it: only the trust policy changes. By hand, replace the trust policy.`,
    ),
  ];
}
