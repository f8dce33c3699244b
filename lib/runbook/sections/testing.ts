import { type Destination, stackNameOf } from '../../config/destination';
import { isService } from '../../config/principal';
import { hasExpired, timeLimit } from '../../policy/expiry';
import { toDocument } from '../../policy/statement';
import { quoted } from '../../terminal/quoted';
import { type RunbookInput, surroundingsOf } from '../input';
import { type Block, paragraph, type Section, snippet } from '../model';
import { command, documentFile, together } from '../shell';
import { code, link, prose, t } from '../text';
import { isOnlyByHand } from '../ways/cdk';
import {
  capital,
  configFlag,
  documentsOf,
  INLINE_POLICY,
  isPending,
  vendorOf,
  writerArn,
  writerName,
} from '../words';

/** How to see that it works, and that no more works. */
export function testing(input: RunbookInput): Section {
  const { destination, preset } = input;
  const config = configFlag({ file: quoted(destination.file) });
  return {
    id: 'test',
    title: 'Test it',
    blocks: [
      ...(isOnlyByHand(destination)
        ? []
        : [
            snippet(
              'test-verify',
              'Compare what is deployed, and what IAM says, with what was declared',
              'sh',
              `npx s3-destination verify${config}`,
            ),
            ...byHandOutputs(destination, config),
          ]),
      ...connectionTest(input, config),
      ...(preset === undefined || preset.connectionTest === 'unknown'
        ? []
        : [paragraph(t`${capital(vendorOf(input))}'s own test: ${prose(preset.connectionTest)}.`)]),
      ...deleteEnds(input),
      ...sinkTest(destination),
    ],
  };
}

/** Without a stack there are no outputs: the names that were given by hand take their place. */
function byHandOutputs(destination: Destination, config: string): Block[] {
  const { access } = destination;
  if (access.type === 'none') return [];
  const { bucketName, region, accountId } = surroundingsOf(destination);
  const name = writerName(destination);
  const arn = writerArn(destination);
  const outputs = {
    BucketName: bucketName,
    BucketRegion: region,
    AccountId: accountId,
    ...(access.type === 'iam-user' ? { UserName: name } : {}),
    ...(access.type === 'iam-user' || arn === undefined ? {} : { RoleName: name, RoleArn: arn }),
  };
  return [
    snippet(
      'test-by-hand',
      'The same for what was made by hand, in the session of its blocks',
      'sh',
      together([
        ...documentFile(OUTPUTS, { [stackNameOf(destination)]: outputs }),
        `npx s3-destination verify${config} --outputs ${OUTPUTS}`,
      ]),
    ),
    paragraph(
      t`${code('s3-destination test')} takes ${code(`--outputs ${OUTPUTS}`)} as well. Both need Node 20, the package and the destination file, as in ${link('the way with the CDK', '#cdk')}. Without them, IAM's simulator at the end of ${link('the way by hand', '#by-hand')} says what the writer may do.`,
    ),
  ];
}

const OUTPUTS = 'by-hand-outputs.json';

function connectionTest(input: RunbookInput, config: string): Block[] {
  const { destination } = input;
  const { access, permissions } = destination;
  const vendor = vendorOf(input);
  if (access.type === 'none') return [];
  const say = (text: ReturnType<typeof t>) => [paragraph(text)];
  if (isPending(destination))
    return say(t`Nobody can assume the role yet: test once the value of ${vendor} is in.`);
  if (isOnlyByHand(destination))
    return say(t`Once the statements are in the bucket's policy, let ${vendor} run its connection test.`);
  if (!permissions.put)
    return say(
      t`${capital(vendorOf(input))} only reads: put an object into the scope, and let ${vendor} run its connection test.`,
    );
  const test = (flags: string) =>
    snippet(
      'test-connection',
      `The connection test as ${vendor} does it, with probes of what must be denied`,
      'sh',
      `npx s3-destination test${config}${flags}`,
    );
  switch (access.type) {
    case 'iam-user':
      return [test(' --key s3.json')];
    case 'cross-account-role':
      return [
        test(' --as-vendor-profile partner'),
        paragraph(
          t`${code('partner')} is a profile of the trusted principal. You have none of the vendor's: then let ${vendor} run its own test; ${code('verify')} above needs nothing of the vendor's.`,
        ),
      ];
    case 'web-identity-role':
      return [
        test(' --token-file token.jwt'),
        paragraph(
          t`${code('token.jwt')} is a token of ${code(access.issuer)} with the named subject. Without one, let ${vendor} run its own test.`,
        ),
      ];
    case 'bucket-policy':
      if (isService(access.principal))
        return say(
          t`Nobody can act as the service ${code(access.principal)}: let it deliver, and look into the bucket.`,
        );
      return [
        test(' --as-vendor-profile partner'),
        paragraph(
          t`${code('partner')} is a profile of the principal in the bucket policy. Without one, let ${vendor} run its own test.`,
        ),
      ];
  }
}

/** The right to delete is for the test: it can go before its day. */
function deleteEnds(input: RunbookInput): Block[] {
  const { destination, now } = input;
  const { access, permissions } = destination;
  const grant = permissions.delete;
  if (grant === 'never' || grant.until === 'forever' || hasExpired(grant, new Date(now))) return [];
  const said = paragraph(
    t`The right to delete ends by itself, ${timeLimit(grant).when ?? ''}. To end it once the test is done: take ${code('permissions.delete')} out of ${code(destination.file)} and deploy again.${access.type === 'bucket-policy' ? t` By hand, put the bucket policy again without the statement that allows ${code('s3:DeleteObject')}.` : ''}`,
  );
  if (access.type === 'bucket-policy' || access.type === 'none') return [said];
  const without = { ...destination, permissions: { ...permissions, delete: 'never' as const } };
  const kind = access.type === 'iam-user' ? 'user' : 'role';
  return [
    said,
    snippet(
      'test-by-hand-end',
      'By hand: put the policy again, without the right to delete',
      'sh',
      together([
        ...documentFile(
          'identity-policy.json',
          toDocument(documentsOf({ ...input, destination: without }).identity),
        ),
        command(`aws iam put-${kind}-policy`, {
          [`${kind}-name`]: quoted(writerName(destination)),
          'policy-name': INLINE_POLICY,
          'policy-document': 'file://identity-policy.json',
        }),
      ]),
    ),
  ];
}

function sinkTest({ sink, name }: Destination): Block[] {
  if (sink === undefined) return [];
  const look = paragraph(
    t`Send a record to the source, wait ${String(sink.batch.maxSeconds)} seconds or more, and look into the bucket. What cannot be written is in the dead-letter queue, whose URL is the output ${code('DeadLetterQueueUrl')} of the stack ${code(`S3Destination-${name}`)}.`,
  );
  return [look];
}
