import type { Destination } from '../../config/destination';
import { toDocument } from '../../policy/statement';
import type { RunbookInput } from '../input';
import { type Block, note, snippet } from '../model';
import { command, documentFile, word } from '../shell';
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
    snippet('by-hand-provider', 'Make the OIDC provider', 'sh', [
      ...documentFile('provider.json', provider),
      command('aws iam create-open-id-connect-provider', { 'cli-input-json': 'file://provider.json' }),
    ]),
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
  const name = word(writerName(destination));
  const common = {
    path: access.path === undefined ? undefined : word(access.path),
    'permissions-boundary':
      access.permissionsBoundary === undefined ? undefined : word(access.permissionsBoundary),
    tags: tagList(destination),
  };
  const identity = documentFile('identity-policy.json', toDocument(documents.identity));
  const attached = { 'policy-name': INLINE_POLICY, 'policy-document': 'file://identity-policy.json' };
  if (access.type === 'iam-user') {
    return [
      snippet('by-hand-identity', 'Make the user and its policy', 'sh', [
        command('aws iam create-user', { 'user-name': name, ...common }),
        ...identity,
        command('aws iam put-user-policy', { 'user-name': name, ...attached }),
      ]),
    ];
  }
  return [
    snippet('by-hand-identity', 'Make the role and its policies', 'sh', [
      ...documentFile('trust-policy.json', toDocument(documents.trust)),
      command('aws iam create-role', {
        'role-name': name,
        'assume-role-policy-document': 'file://trust-policy.json',
        description: word('Writes to the S3 destination'),
        'max-session-duration':
          access.maxSessionHours === undefined ? undefined : String(access.maxSessionHours * 3600),
        ...common,
      }),
      ...identity,
      command('aws iam put-role-policy', { 'role-name': name, ...attached }),
    ]),
    ...(access.pending
      ? [
          snippet(
            'by-hand-trust',
            'Once the vendor has named its value: write the new trust policy to trust-policy.json, then',
            'sh',
            command('aws iam update-assume-role-policy', {
              'role-name': name,
              'policy-document': 'file://trust-policy.json',
            }),
          ),
        ]
      : []),
  ];
}

function accessKeyBlock(destination: Destination): Block[] {
  const { access } = destination;
  if (access.type !== 'iam-user') return [];
  const user = word(writerName(destination));
  return [
    access.keyInSecretsManager
      ? snippet('by-hand-access-key', 'Make the access key, and keep it in Secrets Manager', 'sh', [
          secretCommand(destination, user),
        ])
      : snippet(
          'by-hand-access-key',
          'Make the access key, in a file that only you can read and that nothing is overwritten by',
          'sh',
          `(umask 077 && set -C && aws iam create-access-key --user-name ${user} --output json > s3.json)`,
        ),
  ];
}

/** Through a pipe: the secret is in no file and in no list of processes. */
function secretCommand(destination: Destination, user: string): string {
  const fields = 'AccessKey.{UserName:UserName,AccessKeyId:AccessKeyId,SecretAccessKey:SecretAccessKey}';
  return [
    `aws iam create-access-key --user-name ${user} --query '${fields}' --output json |`,
    command('  aws secretsmanager create-secret', {
      name: word(`s3-destination/${destination.name}`),
      'secret-string': 'file:///dev/stdin',
      tags: tagList(destination),
    }),
  ].join('\n');
}
