import { MAX_RECEIVE_COUNT } from '../../../lib/config/sink-queue';
import type { SinkSettings } from '../../../lib/sink/runtime/settings';
import type { AfterFailure } from './kinesis-poller';
import type { Poison, Sent } from './records';

export interface Scenario {
  readonly name: string;
  readonly source: 'sqs' | 'sqs-fifo' | 'kinesis';
  readonly compression: 'none' | 'gzip' | 'zlib' | 'flate';
  readonly deduplicate?: true;
  /** Each record goes through a template, which fails for some. */
  readonly template?: true;
  readonly afterFailure?: AfterFailure;
  /** Whether a record may stand in more than one object: it is counted all the same. */
  readonly mayDouble: boolean;
  /** Of the batches that are asked for. */
  readonly share: number;
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'sqs', source: 'sqs', compression: 'gzip', mayDouble: true, share: 1 },
  {
    name: 'sqs-deduplicate',
    source: 'sqs',
    compression: 'zlib',
    deduplicate: true,
    template: true,
    mayDouble: false,
    share: 1,
  },
  {
    name: 'kinesis',
    source: 'kinesis',
    compression: 'none',
    afterFailure: 'same',
    mayDouble: false,
    share: 1,
  },
  { name: 'sqs-fifo', source: 'sqs-fifo', compression: 'flate', mayDouble: true, share: 0.2 },
  {
    name: 'kinesis-bisect',
    source: 'kinesis',
    compression: 'gzip',
    afterFailure: 'bisect',
    mayDouble: true,
    share: 0.2,
  },
  {
    name: 'kinesis-resumed',
    source: 'kinesis',
    compression: 'gzip',
    template: true,
    afterFailure: 'resumed',
    mayDouble: true,
    share: 0.2,
  },
];

export const BATCH_SIZE = 16;
export const MAX_BYTES = 100_000;
/** Of Lambda: (retries + 1) × timeoutSeconds + 30, as the construct computes it. */
const RETRIES = 3;
export const TIMEOUT_SECONDS = 5;
export const FUNCTION_TIMEOUT = ((RETRIES + 1) * TIMEOUT_SECONDS + 30) * 1000;
/** Longer than the function's timeout. */
const LEASE_SECONDS = 90;
export const VISIBILITY = 120_000;
/** As deployed: no record is given up because of what happens around it. */
export const MAX_RECEIVES = MAX_RECEIVE_COUNT;

const TEMPLATE = '{{ if .bad }}{{ fail "a bad record" }}{{ end }}{{ toJson . }}';

export const poisonsOf = ({ source, template }: Scenario): readonly Poison[] => [
  'not-json',
  'not-json',
  'not-json',
  'too-large',
  ...(source === 'kinesis' ? (['not-utf8'] as const) : []),
  ...(template ? (['template'] as const) : []),
];

export const KEYS: Readonly<Record<Scenario['source'], { key: string; pattern: (sent: Sent) => RegExp }>> = {
  sqs: { key: 'kind={field:kind}/{batch}', pattern: ({ kind }) => new RegExp(`^kind=${kind}/[0-9a-f]{32}$`) },
  'sqs-fifo': {
    key: '{partition}/{batch}',
    pattern: ({ partition }) => new RegExp(`^${partition}/[0-9a-f]{32}$`),
  },
  kinesis: {
    key: '{yyyy}/{MM}/{dd}/{HH}/{field:kind}/{batch}',
    pattern: ({ kind, partition }) =>
      new RegExp(`^\\d{4}/\\d\\d/\\d\\d/\\d\\d/${kind}/${partition}-\\d{56}-\\d{56}-[0-9a-f]{12}$`),
  },
};

export function settingsOf({ source, compression, deduplicate, template }: Scenario): SinkSettings {
  const endings = { none: '', gzip: '.gz', zlib: '.zlib', flate: '.deflate' } as const;
  return {
    version: 1,
    name: 'faults',
    bucket: 'the-bucket',
    prefix: 'data/devices',
    suffix: `.jsonl${endings[compression]}`,
    eventSource: source,
    source: source === 'kinesis' ? 'kinesis' : 'sqs',
    key: KEYS[source].key,
    keyTime: 'arrival',
    format: 'json',
    sendPerRecord: true,
    ...(template ? { template: TEMPLATE } : {}),
    numbers: 'friendly',
    omitIfEmpty: false,
    delimiter: ',',
    header: true,
    compression,
    timeoutSeconds: TIMEOUT_SECONDS,
    retries: RETRIES,
    maxBytes: MAX_BYTES,
    maxRecords: 8,
    deadLetterQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/dead-letters',
    ...(deduplicate
      ? { claimsTable: 'claims', leaseSeconds: LEASE_SECONDS, rememberSeconds: 1_300_000 }
      : {}),
  };
}
