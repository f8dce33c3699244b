/** One record as its source gave it: the message of a queue, the data of a stream, an element of a request. */
export interface SourceRecord {
  /** Unique and the same on every delivery: message ID, shard and sequence number, request ID and index. */
  readonly id: string;
  /** The message that a failure is reported for; several records may come out of one message. */
  readonly messageId: string;
  /** The record's bytes as they came, without the encoding of the transport (base64). */
  readonly bytes: Uint8Array;
  /** When the source took it, in milliseconds since 1970. */
  readonly arrival: number;
  /** Shard ID of a stream, message group of a FIFO queue; else empty. */
  readonly partition: string;
  /** Of a stream: the position in the shard, for the object's key. */
  readonly sequence?: string;
  /** Where the source gave a text: `bytes` are made of it each time that somebody asks, which few do. */
  readonly text?: string;
}

/** A record that came as well-formed text. */
export class TextRecord implements SourceRecord {
  readonly id: string;
  readonly messageId: string;
  readonly arrival: number;
  readonly partition: string;
  readonly size: number;

  constructor(
    { id, messageId, arrival, partition }: Omit<SourceRecord, 'bytes'>,
    readonly text: string,
  ) {
    this.id = id;
    this.messageId = messageId;
    this.arrival = arrival;
    this.partition = partition;
    this.size = Buffer.byteLength(text);
  }

  get bytes(): Buffer {
    return Buffer.from(this.text);
  }
}

/** How many bytes a record has. */
export function sizeOf(record: SourceRecord): number {
  return record instanceof TextRecord ? record.size : record.bytes.byteLength;
}

/** A record that can never be written, and why, without any of its content. */
export interface DeadRecord {
  readonly record: SourceRecord;
  readonly reason: string;
}

/** What an event was taken apart into. */
export interface DecodedEvent {
  readonly records: readonly SourceRecord[];
  /** Records that could not be taken out of their envelope: broken gzip, invalid UTF-8. */
  readonly dead: readonly DeadRecord[];
  /** Envelopes that hold no record, such as the control message of a CloudWatch Logs subscription. */
  readonly dropped: number;
}

/** Ends up in the log and in the answer: what is wrong with the settings or with the event as a whole. */
export class SinkInputError extends Error {
  override readonly name: string = 'SinkInputError';
}

/** A request that HTTP has a word of its own for. */
export class RefusedRequestError extends SinkInputError {
  override readonly name = 'RefusedRequestError';
  constructor(
    message: string,
    readonly statusCode: number,
    /** What the caller may send instead. */
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}
