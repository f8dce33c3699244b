import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Objects, Sink } from '../config/destination';
import type { ObjectsDraft, SinkDraft } from '../config/draft';
import { at, type Complaint } from '../config/problem';
import { resolveSink } from '../config/resolve-sink';
import { sinkSchema } from '../config/schema';
import { sinkComplaints } from '../config/sink-consistency';
import { checkProps } from '../destination/props-error';
import type { LambdaSinkProps } from './sink-props';

/** Props in the words of the destination file, checked with its schema and rules, with every default filled in. */
export function checkedSettings(scope: Construct, props: LambdaSinkProps, objects: Objects): Sink {
  const settings = inWordsOfTheFile(props);
  const input = checkProps('LambdaSink', sinkSchema, settings, {
    further: (sink) => [
      // What is about all settings is their length, which `environmentOf` knows exactly.
      ...sinkComplaints(sink as SinkDraft, objects as ObjectsDraft).filter(({ path }) => path.length > 0),
      ...nameComplaints(props.name),
      ...alarmComplaints(props),
      ...regionComplaints(scope, props),
    ],
    // The function is told them as they stand in the template, where nobody could check them any more.
    known: Object.keys(settings).filter((key) => !OF_RESOURCES.has(key)),
  });
  return resolveSink(input, objects);
}

const OF_RESOURCES = new Set(['source', 'reservedConcurrency', 'memorySize']);

function inWordsOfTheFile(props: LambdaSinkProps): Record<string, unknown> {
  const { source, timeout, maxRecords, maxBytes, maxBatchingWindow, ...others } = props;
  const { bucket, objects, alarms, alarmTopic, logRetention, name, ...same } = others;
  const batch = { maxRecords, maxBytes, maxSeconds: maxBatchingWindow?.toSeconds({ integral: false }) };
  return {
    ...same,
    source: source._settings,
    timeoutSeconds: timeout?.toSeconds({ integral: false }),
    batch: Object.fromEntries(Object.entries(batch).filter(([, value]) => value !== undefined)),
  };
}

/** Dimensions of metrics hold printable ASCII and do not begin with a colon. */
function nameComplaints(name: string | undefined): Complaint[] {
  if (name === undefined || /^(?!:)[ -~]{1,255}$/.test(name)) return [];
  return [at(['name'], 'must be 1 to 255 printable ASCII characters, the first no colon')];
}

function alarmComplaints({ alarms, alarmTopic }: LambdaSinkProps): Complaint[] {
  if (alarms !== false || alarmTopic === undefined) return [];
  return [at(['alarmTopic'], 'stands beside alarms: false, and nobody would be told: take one of them out')];
}

/** The function speaks to S3 of its own region, which answers for a bucket of another with a redirection. */
function regionComplaints(scope: Construct, { bucket }: LambdaSinkProps): Complaint[] {
  const here = Stack.of(scope).region;
  const there = bucket.env.region;
  if (Token.isUnresolved(here) || Token.isUnresolved(there) || here === there) return [];
  const message = `is in ${there}, and the sink is in ${here}: put the sink into a stack of the bucket's region`;
  return [at(['bucket'], message)];
}
