import type { SinkSettings } from './settings';

const UNITS = {
  RecordsIn: 'Count',
  RecordsOut: 'Count',
  /** Empty results, doubles, and what was written before. */
  RecordsDropped: 'Count',
  RecordsDead: 'Count',
  /** Left to the source, which delivers them again. */
  RecordsFailed: 'Count',
  BytesIn: 'Bytes',
  /** As they lie in the bucket. */
  BytesOut: 'Bytes',
  Objects: 'Count',
  /** Objects that an earlier attempt had written. */
  ObjectsThere: 'Count',
  Retries: 'Count',
  PutLatency: 'Milliseconds',
} as const;

export type Metric = keyof typeof UNITS;

/**
 * Figures of one invocation, written as one line of CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class Metrics {
  private readonly counts = new Map<Metric, number>();
  private readonly latencies: number[] = [];

  add(metric: Exclude<Metric, 'PutLatency'>, n = 1): void {
    this.counts.set(metric, this.of(metric) + n);
  }

  /** Milliseconds. */
  putTook(latency: number): void {
    // CloudWatch takes 100 values of a metric in a line.
    if (this.latencies.length < 100) this.latencies.push(Math.round(latency));
  }

  of(metric: Metric): number {
    return this.counts.get(metric) ?? 0;
  }

  line({ name, source }: Pick<SinkSettings, 'name' | 'source'>, now: number): string {
    const names = (Object.keys(UNITS) as Metric[]).filter(
      (metric) => metric !== 'PutLatency' || this.latencies.length > 0,
    );
    return JSON.stringify({
      _aws: {
        Timestamp: now,
        CloudWatchMetrics: [
          {
            Namespace: 'S3DestinationKit',
            Dimensions: [['Destination', 'Source']],
            Metrics: names.map((metric) => ({ Name: metric, Unit: UNITS[metric] })),
          },
        ],
      },
      Destination: name,
      Source: source,
      ...Object.fromEntries(
        names.map((metric) => [metric, metric === 'PutLatency' ? this.latencies : this.of(metric)]),
      ),
    });
  }
}
