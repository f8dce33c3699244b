import type { Sink } from '../../lib/config/destination';
import { resolveSink } from '../../lib/config/resolve-sink';
import { sinkSchema } from '../../lib/config/schema';
import { readPrices } from '../../lib/cost/price-list';
import { type Charged, USUAL, type Workload } from '../../lib/cost/workload';

export const US = readPrices('us-east-1');

export function charged(sink: object, bucket: object = {}): Charged {
  const resolved: Sink = resolveSink(sinkSchema.parse(sink), { pattern: '*' });
  return {
    sink: resolved,
    bucket: {
      existing: false,
      versioned: true,
      encryption: 's3-managed',
      retain: true,
      ...bucket,
    } as Charged['bucket'],
  };
}

export const load = (workload: Partial<Workload> & Pick<Workload, 'rate' | 'recordBytes'>): Workload => ({
  memoryMb: 512,
  ...USUAL,
  ...workload,
});

export const SOURCES = [
  { type: 'sqs' },
  { type: 'sqs', fifo: true },
  { type: 'kinesis' },
  { type: 'sns' },
  { type: 'eventbridge', pattern: { source: ['acme'] } },
  { type: 'iot-rule', sql: "SELECT * FROM 'a'" },
  { type: 'function-url' },
  { type: 'invoke' },
];
