import { fits, largestRecord, settingFor } from '../../lib/cost/record-size';
import { charged } from './support';

const sinkOf = (source: object, batch = {}) => charged({ source, batch }).sink;
const PATTERN = { source: ['acme'] };

test.each([
  [{ type: 'sqs' }, 1_048_576, 'a message of SQS'],
  [{ type: 'sqs', fifo: true }, 1_048_576, 'a message of SQS'],
  [{ type: 'sns' }, 1_048_576, 'a message of SQS'],
  [{ type: 'eventbridge', pattern: PATTERN }, 1_048_576, 'a message of SQS'],
  [{ type: 'iot-rule', sql: "SELECT * FROM 'a'" }, 131_072, 'a message of IoT Core'],
  [{ type: 'function-url' }, 6_291_456, 'a request to Lambda'],
  [{ type: 'invoke' }, 6_291_456, 'a request to Lambda'],
  // Three bytes become four, and 520 are the envelope's.
  [{ type: 'kinesis' }, ((6_291_456 - 520) * 3) / 4, "an event of Lambda, with Kinesis's base64"],
])('%j takes %d bytes', (source, bytes, what) => {
  expect(largestRecord(sinkOf(source))).toEqual({ bytes, what });
});

test('the sink buries what is larger than batch.maxBytes', () => {
  expect(largestRecord(sinkOf({ type: 'sqs' }, { maxBytes: 1000 }))).toEqual({
    bytes: 1000,
    what: "the sink's batch.maxBytes",
  });
});

test.each([
  [{ type: 'sns' }, 262_144, 'MaximumMessageSize of the topic'],
  [{ type: 'kinesis' }, 1_048_576, 'MaxRecordSizeInKiB of the stream'],
])('%j takes more than %d bytes only where it is told to', (source, bytes, setting) => {
  expect(settingFor(sinkOf(source), bytes)).toBe(undefined);
  expect(settingFor(sinkOf(source), bytes + 1)).toBe(setting);
  expect(settingFor(sinkOf({ type: 'sqs' }), bytes + 1)).toBe(undefined);
});

test('an event of 6 MB holds 5,354 messages of 500 bytes, 5,301 records of a stream, or one that fills it', () => {
  expect(fits('sqs', 500)).toBe(Math.floor(6_291_456 / (575 + 600)));
  expect(fits('kinesis', 500)).toBe(5301);
  expect(fits('kinesis', 4_718_202)).toBe(1);
});
