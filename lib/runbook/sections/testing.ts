import type { Destination } from '../../config/destination';
import { isService } from '../../config/principal';
import type { RunbookInput } from '../input';
import { type Block, paragraph, type Section, snippet } from '../model';
import { word } from '../shell';
import { code, prose, t } from '../text';
import { isOnlyByHand } from '../ways/cdk';
import { capital, configFlag, isPending, vendorOf } from '../words';

/** How to see that it works, and that no more works. */
export function testing(input: RunbookInput): Section {
  const { destination, preset } = input;
  const config = configFlag({ file: word(destination.file) });
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
          ]),
      ...connectionTest(input, config),
      ...(preset === undefined || preset.connectionTest === 'unknown'
        ? []
        : [paragraph(t`${capital(vendorOf(input))}'s own test: ${prose(preset.connectionTest)}.`)]),
      ...sinkTest(destination),
    ],
  };
}

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

function sinkTest({ sink, name }: Destination): Block[] {
  if (sink === undefined) return [];
  const look = paragraph(
    t`Send a record to the source, wait ${String(sink.batch.maxSeconds)} seconds or more, and look into the bucket. What cannot be written is in the dead-letter queue, whose URL is the output ${code('DeadLetterQueueUrl')} of the stack ${code(`S3Destination-${name}`)}.`,
  );
  return [look];
}
