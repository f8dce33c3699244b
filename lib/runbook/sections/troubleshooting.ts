import { namedKeyArn } from '../../config/destination';
import { hasBuiltInProvider } from '../../config/issuer';
import { scopeUris } from '../../policy/scope';
import { type RunbookInput, surroundingsOf } from '../input';
import { type Block, type Entry, heading, list, type Section } from '../model';
import { code, link, listed, prose, type Text, t } from '../text';
import { capital, isPending, makesProvider, vendorOf } from '../words';
import { sinkSymptoms } from './sink-symptoms';

/** What the vendor's preset knows goes wrong, then what goes wrong anywhere with this kind of access. */
export function troubleshooting(input: RunbookInput): Section {
  const { preset } = input;
  const { type } = input.destination.access;
  const notes = (preset?.notes ?? []).filter(({ access }) => access === undefined || access === type);
  const known = [...notes.map(({ text }) => text), ...(preset?.mistakes ?? [])];
  return {
    id: 'troubleshooting',
    title: 'Troubleshooting',
    blocks: [
      ...(known.length === 0
        ? []
        : [heading('known', `Known of ${vendorOf(input)}`), list(...known.map(prose))]),
      heading('symptoms', 'What it says, why, and what to do'),
      { type: 'entries', entries: symptoms(input) } satisfies Block,
    ],
  };
}

/** Where the facts about the vendor were read. */
export function sources({ preset }: RunbookInput): Section[] {
  if (preset === undefined) return [];
  return [
    {
      id: 'sources',
      title: 'Sources',
      blocks: [list(...preset.sources.map(({ title, url, read }) => t`${link(title, url)}, read ${read}`))],
    },
  ];
}

function symptoms(input: RunbookInput): Entry[] {
  const { destination } = input;
  const { access, permissions, objects, bucket, sink } = destination;
  const { bucketName, region } = surroundingsOf(destination);
  const scope = listed(scopeUris(bucketName, objects).map(code));
  const verb = permissions.put ? 'writes' : 'reads';
  const found: Entry[] = [];
  const say = (term: Text, ...body: Text[]) => found.push({ term, body });

  if (access.type !== 'none') {
    if (isPending(destination))
      say(
        t`${code('AccessDenied')} on ${assumeAction(access.type)}`,
        t`The trust policy denies everybody until the pending value is in. Write it into the destination file and deploy again; by hand, replace the trust policy.`,
      );
    else roleSymptoms(input, say);
    say(
      t`${code('AccessDenied')} on ${code(permissions.put ? 's3:PutObject' : 's3:GetObject')}`,
      t`The object's name is out of scope. In scope is ${scope}: see which name ${vendorOf(input)} ${verb}, and whether a folder in its form doubles the prefix or begins with a slash.`,
    );
    if (!permissions.list)
      say(
        t`${code('AccessDenied')} on ${code('s3:ListBucket')} or ${code('HeadBucket')}`,
        t`Listing is not granted. Where ${vendorOf(input)} insists: ${code('permissions.list: true')}.`,
      );
    if (permissions.delete === 'never' && permissions.put)
      say(
        t`${code('AccessDenied')} on ${code('s3:DeleteObject')}`,
        t`Deleting is not granted. A connection test that tidies up wants ${code('permissions.delete')}, with a day on which it ends.`,
      );
  }
  if (access.type === 'iam-user')
    say(
      t`${code('InvalidAccessKeyId')} or ${code('SignatureDoesNotMatch')}`,
      t`The key was deleted, is inactive, or lost a character as it was copied: ${code('npx s3-destination key list')} shows which keys exist.`,
    );
  if (!bucket.existing && access.type !== 'none')
    say(
      t`${code('AccessControlListNotSupported')}`,
      t`ACLs are disabled in the bucket. Let ${vendorOf(input)} send no ACL, or ${code('bucket-owner-full-control')}; do not enable ACLs.`,
    );
  if (namedKeyArn(destination) !== undefined || (!bucket.existing && bucket.encryption === 'kms'))
    say(
      t`${code('AccessDenied')} that names ${code('kms:GenerateDataKey')} or ${code('kms:Decrypt')}`,
      t`The key's own policy does not let the writer in. ${code('npx s3-destination policy --kind key')} prints what a principal of the bucket policy needs; for users and roles the policy of the key must leave access to IAM policies of its account.`,
    );
  if (access.type !== 'none')
    say(
      t`${code('PermanentRedirect')} or ${code('AuthorizationHeaderMalformed')}`,
      t`The form of ${vendorOf(input)} names another region. The bucket is in ${code(region)}.`,
    );
  if (!bucket.existing)
    say(
      t`${code('BucketAlreadyExists')} or ${code('BucketAlreadyOwnedByYou')}`,
      t`Names of buckets are global, and this one is taken. Choose another in ${code('bucket.name')}; ${code('bucket.existing')} where it is yours.`,
    );
  return sink === undefined ? found : [...found, ...sinkSymptoms(sink)];
}

const assumeAction = (type: string) =>
  code(type === 'web-identity-role' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole');

function roleSymptoms(input: RunbookInput, say: (term: Text, ...body: Text[]) => void): void {
  const { access } = input.destination;
  const vendor = vendorOf(input);
  if (access.type === 'cross-account-role') {
    const external =
      access.externalId === undefined
        ? t`The role wants no external ID.`
        : t`The role wants the external ID ${code(access.externalId)}, and ${vendor} sends another or none: copy it from ${vendor} again, capitals count.`;
    say(
      t`${code('AccessDenied')} on ${assumeAction(access.type)}`,
      t`${external} Or ${vendor} calls from another identity than ${code(access.principal)}. Right after the set-up: wait a minute and try again.`,
    );
    say(
      t`${code('The requested DurationSeconds exceeds the MaxSessionDuration')}`,
      t`${capital(vendorOf(input))} asks for longer sessions than ${String(access.maxSessionHours ?? 1)} h: ${code('access.maxSessionHours')}, at most 12.`,
    );
  }
  if (access.type === 'web-identity-role') {
    const checked = [
      ...(access.audience === undefined ? [] : [t` Or its ${code('aud')} is not ${code(access.audience)}.`]),
      ...(access.originalAudience === undefined
        ? []
        : [t` Or its ${code('oaud')} is not ${code(access.originalAudience)}.`]),
    ];
    const audience =
      checked.length === 0
        ? t` The trust policy looks at ${code('sub')} alone, and at no audience.`
        : checked.flat();
    say(
      t`${code('AccessDenied')} on ${assumeAction(access.type)}`,
      t`The token's subject is none of ${listed(access.subjects.map(code), 'or')}.${audience} Compare with the claims of a token.`,
    );
    if (!hasBuiltInProvider(access.issuer))
      say(
        t`${code('InvalidIdentityToken')}: ${code('No OpenIDConnect provider found')}`,
        t`The account has no provider for ${code(`https://${access.issuer}`)}, or the token comes from another issuer.`,
      );
    if (makesProvider(input.destination))
      say(
        t`${code('EntityAlreadyExists')} as the stack is created`,
        t`The account has a provider for this issuer: write its ARN into ${code('access.providerArn')}.`,
      );
  }
}
