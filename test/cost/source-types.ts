import type { Sink } from '../../lib/config/destination';

export const sinkSourceTypes: readonly Sink['source']['type'][] = [
  'sqs',
  'kinesis',
  'sns',
  'eventbridge',
  'iot-rule',
  'function-url',
  'invoke',
];
