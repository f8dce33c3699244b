import { Stack, Token } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Objects, Sink } from '../config/destination';
import { InvalidPropsError } from '../destination/props-error';
import type { EventSource, SinkSettings } from './runtime/settings';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: all variables together, as JSON. */
const MOST_BYTES = 4096;

/** All that CloudFormation may fill in, at its longest: names, a queue's URL, the generated name of a table. */
const LONGEST: Readonly<Record<string, number>> = {
  name: 255,
  bucket: 63,
  // Of a stand-alone template, whose parameter is no longer than what the file's own rule leaves.
  prefix: 0,
  deadLetterQueueUrl: 160,
  claimsTable: 128,
};

export interface Surroundings {
  readonly name: string;
  readonly bucketName: string;
  readonly objects: Objects;
  readonly eventSource: EventSource;
  readonly deadLetterQueue: IQueue;
  readonly claims?: Pick<SinkSettings, 'claimsTable' | 'leaseSeconds' | 'rememberSeconds'>;
}

export function runtimeSettings(sink: Sink, surroundings: Surroundings): SinkSettings {
  const { source, batch, alarms, reservedConcurrency, memorySize, credentials, deduplicate, ...shared } =
    sink;
  const { name, bucketName, objects, eventSource, deadLetterQueue, claims } = surroundings;
  return {
    version: 1,
    name,
    bucket: bucketName,
    prefix: objects.prefixes[0] ?? '',
    eventSource,
    source: source.type,
    ...shared,
    maxRecords: batch.maxRecords,
    maxBytes: batch.maxBytes,
    deadLetterQueueUrl: deadLetterQueue.queueUrl,
    ...claims,
  };
}

/** The function's environment: one variable, and nothing else. */
export function environmentOf(scope: Construct, settings: SinkSettings): Record<string, string> {
  const bytes = bytesOf(settings);
  if (bytes > MOST_BYTES) {
    throw new InvalidPropsError('LambdaSink', [
      `template: the settings of the function take ${bytes} bytes, and environment variables may take ${MOST_BYTES}: ` +
        'shorten the template by its comments and indentation, or the lists of fields; quotes count four times, so write `…` instead of "…" in actions',
    ]);
  }
  return { SINK_SETTINGS: Stack.of(scope).toJsonString(settings) };
}

/** Lambda measures the JSON of all variables, so that the quotes in ours count twice. */
function bytesOf(settings: SinkSettings): number {
  const filled = Object.entries(settings).map(([key, value]) => [
    key,
    Token.isUnresolved(value) ? 'x'.repeat(LONGEST[key] as number) : value,
  ]);
  const value = JSON.stringify(Object.fromEntries(filled));
  return Buffer.byteLength(JSON.stringify({ SINK_SETTINGS: value }));
}
