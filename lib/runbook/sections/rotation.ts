import type { Destination } from '../../config/destination';
import { rotationSteps } from '../../credentials/managed-keys';
import type { RunbookInput } from '../input';
import { type Block, paragraph, type Section, snippet, steps } from '../model';
import { word } from '../shell';
import { code, t } from '../text';
import { configFlag, vendorOf, writerName } from '../words';

/** How to exchange what lets the vendor in. */
export function rotation(input: RunbookInput): Section {
  return { id: 'rotate', title: 'Rotate', blocks: blocksOf(input) };
}

function blocksOf(input: RunbookInput): Block[] {
  const { access, file } = input.destination;
  const vendor = vendorOf(input);
  switch (access.type) {
    case 'iam-user':
      return access.keyInSecretsManager ? managed(input.destination) : issued(input.destination);
    case 'cross-account-role':
      return [
        paragraph(
          t`There is no key to rotate: each session gets credentials that expire. A new external ID, or another account of ${vendor}: write it into ${code(file)} and repeat the set-up, which replaces the trust policy. Sessions that have begun go on until they expire.`,
        ),
      ];
    case 'web-identity-role':
      return [
        paragraph(
          t`There is no key to rotate: tokens live minutes to an hour. Another subject of ${vendor}: write it into ${code('access.subjects')} and repeat the set-up, which replaces the trust policy.`,
        ),
      ];
    case 'bucket-policy':
      return [
        paragraph(
          t`There is nothing of yours to rotate: ${vendor} signs with an identity of its own. Another principal: write it into ${code('access.principal')} and repeat the set-up.`,
        ),
      ];
    case 'none':
      return [
        paragraph(t`There is nothing to rotate: the role of the sink gets its credentials from Lambda.`),
      ];
  }
}

function issued(destination: Destination): Block[] {
  const config = configFlag({ file: word(destination.file) });
  const user = word(writerName(destination));
  return [
    paragraph(
      t`Two keys exist for a while, so that there is no moment in which none works. Repeat the command after each step:`,
    ),
    snippet('rotate-key', 'Rotate the access key', 'sh', [
      `npx s3-destination key rotate${config}`,
      '# the vendor gets the new key, and writes with it:',
      `npx s3-destination key rotate${config} --handed-over`,
      `npx s3-destination key rotate${config} --finish`,
    ]),
    snippet('rotate-by-hand', 'The same by hand', 'sh', [
      `(umask 077 && set -C && aws iam create-access-key --user-name ${user} --output json > s3-new.json)`,
      '# the vendor gets the new key, and writes with it; then with the ID of the old one:',
      `aws iam update-access-key --user-name ${user} --access-key-id "$OLD_KEY_ID" --status Inactive`,
      `aws iam delete-access-key --user-name ${user} --access-key-id "$OLD_KEY_ID"`,
    ]),
  ];
}

function managed(destination: Destination): Block[] {
  const { access, file, environment } = destination;
  if (access.type !== 'iam-user') return [];
  const config = configFlag({ file: word(file) });
  const deployed = [{ id: '<OLD_KEY_ID>', active: true, created: new Date(0) }];
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
