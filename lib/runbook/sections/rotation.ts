import type { Destination } from '../../config/destination';
import { rotationSteps } from '../../credentials/managed-keys';
import { quoted } from '../../terminal/quoted';
import type { RunbookInput } from '../input';
import { type Block, heading, paragraph, type Section, snippet, steps } from '../model';
import { accessKeyInto, together } from '../shell';
import { code, type Text, t } from '../text';
import { replaceTrust, trustFile } from '../ways/by-hand-identity';
import { isOnlyByHand } from '../ways/cdk';
import { configFlag, documentsOf, isPending, vendorOf, writerName } from '../words';

/** How to exchange what lets the vendor in. */
export function rotation(input: RunbookInput): Section {
  return { id: 'rotate', title: 'Rotate', blocks: blocksOf(input) };
}

function blocksOf(input: RunbookInput): Block[] {
  const { access } = input.destination;
  const vendor = vendorOf(input);
  switch (access.type) {
    case 'iam-user':
      return access.keyInSecretsManager ? managed(input.destination) : issued(input.destination, vendor);
    case 'cross-account-role':
      return [
        paragraph(
          t`There is no key to rotate: each session gets credentials that expire. A new external ID, or another account of ${vendor}: ${deployAgain(input.destination)}, which replaces the trust policy. Sessions that have begun go on until they expire.`,
        ),
        ...trustByHand(input),
      ];
    case 'web-identity-role':
      return [
        paragraph(
          t`There is no key to rotate: tokens live minutes to an hour. Another subject of ${vendor}: ${deployAgain(input.destination)}, which replaces the trust policy.`,
        ),
        ...trustByHand(input),
      ];
    case 'bucket-policy':
      return [
        paragraph(
          t`There is nothing of yours to rotate: ${vendor} signs with an identity of its own. ${otherPrincipal(input)}`,
        ),
      ];
    case 'none':
      return [
        paragraph(t`There is nothing to rotate: the role of the sink gets its credentials from Lambda.`),
      ];
  }
}

/** Not by hand: what is there already is not made again. */
const deployAgain = ({ file }: Destination): Text =>
  t`write it into ${code(file)} and deploy again, or update the stack with another parameter`;

/** Of a role that is pending the block stands beside the one that makes the role. */
function trustByHand(input: RunbookInput): Block[] {
  if (isPending(input.destination)) return [];
  const title = 'By hand: replace the trust policy, with the new value in it';
  return [
    snippet('rotate-by-hand', title, 'sh', together([...trustFile(input), replaceTrust(input.destination)])),
  ];
}

function otherPrincipal(input: RunbookInput): Text {
  const { destination } = input;
  const key = documentsOf(input).key.length === 0 ? '' : " The policy of the bucket's KMS key names it too.";
  if (isOnlyByHand(destination))
    return t`Another principal: take the statements of the old one out of the policy of the bucket as you add the new ones, because put beside them both get in.${key}`;
  return t`Another principal: ${deployAgain(destination)}. By hand, ${code('aws s3api put-bucket-policy')} with the new document replaces the policy.${key}`;
}

/** A block for each step: between two of them the vendor has something to do. */
function issued(destination: Destination, vendor: string): Block[] {
  const config = configFlag({ file: quoted(destination.file) });
  const user = quoted(writerName(destination));
  const handOverNew = t`Give the new key to ${vendor}, and wait until ${vendor} writes with it.`;
  const waitInactive = t`Wait some days: where ${vendor} still needs the old key somewhere, it can be made active again; once it is deleted, it cannot.`;
  return [
    paragraph(
      t`Two keys exist for a while, so that there is no moment in which none works. Each step waits for ${vendor}.`,
    ),
    snippet('rotate-issue', 'Make the second key', 'sh', `npx s3-destination key rotate${config}`),
    paragraph(handOverNew),
    snippet(
      'rotate-handed-over',
      'Deactivate the old key',
      'sh',
      `npx s3-destination key rotate${config} --handed-over`,
    ),
    paragraph(waitInactive),
    snippet('rotate-finish', 'Delete the old key', 'sh', `npx s3-destination key rotate${config} --finish`),
    heading('rotate-by-hand', 'Rotate by hand'),
    snippet(
      'rotate-by-hand-list',
      'List the keys, and note the ID of the one that there is',
      'sh',
      `aws iam list-access-keys --user-name ${user} --query 'AccessKeyMetadata[].[AccessKeyId,Status,CreateDate]' --output text`,
    ),
    snippet('rotate-by-hand-issue', 'Make the second key', 'sh', accessKeyInto('s3-new.json', user)),
    paragraph(
      t`${handOverNew} In the blocks below, write the ID that you noted in place of ${code(OLD_KEY)}.`,
    ),
    snippet(
      'rotate-by-hand-last-used',
      'See when the old key was used last',
      'sh',
      `aws iam get-access-key-last-used --access-key-id '${OLD_KEY}' --query AccessKeyLastUsed.LastUsedDate --output text`,
    ),
    snippet(
      'rotate-by-hand-deactivate',
      'Once that is before the hand-over, deactivate it',
      'sh',
      `aws iam update-access-key --user-name ${user} --access-key-id '${OLD_KEY}' --status Inactive`,
    ),
    paragraph(waitInactive),
    snippet(
      'rotate-by-hand-delete',
      'Delete the old key',
      'sh',
      `aws iam delete-access-key --user-name ${user} --access-key-id '${OLD_KEY}'`,
    ),
  ];
}

/** IAM refuses it as the ID of a key. */
const OLD_KEY = '<OLD_KEY_ID>';

function managed(destination: Destination): Block[] {
  const { access, file, environment } = destination;
  if (access.type !== 'iam-user') return [];
  const config = configFlag({ file: quoted(file) });
  const deployed = [{ id: OLD_KEY, active: true, created: new Date(0) }];
  const key = { file, access, ...(environment.region === undefined ? {} : { region: environment.region }) };
  return [
    paragraph(
      t`The key is a resource of the stack: each serial in the file is a key, and the last one is current.`,
    ),
    steps(
      ...rotationSteps(key, deployed, (id) => `npx s3-destination key revoke${config} --key '${id}'`).map(
        (step) => {
          const [said = '', command] = step.split(/: (?=\(umask|npx )/);
          if (command !== undefined) return t`${said}: ${code(command)}`;
          return said.startsWith(DEPLOY) ? t`${code(DEPLOY)}${said.slice(DEPLOY.length)}` : t`${said}`;
        },
      ),
    ),
  ];
}

const DEPLOY = 'npx cdk deploy';
