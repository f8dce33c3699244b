import type { SinkSettings } from '../../lib/sink/runtime/settings';

const SETTINGS: SinkSettings = {
  version: 1,
  name: 'bench',
  bucket: 'bench',
  prefix: 'readings',
  suffix: '.jsonl.gz',
  eventSource: 'sqs',
  source: 'sqs',
  format: 'json',
  sendPerRecord: true,
  numbers: 'friendly',
  omitIfEmpty: false,
  delimiter: ',',
  header: true,
  compression: 'gzip',
  key: '{yyyy}/{MM}/{dd}/{batch}',
  keyTime: 'arrival',
  timeoutSeconds: 60,
  retries: 1,
  maxBytes: 64 * 1024 * 1024,
  maxRecords: 100_000,
};

/** What Lambda sets for the function, and the endpoint; the peers read what they know of it. */
export function sinkEnvironment(url: string, settings: Partial<SinkSettings> = {}): Record<string, string> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7BENCH00',
    AWS_SECRET_ACCESS_KEY: 'bench-secret',
    AWS_SESSION_TOKEN: 'bench-token',
    AWS_ENDPOINT_URL: url,
    SINK_SETTINGS: JSON.stringify({ ...SETTINGS, ...settings }),
  };
}
