import type { Sink } from '../config/destination';
import { hasQueue, isRequest } from '../config/sink-source';

/** Lambda's payload: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const PAYLOAD = 6 * 2 ** 20;
/** What an event says beside the record, in bytes: attributes, ARN, receipt handle. */
const ENVELOPE = { sqs: 600, kinesis: 520 } as const;
/** Quotes of JSON are escaped inside the body of a message; bytes of Kinesis come in base64. */
const GROWTH = { sqs: 1.15, kinesis: 4 / 3 } as const;

/** How many records of a size one event of Lambda holds. */
export const fits = (kind: keyof typeof ENVELOPE, recordBytes: number): number =>
  Math.max(1, Math.floor(PAYLOAD / (recordBytes * GROWTH[kind] + ENVELOPE[kind])));

/** All messages of a request together, read 2026-11-21: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const SQS_MOST = 2 ** 20;
/** https://docs.aws.amazon.com/general/latest/gr/iot-core.html */
const IOT_MOST = 128 * 1024;
/** Larger records come through where the topic or the stream is told to take them. */
const UNTOLD = {
  /** https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html, read 2026-11-21 */
  sns: { bytes: 256 * 1024, setting: 'MaximumMessageSize of the topic' },
  /** https://docs.aws.amazon.com/streams/latest/dev/large-records.html, read 2026-11-21 */
  kinesis: { bytes: 2 ** 20, setting: 'MaxRecordSizeInKiB of the stream' },
} as const;

/** The largest record that comes through a sink, and what a larger one does not fit into. */
export interface Largest {
  readonly bytes: number;
  readonly what: string;
}

export function largestRecord({ source, batch }: Pick<Sink, 'source' | 'batch'>): Largest {
  const found = largestOf(source);
  return batch.maxBytes < found.bytes ? { bytes: batch.maxBytes, what: "the sink's batch.maxBytes" } : found;
}

function largestOf(source: Sink['source']): Largest {
  if (source.type === 'iot-rule') return { bytes: IOT_MOST, what: 'a message of IoT Core' };
  if (hasQueue(source)) return { bytes: SQS_MOST, what: 'a message of SQS' };
  if (isRequest(source)) return { bytes: PAYLOAD, what: 'a request to Lambda' };
  const bytes = Math.floor((PAYLOAD - ENVELOPE.kinesis) / GROWTH.kinesis);
  return { bytes, what: "an event of Lambda, with Kinesis's base64" };
}

/** What must be set at the source for records of a size; undefined where nothing must. */
export function settingFor({ source }: Pick<Sink, 'source'>, recordBytes: number): string | undefined {
  if (source.type !== 'sns' && source.type !== 'kinesis') return undefined;
  const { bytes, setting } = UNTOLD[source.type];
  return recordBytes > bytes ? setting : undefined;
}
