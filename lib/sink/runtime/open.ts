import { AwsClient, type Credentials } from './aws/client';
import { ObjectStore } from './aws/object-store';
import type { Log } from './log';
import { SinkInputError } from './record';
import type { SinkSettings } from './settings';
import { createShaper } from './shape/shaper';
import { Sink } from './sink';

export interface Surroundings {
  readonly region: string;
  readonly credentials: () => Credentials | Promise<Credentials>;
  /** `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL_SQS`, `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

/** Loads what the settings need, and nothing else. */
export async function openSink(settings: SinkSettings, surroundings: Surroundings): Promise<Sink> {
  const { environment, log } = surroundings;
  const client = new AwsClient(surroundings.region, surroundings.credentials);
  const endpoint = (service: string) =>
    environment[`AWS_ENDPOINT_URL_${service}`] || environment.AWS_ENDPOINT_URL;
  const store = new ObjectStore({
    client,
    bucket: settings.bucket,
    contentType: contentType(settings),
    endpoint: endpoint('S3'),
  });
  const { deadLetterQueueUrl, claimsTable, leaseSeconds = 0, rememberSeconds = 0, source } = settings;
  return new Sink({
    settings,
    shaper: await createShaper(settings),
    store,
    log,
    ...(deadLetterQueueUrl === undefined
      ? {}
      : {
          deadLetters: new (await import('./aws/dead-letter-queue.js')).DeadLetterQueue({
            client,
            queueUrl: deadLetterQueueUrl,
            source,
            endpoint: endpoint('SQS'),
            log,
          }),
        }),
    ...(claimsTable === undefined
      ? {}
      : {
          claims: new (await import('./aws/claims.js')).Claims({
            client,
            table: claimsTable,
            leaseSeconds,
            rememberSeconds,
            exists: (key, retry) => store.exists(key, retry),
            endpoint: endpoint('DYNAMODB'),
          }),
        }),
  });
}

/** The role of the function. */
export function lambdaSurroundings(
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Surroundings {
  const variable = (name: string) => {
    const value = environment[name];
    if (value === undefined || value === '')
      throw new SinkInputError(`${name} is not set: Lambda sets it for the role of a function`);
    return value;
  };
  const credentials = {
    accessKeyId: variable('AWS_ACCESS_KEY_ID'),
    secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
    sessionToken: environment.AWS_SESSION_TOKEN,
  };
  return { region: variable('AWS_REGION'), credentials: () => credentials, environment, log };
}

/** No Content-Encoding: readers that decode by themselves would give a `.gz` that is none. */
function contentType({ compression, format, sendPerRecord }: SinkSettings): string {
  if (compression === 'gzip') return 'application/gzip';
  if (compression === 'zstd') return 'application/zstd';
  if (compression !== 'none' || format === 'raw') return 'application/octet-stream';
  if (format === 'delimited') return 'text/csv; charset=utf-8';
  return sendPerRecord ? 'application/x-ndjson' : 'application/json';
}
