import type { Destination, Sink } from '../config/destination';
import { hasColumns } from '../config/resolve-sink';
import { leaseSeconds, MAX_RECEIVE_COUNT, visibilitySeconds } from '../config/sink-queue';
import { hasQueue, isFifo } from '../config/sink-source';
import { functionSeconds, LONGEST_FUNCTION_SECONDS, wantedSeconds } from '../config/sink-timeout';
import type { Finding } from './finding';

/** What is worth a second look at a sink. Its rules are in `lib/config/sink-consistency.ts`. */
export function sinkFindings({ sink, environment }: Destination): Finding[] {
  if (sink === undefined) return [];
  return [
    ...timeoutFindings(sink),
    ...sizeFindings(sink),
    ...concurrencyFindings(sink),
    ...idFindings(sink),
    ...columnFindings(sink),
    ...ruleFindings(sink),
    ...queueFindings(sink),
    ...streamFindings(sink),
    ...keyFindings(sink),
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

/** Fewer is less than most records have. */
const SMALL_BYTES = 1024;

function sizeFindings({ batch, template }: Sink): Finding[] {
  if (batch.maxBytes < SMALL_BYTES) {
    const message = `is in bytes, and a record of more than ${batch.maxBytes} is a dead letter: 5 MiB are 5242880`;
    return [{ code: 'sink-max-bytes-small', path: 'sink.batch.maxBytes', message }];
  }
  if (batch.maxBytes <= PAYLOAD_BYTES || template !== undefined) return [];
  const message = `Lambda hands over ${PAYLOAD_BYTES} bytes at most: a higher bound matters only where records were compressed, as those of CloudWatch Logs are`;
  return [{ code: 'sink-max-bytes', path: 'sink.batch.maxBytes', message }];
}

/**
 * A poller reads five batches at a time, whatever the function may take; what is refused for that counts as received,
 * and comes again after the visibility timeout.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html, read 2026-11-21
 */
function concurrencyFindings({ source, reservedConcurrency }: Sink): Finding[] {
  const few = reservedConcurrency !== undefined && reservedConcurrency < 5;
  if (!few || !hasQueue(source) || isFifo(source)) return [];
  const message =
    'Lambda reads five batches of a queue at a time, and messages that the function has no room for wait for the visibility timeout, which counts as a receive: write at least 5';
  return [{ code: 'sink-concurrency', path: 'sink.reservedConcurrency', message }];
}

function idFindings({ idField, template }: Sink): Finding[] {
  if (idField === undefined || template === undefined || template.includes(idField)) return [];
  const message = `the template does not mention ${idField}: unless it prints whole records, the ID is lost, so print it where it belongs`;
  return [{ code: 'sink-id-not-in-template', path: 'sink.idField', message }];
}

function columnFindings({ format, fields, ...sink }: Sink): Finding[] {
  if (fields !== undefined || !hasColumns({ ...sink, format })) return [];
  const message =
    'the columns of each object are what its own records have, in the order in which they come: name the fields where readers want the same columns in every object';
  return [{ code: 'sink-columns', path: 'sink.format', message }];
}

/** https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html, read 2026-11-21 */
function ruleFindings({ source }: Sink): Finding[] {
  if (source.type !== 'iot-rule' || /\bFROM\b/i.test(source.sql)) return [];
  const message =
    "has no FROM, so that only messages to the rule's own topic reach it (Basic Ingest): write FROM 'topic/filter' for those of the broker";
  return [{ code: 'sink-iot-no-from', path: 'sink.source.sql', message }];
}

/** What nobody but its owner can change in a queue that is there already. */
function queueFindings(sink: Sink): Finding[] {
  const { source, batch, deduplicate } = sink;
  if (source.type !== 'sqs' || source.queueArn === undefined) return [];
  const seconds = functionSeconds(sink);
  const visibility = `its visibility timeout must be at least ${seconds} s, or Lambda refuses it, and should be ${visibilitySeconds(seconds, batch.maxSeconds)} s`;
  const claims = deduplicate
    ? `; deduplicate wants more than ${leaseSeconds(seconds)} s, for as long as a claim holds`
    : '';
  const redrive = `its redrive policy is its own, and every time that S3 cannot be reached counts: with a maxReceiveCount below ${MAX_RECEIVE_COUNT} a short outage moves good messages to its dead-letter queue`;
  return [
    { code: 'sink-queue-visibility', path: 'sink.source.queueArn', message: visibility + claims },
    { code: 'sink-queue-redrive', path: 'sink.source.queueArn', message: redrive },
  ];
}

/** https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html: 24 hours by default */
function streamFindings({ source }: Sink): Finding[] {
  if (source.type !== 'kinesis' || source.streamArn === undefined) return [];
  const message =
    'its retention is its own, 24 hours unless somebody raised it, and records that expire while S3 cannot be reached are lost: 168 hours outlast a weekend. The first deployment begins with the oldest record that it holds';
  return [{ code: 'sink-stream-retention', path: 'sink.source.streamArn', message }];
}

function keyFindings({ source }: Sink): Finding[] {
  if (!('keyArn' in source)) return [];
  const message =
    "the key's own policy must leave access to IAM policies of its account, as the default one does, or name the account of the stack where that is another";
  return [{ code: 'sink-source-key', path: 'sink.source.keyArn', message }];
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
