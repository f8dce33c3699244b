import type { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ObjectScope } from '../destination/object-scope';
import type { SinkSource } from './sink-source';

/** What the objects of a sink hold. */
export enum SinkFormat {
  /** JSON Lines, or one array with `sendPerRecord: false`. */
  JSON = 'json',
  /** CSV as in RFC 4180. */
  DELIMITED = 'delimited',
  /** The bytes of the records as they came, a newline between them. */
  RAW = 'raw',
}

/** How whole objects are compressed. */
export enum SinkCompression {
  NONE = 'none',
  /** RFC 1952. */
  GZIP = 'gzip',
  /** RFC 1950. */
  ZLIB = 'zlib',
  /** DEFLATE without a header, RFC 1951. */
  FLATE = 'flate',
  /** RFC 8878. */
  ZSTD = 'zstd',
}

/** How a template sees the numbers of JSON. */
export enum TemplateNumbers {
  /** Whole numbers print as such: 1234567. */
  FRIENDLY = 'friendly',
  /** All are float64, as in Go and NeuronEX: 1.234567e+06. */
  STRICT_GO = 'strict-go',
}

/** Where records come from, and what becomes of them. */
export interface SinkProps {
  /** Where the records come from. */
  readonly source: SinkSource;

  /**
   * What the objects hold. NeuronEX: "Stream Format".
   *
   * @default SinkFormat.JSON
   */
  readonly format?: SinkFormat;

  /**
   * Whether each record stands on its own. False: an object is one JSON array, and a template is called once with the
   * list. NeuronEX: "Send Result Data Per Record".
   *
   * @default true
   */
  readonly sendPerRecord?: boolean;

  /**
   * A Go text/template with the functions of sprig, which makes the record. NeuronEX: "Data Template". It is deployed
   * as an environment variable, so that all settings together may hold 4 KB. What it prints is
   * written as it stands, also with `SinkFormat.JSON`, whose readers expect JSON.
   *
   * @default - records are written as they came
   */
  readonly template?: string;

  /**
   * How the template sees numbers.
   *
   * @default TemplateNumbers.FRIENDLY
   */
  readonly numbers?: TemplateNumbers;

  /**
   * The fields to keep, in this order; a missing one becomes null.
   *
   * @default - all
   */
  readonly fields?: string[];

  /**
   * The fields to leave out, instead of `fields`.
   *
   * @default - none
   */
  readonly excludeFields?: string[];

  /**
   * The member of the record that holds the data.
   *
   * @default - the record itself
   */
  readonly dataField?: string;

  /**
   * Whether empty records are left out. NeuronEX: "Ignore Output".
   *
   * @default false
   */
  readonly omitIfEmpty?: boolean;

  /**
   * One character between the fields of a line, with `SinkFormat.DELIMITED`.
   *
   * @default ','
   */
  readonly delimiter?: string;

  /**
   * Whether an object begins with the names of the fields, with `SinkFormat.DELIMITED`.
   *
   * @default - where the fields have names: not with a template alone
   */
  readonly header?: boolean;

  /**
   * How objects are compressed.
   *
   * @default SinkCompression.NONE
   */
  readonly compression?: SinkCompression;

  /**
   * Of one upload attempt, 1 to 870 seconds. The function may run (`retries` + 1) times as long and half a minute
   * more, 15 minutes at most.
   *
   * @default Duration.seconds(60)
   */
  readonly timeout?: Duration;

  /**
   * Uploads after the first that failed, 0 to 20.
   *
   * @default 1
   */
  readonly retries?: number;

  /**
   * Most records of one object, 1 to 10,000.
   *
   * @default - 1000; of a FIFO queue 10; of a function URL and invocations 10,000
   */
  readonly maxRecords?: number;

  /**
   * Most bytes of the records of one object before compression, 1 to 268,435,456.
   *
   * @default - 5 MiB; of a function URL and invocations 6 MiB
   */
  readonly maxBytes?: number;

  /**
   * How long a queue or stream gathers records, 0 to 300 seconds.
   *
   * @default - a minute; of a FIFO queue, a function URL and invocations none
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * The object key between prefix and ending. Tokens: `{yyyy}`, `{MM}`, `{dd}`, `{HH}`, `{field:name}`, `{source}`,
   * `{partition}` and `{batch}`, which must be there. The ending comes after it by itself.
   *
   * @default '{yyyy}/{MM}/{dd}/{batch}'
   */
  readonly key?: string;

  /**
   * The clock that the key shows, in UTC: `arrival`, `write`, or `event:<field>`, where the key shows a time.
   *
   * @default 'arrival'
   */
  readonly keyTime?: string;

  /**
   * The name under which each record carries its message ID, so that readers can drop doubles.
   *
   * @default - records carry none
   */
  readonly idField?: string;

  /**
   * Effectively once: a DynamoDB table remembers for 15 days which message went into which object. For sources with a
   * queue.
   *
   * @default false
   */
  readonly deduplicate?: boolean;

  /**
   * Whether there are alarms: dead letters, records that wait, failed requests of a URL, and errors of the function.
   *
   * @default true
   */
  readonly alarms?: boolean;

  /**
   * Who is told of alarms.
   *
   * @default - nobody; the alarms change their state only
   */
  readonly alarmTopic?: ITopic;

  /**
   * How many batches may be written at once, taken from the account's concurrency. For sources with a queue take two
   * or more: Lambda then reads no more than it can hand over, and no message goes to the dead letters for having waited.
   *
   * @default - no limit of its own
   */
  readonly reservedConcurrency?: number;

  /**
   * Memory of the function, in MB, 128 to 10,240. Lambda hands over 6 MB at most, of which decoding, shaping and
   * compressing hold a few copies beside Node itself. Memory also buys CPU, at the same price for the same work: 512 MB
   * are a third of a core.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * How long the function's log is kept. It never holds records.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * Name of the sink in metrics and logs: 1 to 255 printable ASCII characters.
   *
   * @default - the construct's path; where that is no such text, `_` stands for what is not, and a hash behind it
   */
  readonly name?: string;
}

export interface LambdaSinkProps extends SinkProps {
  /**
   * The bucket, in the region of the stack. With a KMS key it must know it (`encryptionKey`), so that the sink may use
   * it through S3.
   */
  readonly bucket: IBucket;

  /**
   * Where the objects go: one prefix at most, and a pattern that ends as format and compression say.
   *
   * @default ObjectScope.wholeBucket()
   */
  readonly objects?: ObjectScope;
}
