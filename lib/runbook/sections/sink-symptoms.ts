import type { Sink } from '../../config/destination';
import { hasQueue, isRequest } from '../../config/sink-source';
import type { Entry } from '../model';
import { code, t } from '../text';

/** What goes wrong on the way through a sink: at the sender, at the source, and with single records. */
export function sinkSymptoms(sink: Sink): Entry[] {
  const { source, batch } = sink;
  const wait = isRequest(source)
    ? t`An answer without an error comes after S3's.`
    : t`Records are gathered for up to ${String(batch.maxSeconds)} s. The alarm on the age of the oldest record says whether the function is behind.`;
  return [
    {
      term: t`Records do not arrive`,
      body: [t`${wait} Look into the dead-letter queue, too: the output ${code('DeadLetterQueueUrl')}.`],
    },
    {
      term: t`Records are in the dead-letter queue`,
      body: [
        t`The attribute ${code('Reason')} of a message says why. Mend that, the template for example, and deploy. ${again(sink)}`,
      ],
    },
    senderSymptom(sink),
  ];
}

function again({ source }: Sink) {
  if (!hasQueue(source)) return t`Then send the bodies again, as they were sent before.`;
  if (source.type === 'sqs' && source.queueArn !== undefined)
    return t`Then send the bodies to the queue again: SQS moves messages only out of the dead-letter queue of another queue.`;
  return t`Then, in the SQS console, choose that queue, ${code('Start DLQ redrive')}, and as the custom destination the queue of the output ${code('SinkQueueUrl')}.`;
}

function senderSymptom({ source }: Sink): Entry {
  if (source.type === 'function-url')
    return {
      term: t`The sender gets ${code('403 Forbidden')}`,
      body: [
        t`It does not sign with SigV4 for the service ${code('lambda')}, or lacks one of the two rights of the hand-over. Of another account, the function's own policy has to let it in as well.`,
      ],
    };
  return {
    term: t`The sender gets ${code('AccessDenied')}`,
    body: [
      t`It lacks the right that the hand-over names. Of another account, the policy of the resource itself has to let it in as well.`,
    ],
  };
}
