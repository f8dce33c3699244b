import type { Destination } from '../../config/destination';
import { partitionOf } from '../../config/partition';
import { quoted } from '../../terminal/quoted';
import { type RunbookInput, surroundingsOf } from '../input';
import { type Block, paragraph, type Section, snippet, warning } from '../model';
import { command, filled } from '../shell';
import { code, strong, t } from '../text';
import { isOnlyByHand } from '../ways/cdk';
import { configFlag, INLINE_POLICY, makesProvider, vendorOf, writerName } from '../words';

/** How to take it away again. What holds data stays until somebody says otherwise. */
export function removal(input: RunbookInput): Section {
  const { destination } = input;
  const { bucket, access } = destination;
  return {
    id: 'remove',
    title: 'Remove',
    blocks: [
      ...(access.type === 'none' ? [] : [paragraph(t`Tell ${vendorOf(input)} first: its next run fails.`)]),
      ...(isOnlyByHand(destination) ? [] : withTools(destination)),
      ...byHand(destination),
      ...(bucket.existing
        ? [paragraph(t`The bucket is yours and stays as it is.`)]
        : [bucketStays(destination, bucket.retain)]),
      ...(destination.sink === undefined ? [] : [sinkGoes()]),
    ],
  };
}

function withTools(destination: Destination): Block[] {
  const { access, file } = destination;
  const context = configFlag(destination) === '' ? '' : ` -c destination=${quoted(file)}`;
  const revoke = `npx s3-destination key revoke${configFlag({ file: quoted(file) })} --all --delete`;
  return [
    ...(access.type === 'iam-user' && !access.keyInSecretsManager
      ? [
          paragraph(
            t`The keys go first: CloudFormation cannot delete a user that has a key which was issued outside it. In the console: IAM, ${strong('Users')}, the user of the output ${code('UserName')}, ${strong('Security credentials')}: deactivate and delete each access key.`,
          ),
          snippet('remove-keys', 'Delete the keys', 'sh', revoke),
        ]
      : []),
    snippet('remove-cdk', 'With the CDK', 'sh', `npx cdk destroy --app "s3-destination app"${context}`),
    paragraph(t`In the console: CloudFormation, the stack, ${strong('Delete')}.`),
  ];
}

function bucketStays(destination: Destination, retain: boolean): Block {
  const { bucketName } = surroundingsOf(destination);
  const stays = retain
    ? t`The bucket and what is in it stay.`
    : t`The bucket goes with the stack, once it is empty; CloudFormation refuses before.`;
  return warning(
    t`${stays} To delete the data too: empty the bucket in the S3 console, which removes noncurrent versions as well, then ${code(`aws s3api delete-bucket --bucket ${quoted(bucketName)}`)}. This cannot be undone.`,
  );
}

function sinkGoes(): Block {
  return warning(
    t`The queues and streams of the sink go with the stack, and with them what is not written yet. Stop the senders, wait until the source is empty, and look through the dead letters first.`,
  );
}

/** The reverse of the way by hand, without what holds data. */
function byHand(destination: Destination): Block[] {
  const { access } = destination;
  const { bucketName, accountId, region } = surroundingsOf(destination);
  const name = quoted(writerName(destination));
  const policy = { 'policy-name': INLINE_POLICY };
  switch (access.type) {
    case 'iam-user':
      return [
        snippet('remove-by-hand', 'By hand: the user with its keys', 'sh', [
          `for KEY_ID in $(aws iam list-access-keys --user-name ${name} --query 'AccessKeyMetadata[].AccessKeyId' --output text); do`,
          `  aws iam delete-access-key --user-name ${name} --access-key-id "$KEY_ID"`,
          'done',
          command('aws iam delete-user-policy', { 'user-name': name, ...policy }),
          command('aws iam delete-user', { 'user-name': name }),
          ...(access.keyInSecretsManager
            ? [
                command('aws secretsmanager delete-secret', {
                  'secret-id': quoted(`s3-destination/${destination.name}`),
                }),
              ]
            : []),
        ]),
      ];
    case 'cross-account-role':
    case 'web-identity-role': {
      const provider =
        access.type === 'web-identity-role' && makesProvider(destination)
          ? [
              snippet(
                'remove-provider',
                'By hand: the OIDC provider, where nothing else in the account trusts this issuer',
                'sh',
                command('aws iam delete-open-id-connect-provider', {
                  'open-id-connect-provider-arn': filled(
                    `arn:${partitionOf(region)}:iam::${accountId}:oidc-provider/${access.issuer}`,
                  ),
                }),
              ),
            ]
          : [];
      return [
        snippet('remove-by-hand', 'By hand: the role', 'sh', [
          command('aws iam delete-role-policy', { 'role-name': name, ...policy }),
          command('aws iam delete-role', { 'role-name': name }),
        ]),
        ...provider,
      ];
    }
    case 'bucket-policy':
      return [
        paragraph(
          t`By hand: take the statements of ${code(access.principal)} out of the policy of ${code(bucketName)} and put it back.${isOnlyByHand(destination) ? '' : ' Leave the one that denies requests without TLS.'}`,
        ),
      ];
    case 'none':
      return [];
  }
}
