import type { SinkSettings } from '../../lib/sink/runtime/settings';
import { SETTINGS } from '../../test/sink/runtime/support';

const BENCH: Partial<SinkSettings> = {
  name: 'bench',
  bucket: 'bench',
  prefix: 'readings',
  suffix: '.jsonl.gz',
  compression: 'gzip',
  timeoutSeconds: 60,
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
    // The sink sends none to other stores than S3.
    AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_REQUIRED',
    SINK_SETTINGS: JSON.stringify({ ...SETTINGS, ...BENCH, ...settings }),
  };
}
