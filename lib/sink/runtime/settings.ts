/** Where records come from, as the function sees it: SNS, EventBridge and IoT rules come through a queue. */
export type EventSource = 'sqs' | 'sqs-fifo' | 'kinesis' | 'function-url' | 'invoke';

/** What `source.type` of the destination file may be. */
export const SOURCE_TYPES = [
  'sqs',
  'kinesis',
  'sns',
  'eventbridge',
  'iot-rule',
  'function-url',
  'invoke',
] as const;

/** The word for `{source}` in an object key; `file` with a sink on one's own machine. */
export type SourceType = (typeof SOURCE_TYPES)[number] | 'file';

export type Format = 'json' | 'delimited' | 'raw';
export const COMPRESSIONS = ['none', 'gzip', 'zlib', 'flate', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

/** What becomes of one record, and of the records of an object. */
export interface ShapeSettings {
  /** An object of `json` is JSON Lines, or one array where `sendPerRecord` is false. */
  readonly format: Format;
  readonly sendPerRecord: boolean;
  /** Go text/template with sprig; for each record, or once over the list of them. */
  readonly template?: string;
  readonly numbers: 'friendly' | 'strict-go';
  /** The fields to keep, in this order; a missing one is null. Never together with `excludeFields`. */
  readonly fields?: readonly string[];
  readonly excludeFields?: readonly string[];
  /** The member that holds the data. */
  readonly dataField?: string;
  readonly omitIfEmpty: boolean;
  /** Of `delimited`. */
  readonly delimiter: string;
  readonly header: boolean;
  /** The name under which each record carries its message ID. */
  readonly idField?: string;
  readonly compression: Compression;
}

/** What a destination says of its objects and of how they are written. */
export interface DeliverySettings extends ShapeSettings {
  /** Between prefix and suffix. */
  readonly key: string;
  /** `arrival`, `write`, or `event:<field>`. */
  readonly keyTime: string;
  /** The literal ending of every key, such as `.jsonl.gz`. */
  readonly suffix: string;
  /** Of one upload attempt. */
  readonly timeoutSeconds: number;
  /** Uploads after the first that failed. */
  readonly retries: number;
}

/** All that the function is told, as JSON in the environment variable SINK_SETTINGS. */
export interface SinkSettings extends DeliverySettings {
  readonly version: 1;
  /** The name of the destination, for metrics and logs. */
  readonly name: string;
  readonly bucket: string;
  /** Literal; without leading or trailing slash; empty means the root of the bucket. */
  readonly prefix: string;
  readonly eventSource: EventSource;
  readonly source: SourceType;
  /** Most bytes of one record, and of the records of one object before compression. */
  readonly maxBytes: number;
  /** Most records of one object. */
  readonly maxRecords: number;
  /** Where records go that can never be written; absent with a sink on one's own machine. */
  readonly deadLetterQueueUrl?: string;
  /** The DynamoDB table that holds which message went into which object. */
  readonly claimsTable?: string;
  /** How long a claim keeps others away: longer than the function's timeout. */
  readonly leaseSeconds?: number;
  /** How long a claim is remembered: longer than the queue keeps a message. */
  readonly rememberSeconds?: number;
}
