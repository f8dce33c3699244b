import type { Destination, NewBucket } from '../../config/destination';
import { partitionOf } from '../../config/partition';
import { type Statement, toDocument } from '../../policy/statement';
import { quoted } from '../../terminal/quoted';
import { PLACEHOLDER, type RunbookInput, surroundingsOf } from '../input';
import { type Block, heading, list, note, paragraph, type Snippet, snippet, warning } from '../model';
import { command, documentFile, filled, together } from '../shell';
import { code, t } from '../text';
import { documentsOf, vendorOf, writerArn } from '../words';
import { bucketCommands, tagList } from './by-hand-bucket';
import { checkCommands } from './by-hand-check';
import { identityBlocks } from './by-hand-identity';

/** The same resources with the AWS CLI, for those who may use neither the CDK nor CloudFormation. */
export function byHandWay(input: RunbookInput): Block[] {
  const { destination } = input;
  const { access, bucket, sink } = destination;
  const title = heading('by-hand', 'By hand, with the AWS CLI');
  return [
    title,
    paragraph(
      t`For those who may use neither the CDK nor CloudFormation. The commands are for bash with the AWS CLI, and the AWS CloudShell in the console has both, also where your machine runs Windows. Run the blocks one after another in one session. A block stops at the first command that fails: see why before you run the next. The policies are the very documents that ${code('s3-destination policy')} prints.`,
    ),
    ...(sink === undefined
      ? []
      : [
          warning(
            t`The sink is not made by hand: it is code, a queue and alarms. Take the CDK or the template for it; the blocks below make the bucket and the writer only.`,
          ),
        ]),
    ...missingValues(destination),
    session(destination),
    ...keyBlock(input),
    ...(bucket.existing ? [] : [bucketBlock(destination, bucket)]),
    ...bucketPolicyBlocks(input),
    ...identityBlocks(input),
    ...checkBlock(input),
    ...(access.type === 'bucket-policy'
      ? []
      : [
          note(
            t`IAM is eventually consistent: a new identity may take some seconds until ${vendorOf(input)} can use it.`,
          ),
        ]),
  ];
}

/** What no command can find out has to be said before. */
function missingValues(destination: Destination): Block[] {
  const { bucketName, region } = surroundingsOf(destination);
  const missing = [
    ...(bucketName === PLACEHOLDER.bucketName ? [t`${code(bucketName)}: the name of the bucket`] : []),
    ...(region === PLACEHOLDER.region ? [t`${code(region)}: the region of the bucket`] : []),
  ];
  return missing.length === 0 ? [] : [paragraph(t`Replace before you begin:`), list(...missing)];
}

function session(destination: Destination): Snippet {
  const { region } = surroundingsOf(destination);
  const { account } = destination.environment;
  return snippet('by-hand-session', 'Begin a session', 'sh', [
    ...(account === undefined ? [] : ['unset -f aws']),
    `export AWS_REGION=${quoted(region)} AWS_DEFAULT_REGION=${quoted(region)} AWS_PAGER=""`,
    'ACCOUNT_ID=$(aws sts get-caller-identity --query Account --output text)',
    account === undefined
      ? 'echo "These credentials are of the account $ACCOUNT_ID"'
      : // A shell that somebody types into goes on after an error: without `aws` no later block does anything.
        `[ "$ACCOUNT_ID" = ${account} ] || aws() { echo "STOP: these credentials are of the account $ACCOUNT_ID, not ${account}" >&2; return 1; }`,
  ]);
}

/** A key of the bucket's own; where the bucket policy names the vendor, the key's policy has to as well. */
function keyBlock(input: RunbookInput): Block[] {
  const { destination } = input;
  const { bucket } = destination;
  const { key } = documentsOf(input);
  if (!bucket.existing && bucket.encryption === 'kms') {
    const { region, accountId } = surroundingsOf(destination);
    const own: Statement = {
      sid: 'AdministerByOwnAccount',
      effect: 'Allow',
      principal: { type: 'AWS', value: `arn:${partitionOf(region)}:iam::${accountId}:root` },
      actions: ['kms:*'],
      resources: ['*'],
      on: 'key',
      reason: 'the IAM policies of the account decide, as the default policy of a key has it',
    };
    const policy = key.length === 0 ? [] : documentFile('key-policy.json', toDocument([own, ...key]));
    const create = command('aws kms create-key', {
      description: quoted(`Encrypts the objects of the S3 destination ${destination.name}`),
      policy: key.length === 0 ? undefined : 'file://key-policy.json',
      tags: tagList(destination, 'Tag'),
      query: 'KeyMetadata.Arn',
      output: 'text',
    });
    return [
      snippet('by-hand-key', 'Make the KMS key', 'sh', [
        ...policy,
        // Not in a sub-shell: later blocks need the variable.
        `KEY_ARN=$(${create}) &&`,
        'aws kms enable-key-rotation --key-id "$KEY_ARN"',
      ]),
    ];
  }
  if (key.length === 0) return [];
  return [
    snippet(
      'by-hand-key-policy',
      "Add this statement to the policy of the bucket's KMS key",
      'json',
      toDocument(key)
        .Statement.map((statement) => JSON.stringify(statement, undefined, 2))
        .join(',\n'),
    ),
  ];
}

function bucketBlock(destination: Destination, bucket: NewBucket): Snippet {
  return snippet('by-hand-bucket', 'Make the bucket', 'sh', together(bucketCommands(destination, bucket)));
}

function bucketPolicyBlocks(input: RunbookInput): Block[] {
  const { destination } = input;
  const { bucketName } = surroundingsOf(destination);
  const { bucket: statements } = documentsOf(input);
  if (statements.length === 0) return [];
  const name = quoted(bucketName);
  if (!destination.bucket.existing) {
    return [
      snippet(
        'by-hand-bucket-policy',
        'Set the bucket policy',
        'sh',
        together([
          ...documentFile('bucket-policy.json', toDocument(statements)),
          command('aws s3api put-bucket-policy', { bucket: name, policy: 'file://bucket-policy.json' }),
        ]),
      ),
    ];
  }
  return [
    snippet(
      'by-hand-get-policy',
      'Fetch the policy that the bucket has',
      'sh',
      `aws s3api get-bucket-policy --bucket ${name} --query Policy --output text > bucket-policy.json`,
    ),
    snippet(
      'by-hand-statements',
      'Add these statements to it, beside those that are there',
      'json',
      toDocument(statements)
        .Statement.map((statement) => JSON.stringify(statement, undefined, 2))
        .join(',\n'),
    ),
    snippet(
      'by-hand-put-policy',
      'Put it back',
      'sh',
      command('aws s3api put-bucket-policy', { bucket: name, policy: 'file://bucket-policy.json' }),
    ),
    note(
      t`Where the bucket has no policy yet, the first command says ${code('NoSuchBucketPolicy')}: begin with ${code('{ "Version": "2012-10-17", "Statement": [ … ] }')}.`,
    ),
  ];
}

function checkBlock({ destination }: RunbookInput): Block[] {
  const arn = writerArn(destination);
  const commands = arn === undefined ? [] : checkCommands(destination, filled(arn));
  if (commands.length === 0) return [];
  return [
    snippet('by-hand-check', 'Ask IAM what the writer may do', 'sh', commands),
    paragraph(t`Expected: ${code('allowed')} in scope, and ${code('implicitDeny')} beside it.`),
  ];
}
