import type { Destination, Sink } from '../config/destination';
import { hasQueue, isFifo } from '../config/sink-source';
import { LONGEST_FUNCTION_SECONDS, wantedSeconds } from '../config/sink-timeout';
import type { Finding } from './finding';

/** What is worth a second look at a sink. Its rules are in `lib/config/sink-consistency.ts`. */
export function sinkFindings({ sink, environment }: Destination): Finding[] {
  if (sink === undefined) return [];
  return [
    ...timeoutFindings(sink),
    ...sizeFindings(sink),
    ...concurrencyFindings(sink),
    ...idFindings(sink),
    ...accountFindings(sink, environment.account),
  ];
}

function timeoutFindings(sink: Sink): Finding[] {
  const wanted = wantedSeconds(sink);
  if (wanted <= LONGEST_FUNCTION_SECONDS) return [];
  const message = `${sink.retries + 1} attempts of ${sink.timeoutSeconds} s want ${wanted} s, and Lambda ends a function after ${LONGEST_FUNCTION_SECONDS} s: the last attempts are cut off, so write fewer retries or a shorter timeoutSeconds`;
  return [{ code: 'sink-timeout', path: 'sink.retries', message }];
}

/** The payload of one call, 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const PAYLOAD_BYTES = 6_291_456;

function sizeFindings({ batch, template }: Sink): Finding[] {
  if (batch.maxBytes <= PAYLOAD_BYTES || template !== undefined) return [];
  const message = `Lambda hands over ${PAYLOAD_BYTES} bytes at most: a higher bound matters only where records were compressed, as those of CloudWatch Logs are`;
  return [{ code: 'sink-max-bytes', path: 'sink.batch.maxBytes', message }];
}

/**
 * A poller reads five batches at a time, whatever the function may take; what is refused for that counts as received.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, read 2026-11-21
 */
function concurrencyFindings({ source, reservedConcurrency }: Sink): Finding[] {
  const few = reservedConcurrency !== undefined && reservedConcurrency < 5;
  if (!few || !hasQueue(source) || isFifo(source)) return [];
  const message =
    'Lambda reads five batches of a queue at a time, and messages that the function has no room for may end in the dead-letter queue: write at least 5';
  return [{ code: 'sink-concurrency', path: 'sink.reservedConcurrency', message }];
}

function idFindings({ idField, template }: Sink): Finding[] {
  if (idField === undefined || template === undefined || template.includes(idField)) return [];
  const message = `the template does not mention ${idField}: unless it prints whole records, the ID is lost, so print it where it belongs`;
  return [{ code: 'sink-id-not-in-template', path: 'sink.idField', message }];
}

/** What another account owns, that account must open. */
function accountFindings({ source }: Sink, account: string | undefined): Finding[] {
  return (['queueArn', 'streamArn', 'topicArn'] as const).flatMap((key) => {
    const arn = (source as { readonly [K in typeof key]?: string })[key];
    const owner = arn?.split(':')[4];
    if (owner === undefined || account === undefined || owner === account) return [];
    const message = `is of the account ${owner}: its own policy must let the sink in`;
    return [{ code: 'sink-foreign-source', path: `sink.source.${key}`, message }];
  });
}
