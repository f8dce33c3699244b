import { hasQueue, isFifo } from '../config/sink-source';
import { type Flow, shardsOf } from './flow';
import { type Line, linesOf } from './line';
import type { PriceKey, Prices } from './price';
import { SQS_MOST } from './record-size';
import { type Charged, DAYS_OF_MONTH, GB, HOURS_OF_MONTH, SECONDS_OF_MONTH, type Workload } from './workload';

const KIB = 1024;
/** https://aws.amazon.com/sqs/pricing/: each 64 KB of a request is a request; SNS and EventBridge count the same way. */
const CHUNK = 64 * KIB;
/** https://aws.amazon.com/iot-core/pricing/ */
const IOT_CHUNK = 5 * KIB;
/** https://aws.amazon.com/kinesis/data-streams/pricing/: on-demand rounds records to 1 KB, provisioned to 25 KB. */
const KINESIS_ROUNDS = KIB;
const PUT_UNIT = 25 * KIB;
/** Of `kinesis-source.ts`; the first day costs nothing more. */
const RETENTION_DAYS = 7;
/** Lambda asks for 20 seconds at a time where nothing comes. */
const LONG_POLL_SECONDS = 20;
const BATCH = 10;

const chunks = (bytes: number, chunk = CHUNK) => Math.max(1, Math.ceil(bytes / chunk));

/** What brings the records: nothing is charged for a function URL or an invocation beside the function. */
export function sourceLines(charged: Charged, workload: Workload, flow: Flow, prices: Prices): Line[] {
  const { source } = charged.sink;
  if (source.type === 'kinesis') return streamLines(charged, workload, prices);
  if (!hasQueue(source)) return [];
  return [...senderLines(charged, workload, prices), ...queueLines(charged, workload, flow, prices)];
}

function queueLines({ sink }: Charged, workload: Workload, flow: Flow, prices: Prices): Line[] {
  const { rate, recordBytes } = workload;
  const line = linesOf(prices, 'SQS');
  const key: PriceKey = isFifo(sink.source) ? 'sqsFifoRequests' : 'sqsRequests';
  const requests = (messages: number, batch: number) => {
    const together = Math.max(1, Math.min(batch, Math.floor(SQS_MOST / recordBytes)));
    return (messages / together) * chunks(together * recordBytes);
  };
  // SNS, EventBridge and IoT send each message by itself.
  const sent = requests(rate, sink.source.type === 'sqs' ? workload.sendBatch : 1);
  const received = Math.max(requests(rate, flow.received), flow.readers / LONG_POLL_SECONDS);
  return [
    line('SendMessage', key, sent * SECONDS_OF_MONTH),
    line('ReceiveMessage', key, received * SECONDS_OF_MONTH),
    line('DeleteMessage', key, deletions(flow) * SECONDS_OF_MONTH),
  ];
}

/** Ten messages of a batch at a time; what is left over is a request too. */
const deletions = ({ invocations, batch }: Flow) => invocations * Math.ceil(batch.records / BATCH - 1e-9);

function senderLines({ sink }: Charged, { rate, recordBytes }: Workload, prices: Prices): Line[] {
  const messages = rate * SECONDS_OF_MONTH;
  switch (sink.source.type) {
    case 'sns':
      return [linesOf(prices, 'SNS')('publish', 'snsPublishes', messages * chunks(recordBytes))];
    case 'eventbridge':
      return [linesOf(prices, 'EventBridge')('events', 'eventBridgeEvents', messages * chunks(recordBytes))];
    case 'iot-rule': {
      const line = linesOf(prices, 'IoT Core');
      const metered = messages * chunks(recordBytes, IOT_CHUNK);
      return [
        line('messages', 'iotMessages', metered),
        line('rule triggered', 'iotRules', metered),
        line('action to the queue', 'iotActions', metered),
      ];
    }
    default:
      return [];
  }
}

function streamLines({ sink }: Charged, workload: Workload, prices: Prices): Line[] {
  const { rate, recordBytes, shards } = workload;
  const line = linesOf(prices, 'Kinesis');
  const records = rate * SECONDS_OF_MONTH;
  const keptLonger =
    sink.source.type === 'kinesis' && sink.source.streamArn === undefined ? RETENTION_DAYS - 1 : 0;
  if (shards !== undefined) {
    const hours = shardsOf(workload) * HOURS_OF_MONTH;
    return [
      line('shards', 'kinesisShardHours', hours),
      line('PUT units of 25 KB', 'kinesisPutUnits', records * chunks(recordBytes, PUT_UNIT)),
      ...(keptLonger > 0 ? [line('kept a week', 'kinesisRetentionShardHours', hours)] : []),
    ];
  }
  const gigabytes = (records * chunks(recordBytes, KINESIS_ROUNDS) * KINESIS_ROUNDS) / GB;
  return [
    line('stream', 'kinesisStreamHours', HOURS_OF_MONTH),
    line('data in, records rounded to KB', 'kinesisGbIn', gigabytes),
    line('data out', 'kinesisGbOut', gigabytes),
    ...(keptLonger > 0
      ? [line('kept a week', 'kinesisRetentionGbMonths', (gigabytes / DAYS_OF_MONTH) * keptLonger)]
      : []),
  ];
}
