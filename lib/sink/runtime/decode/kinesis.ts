import { type DecodedEvent, SinkInputError } from '../record';
import type { SinkSettings } from '../settings';
import { Batch, type Origin } from './batch';
import { addLogEvents } from './cloudwatch-logs';
import { Gunzip, isGzip, jsonOf, strictBase64 } from './encoding';
import { RecordsList } from './records-list';
import { type JsonObject, member, mismatch, object, text, time } from './value';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function decodeKinesis(settings: Pick<SinkSettings, 'format'>, event: unknown): DecodedEvent {
  const batch = new Batch();
  const gunzip = new Gunzip();
  let shard: string | undefined;
  // Shard and sequence numbers name the object, so they must be there. Data that are broken are only their own
  // record's problem.
  const entries = new RecordsList(event, 'aws:kinesis');
  for (const entry of entries) {
    const origin = originOf(entries, entry);
    shard ??= origin.partition;
    // The keys of objects are ranges within one shard.
    if (origin.partition !== shard) {
      throw new SinkInputError(
        `${entries.place('.eventID')()} is of another shard than Records[0], expected one shard`,
      );
    }
    if (batch.isNew(origin.id)) {
      addData(batch, gunzip, origin, member(entry.kinesis, 'data'), settings.format === 'raw');
    }
  }
  return batch.result();
}

function originOf(entries: RecordsList, entry: JsonObject): Origin {
  const id = text(
    entries.place('.eventID'),
    entry.eventID,
    /^shardId-\d{1,20}:\d{1,128}$/,
    '"shardId-<number>:<sequence number>"',
  );
  const kinesis = object(entries.place('.kinesis'), entry.kinesis);
  const whereSequence = entries.place('.kinesis.sequenceNumber');
  const sequence = text(whereSequence, kinesis.sequenceNumber, /^\d{1,128}$/, 'a string of up to 128 digits');
  const [partition = '', named] = id.split(':');
  if (named !== sequence) {
    throw new SinkInputError(`${whereSequence()} differs from eventID, expected the same number`);
  }
  const whereArrival = entries.place('.kinesis.approximateArrivalTimestamp');
  const arrival = time(whereArrival, kinesis.approximateArrivalTimestamp, 'seconds');
  return { id, messageId: id, arrival, partition, sequence };
}

function addData(batch: Batch, gunzip: Gunzip, origin: Origin, data: unknown, raw: boolean): void {
  if (typeof data !== 'string') {
    const problem = mismatch('kinesis.data', data, 'a string');
    batch.bury(origin, Buffer.from(jsonOf(data) ?? ''), problem);
    return;
  }
  const bytes = strictBase64(data);
  if (bytes === undefined) {
    batch.bury(origin, Buffer.from(data), 'kinesis.data is not base64');
    return;
  }
  // Raw means raw: gzip, CloudWatch Logs data and aggregated records go into the object as they came.
  if (raw) {
    batch.add(origin, bytes);
    return;
  }
  if (isAggregated(bytes)) {
    const remedy =
      'switch aggregation off at the producer (AggregationEnabled = false), or de-aggregate there';
    batch.bury(origin, bytes, `the Kinesis Producer Library aggregated several records into one: ${remedy}`);
    return;
  }
  const plain = isGzip(bytes) ? gunzip.run(bytes) : bytes;
  if (typeof plain === 'string') batch.bury(origin, bytes, plain);
  else if (!addLogEvents(batch, origin, plain)) batch.add(origin, plain);
}

/** https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md */
function isAggregated(bytes: Uint8Array): boolean {
  return bytes[0] === 0xf3 && bytes[1] === 0x89 && bytes[2] === 0x9a && bytes[3] === 0xc2;
}
