/** Where a price was found, from the surest: AWS's machine-readable list, a public page, another price, or memory. */
export type Grade = 'price-list' | 'published' | 'derived' | 'unconfirmed' | 'yours';

/** The first so many units of a month at one price; the last tier has no end. */
export interface Tier {
  /** In single units, not in the thousands or millions that the price is for. */
  readonly upTo?: number;
  readonly usd: number;
}

export interface Price {
  readonly usd: number | readonly Tier[];
  readonly grade: Grade;
  /** When it was read. */
  readonly date: string;
}

interface Unit {
  /** How many units the price is for. */
  readonly per: number;
  readonly unit: string;
  /** The public page that shows it. */
  readonly page: string;
}

const page = (path: string) => `https://aws.amazon.com/${path}/pricing/`;
const unit = (per: number, name: string, path: string): Unit => ({ per, unit: name, page: page(path) });
const MILLION = 1_000_000;

/** What is charged for, and in which units the price stands. */
export const UNITS = {
  lambdaRequests: unit(MILLION, 'requests', 'lambda'),
  lambdaGbSeconds: unit(1, 'GB-s', 'lambda'),
  s3Puts: unit(1000, 'PUTs', 's3'),
  s3StorageGbMonths: unit(1, 'GB-months', 's3'),
  sqsRequests: unit(MILLION, 'requests', 'sqs'),
  sqsFifoRequests: unit(MILLION, 'requests', 'sqs'),
  snsPublishes: unit(MILLION, 'requests', 'sns'),
  eventBridgeEvents: unit(MILLION, 'events', 'eventbridge'),
  iotMessages: unit(MILLION, 'messages', 'iot-core'),
  iotRules: unit(MILLION, 'rules triggered', 'iot-core'),
  iotActions: unit(MILLION, 'actions', 'iot-core'),
  kinesisStreamHours: unit(1, 'stream-hours', 'kinesis/data-streams'),
  kinesisGbIn: unit(1, 'GB', 'kinesis/data-streams'),
  kinesisGbOut: unit(1, 'GB', 'kinesis/data-streams'),
  kinesisRetentionGbMonths: unit(1, 'GB-months', 'kinesis/data-streams'),
  kinesisShardHours: unit(1, 'shard-hours', 'kinesis/data-streams'),
  kinesisPutUnits: unit(MILLION, 'PUT units', 'kinesis/data-streams'),
  kinesisRetentionShardHours: unit(1, 'shard-hours', 'kinesis/data-streams'),
  kmsKeys: unit(1, 'keys', 'kms'),
  kmsRequests: unit(10_000, 'requests', 'kms'),
  dynamoWrites: unit(MILLION, 'write units', 'dynamodb'),
  dynamoStorageGbMonths: unit(1, 'GB-months', 'dynamodb'),
  logGb: unit(1, 'GB', 'cloudwatch'),
  logStorageGbMonths: unit(1, 'GB-months', 'cloudwatch'),
  metrics: unit(1, 'metrics', 'cloudwatch'),
  alarms: unit(1, 'alarms', 'cloudwatch'),
  firehoseGb: unit(1, 'GB', 'firehose'),
} as const satisfies Readonly<Record<string, Unit>>;

export type PriceKey = keyof typeof UNITS;
export const PRICE_KEYS = Object.keys(UNITS) as PriceKey[];

/** The prices of one region. */
export type Prices = Readonly<Record<PriceKey, Price>>;

/** US dollars for a month's quantity, tier by tier. */
export function charge(prices: Prices, key: PriceKey, quantity: number): number {
  const { usd } = prices[key];
  const { per } = UNITS[key];
  if (typeof usd === 'number') return (quantity / per) * usd;
  let counted = 0;
  let sum = 0;
  for (const { upTo = Number.POSITIVE_INFINITY, usd: price } of usd) {
    const inTier = Math.max(0, Math.min(quantity, upTo) - counted);
    sum += (inTier / per) * price;
    counted += inTier;
  }
  return sum;
}
