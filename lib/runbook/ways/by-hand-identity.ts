import type { Destination } from '../../config/destination';
import { toDocument } from '../../policy/statement';
import { roleDescription } from '../../policy/writer';
import { quoted } from '../../terminal/quoted';
import type { RunbookInput } from '../input';
import { type Block, note, snippet } from '../model';
import { accessKeyInto, command, documentFile, together } from '../shell';
import { code, t } from '../text';
import { documentsOf, INLINE_POLICY, makesProvider, writerName } from '../words';
import { tagList, tagsOf } from './by-hand-bucket';

/** Who writes: the OIDC provider, the user or role with its policies, and the access key. */
export function identityBlocks(input: RunbookInput): Block[] {
  const { destination } = input;
  return [...providerBlock(destination), ...identityBlock(input), ...accessKeyBlock(destination)];
}

function providerBlock(destination: Destination): Block[] {
  const { access } = destination;
  if (access.type !== 'web-identity-role' || !makesProvider(destination)) return [];
  // In a file, because version 1 of the AWS CLI fetches what looks like a URL in an option.
  const provider = {
    Url: `https://${access.issuer}`,
    ClientIDList: [access.audience],
    ...(Object.keys(destination.tags).length === 0 ? {} : { Tags: tagsOf(destination) }),
  };
  return [
    snippet(
      'by-hand-provider',
      'Make the OIDC provider',
      'sh',
      together([
        ...documentFile('provider.json', provider),
        command('aws iam create-open-id-connect-provider', { 'cli-input-json': 'file://provider.json' }),
      ]),
    ),
    note(
      t`An account holds one provider for each issuer. ${code('EntityAlreadyExists')} means that yours is there: then add the audience with ${code('aws iam add-client-id-to-open-id-connect-provider')}.`,
    ),
  ];
}

function identityBlock(input: RunbookInput): Block[] {
  const { destination } = input;
  const { access } = destination;
  if (access.type === 'bucket-policy' || access.type === 'none') return [];
  const documents = documentsOf(input);
  const name = quoted(writerName(destination));
  const common = {
    path: access.path === undefined ? undefined : quoted(access.path),
    'permissions-boundary':
      access.permissionsBoundary === undefined ? undefined : quoted(access.permissionsBoundary),
    tags: tagList(destination),
  };
  const identity = documentFile('identity-policy.json', toDocument(documents.identity));
  const attached = { 'policy-name': INLINE_POLICY, 'policy-document': 'file://identity-policy.json' };
  if (access.type === 'iam-user') {
    return [
      snippet(
        'by-hand-identity',
        'Make the user and its policy',
        'sh',
        together([
          command('aws iam create-user', { 'user-name': name, ...common }),
          ...identity,
          command('aws iam put-user-policy', { 'user-name': name, ...attached }),
        ]),
      ),
    ];
  }
  return [
    snippet(
      'by-hand-identity',
      'Make the role and its policies',
      'sh',
      together([
        ...trustFile(input),
        command('aws iam create-role', {
          'role-name': name,
          'assume-role-policy-document': 'file://trust-policy.json',
          description: quoted(roleDescription(destination.permissions)),
          'max-session-duration':
            access.maxSessionHours === undefined ? undefined : String(access.maxSessionHours * 3600),
          ...common,
        }),
        ...identity,
        command('aws iam put-role-policy', { 'role-name': name, ...attached }),
      ]),
    ),
    ...(access.pending
      ? [
          snippet(
            'by-hand-trust',
            'Once the vendor has named its value: write the new trust policy to trust-policy.json, then',
            'sh',
            replaceTrust(destination),
          ),
        ]
      : []),
  ];
}

export const trustFile = (input: RunbookInput): string[] =>
  documentFile('trust-policy.json', toDocument(documentsOf(input).trust));

export const replaceTrust = (destination: Destination): string =>
  command('aws iam update-assume-role-policy', {
    'role-name': quoted(writerName(destination)),
    'policy-document': 'file://trust-policy.json',
  });

function accessKeyBlock(destination: Destination): Block[] {
  const { access } = destination;
  if (access.type !== 'iam-user') return [];
  const user = quoted(writerName(destination));
  return [
    access.keyInSecretsManager
      ? snippet(
          'by-hand-access-key',
          'Make the access key, and keep it in Secrets Manager',
          'sh',
          together(secretCommands(destination, user)),
        )
      : snippet(
          'by-hand-access-key',
          'Make the access key, in a file that only you can read and that nothing is overwritten by',
          'sh',
          accessKeyInto('s3.json', user),
        ),
  ];
}

/** Through a pipe: the secret is in no file and in no list of processes, since `printf` is the shell's own. */
function secretCommands(destination: Destination, user: string): string[] {
  const fields = 'AccessKey.{UserName:UserName,AccessKeyId:AccessKeyId,SecretAccessKey:SecretAccessKey}';
  return [
    `key=$(aws iam create-access-key --user-name ${user} --query '${fields}' --output json)`,
    `printf '%s' "$key" |`,
    command('  aws secretsmanager create-secret', {
      name: quoted(`s3-destination/${destination.name}`),
      'secret-string': 'file:///dev/stdin',
      tags: tagList(destination),
    }),
  ];
}
