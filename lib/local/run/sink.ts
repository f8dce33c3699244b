import { Agent } from 'node:https';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { bundleFolder } from '../../sink/bundle';
import type { SinkSettings } from '../../sink/runtime/settings';
import type { Credentials } from '..';
import { LocalFunction } from '../function';
import type { ProvisionedFunction, ProvisionedQueue } from '../provisioned';
import type { Cast } from './cast';
import type { Deployment } from './deployment';
import { deliverOnce } from './event-source';
import { EMPTY, gatewayReadings, POISON } from './gateway-readings';
import { DENIED, outcomeOf } from './probe';
import { inScope } from './probes';
import type { Row } from './row';

/** What a sink wrote, and what it could not write. */
export interface SinkDelivery {
  readonly objects: readonly { readonly key: string; readonly bytes: Buffer; readonly records: number }[];
  readonly deadLetters: readonly { readonly body: string; readonly reason: string }[];
  readonly rows: readonly Row[];
}

interface QueueSink {
  readonly handler: ProvisionedFunction;
  readonly queue: ProvisionedQueue;
  readonly dead: ProvisionedQueue;
  readonly settings: SinkSettings;
}

/** The function that reads a queue, where the template makes one. The engine has no DynamoDB for `deduplicate`. */
function queueSink({ provisioned: { functions, queues } }: Deployment): QueueSink | undefined {
  for (const handler of functions) {
    const settings: SinkSettings = JSON.parse(handler.environment.SINK_SETTINGS ?? '{}');
    const queue = queues.find(({ arn }) => arn === handler.queue?.arn);
    const dead = queues.find(({ url }) => url === settings.deadLetterQueueUrl);
    if (queue && dead && settings.claimsTable === undefined) return { handler, queue, dead, settings };
  }
  return undefined;
}

/**
 * Readings flow through the queue into the bundled function and land as objects: with one that is no JSON, one that
 * is empty, and an S3 that says "slow down" to the first upload.
 */
export async function flow(deployment: Deployment, cast: Cast): Promise<SinkDelivery | undefined> {
  const sink = queueSink(deployment);
  if (sink === undefined) return undefined;
  const { engine, provisioned } = deployment;
  const { handler, queue, dead, settings } = sink;
  const role = await engine.serviceSession({ roleArn: handler.roleArn, service: 'lambda.amazonaws.com' });
  const clients: SQSClient[] = [];
  const sqs = (credentials: Credentials) => {
    const client = new SQSClient({
      region: provisioned.region,
      endpoint: engine.secureEndpoint,
      useQueueUrlAsEndpoint: false,
      maxAttempts: 1,
      credentials,
      requestHandler: { httpsAgent: new Agent({ ca: engine.certificate }) },
    });
    clients.push(client);
    return client;
  };
  const host = new LocalFunction({
    engine,
    region: provisioned.region,
    provisioned: handler,
    credentials: role,
    entry: join(bundleFolder(), 'index.mjs'),
  });
  try {
    const owner = sqs(cast.owner());
    const readings = gatewayReadings();
    await send(owner, queue, [...readings, POISON, EMPTY]);
    engine.fault({ match: ({ operation }) => operation === 'PutObject', status: 503, code: 'SlowDown' });
    const asRole = sqs(role);
    let delivered = 0;
    let left = 0;
    for (;;) {
      const { messages, failed, error } = await deliverOnce(
        asRole,
        queue,
        host,
        handler.queue?.batchSize ?? 10,
      );
      if (error !== undefined) throw new Error(`The function failed: ${error}`);
      if (messages === 0) break;
      delivered += messages;
      left += failed;
    }
    const objects = await objectsOf(deployment, cast);
    const deadLetters = await lettersOf(owner, dead);
    const metrics = host.log.map((line) => JSON.parse(line)).filter(({ _aws }) => _aws !== undefined);
    const sum = (name: string) => metrics.reduce((total, line) => total + line[name], 0);
    const rows = [
      row('gateway', 'sends messages', readings.length + 2, delivered),
      row('sink', 'leaves messages in the queue', 0, left),
      row('sink', 'tries the upload again that S3 refused (503)', 1, sum('Retries')),
      row(
        'sink',
        'writes, leaves out or buries every message',
        readings.length + 2,
        sum('RecordsOut') + sum('RecordsDropped') + deadLetters.length,
      ),
      row('bucket', 'holds the records that were written', sum('RecordsOut'), recordsIn(objects)),
      ...(settings.format === 'raw'
        ? []
        : [
            row(
              'dead letters',
              'hold what is no JSON',
              true,
              deadLetters.some(({ body }) => body === POISON),
            ),
          ]),
      ...(await refusals(deployment, cast, role)),
    ];
    return { objects, deadLetters, rows };
  } finally {
    host.stop();
    for (const client of clients) client.destroy();
  }
}

/** The function's role may put objects into the scope, and that is all. */
async function refusals({ destination }: Deployment, cast: Cast, role: Credentials): Promise<Row[]> {
  const actor = cast.actor(role);
  const { prefixes, pattern } = destination.objects;
  const key = `${prefixes[0] === undefined ? '' : `${prefixes[0]}/`}${inScope(pattern)}`;
  const outcome = async (
    what: string,
    expected: string,
    run: () => Promise<string | number | undefined>,
  ) => ({
    by: 'function',
    what,
    expected,
    actual: await outcomeOf(run),
  });
  return [
    await outcome('puts an object beside the scope', DENIED, () => actor.put(`beside-${key}`)),
    await outcome('puts an object into the scope', '200', () => actor.put(key)),
    await outcome('reads an object', DENIED, () => actor.get(key)),
    await outcome('deletes an object', DENIED, () => actor.remove(key)),
    await outcome('lists the bucket', DENIED, () => actor.list()),
  ];
}

const recordsIn = (objects: SinkDelivery['objects']) =>
  objects.reduce((sum, { records }) => sum + records, 0);

const row = (by: string, what: string, expected: unknown, actual: unknown): Row => ({
  by,
  what,
  expected: String(expected),
  actual: String(actual),
});

async function send(sqs: SQSClient, queue: ProvisionedQueue, bodies: readonly string[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({
      Id: String(index),
      MessageBody,
      ...(queue.name.endsWith('.fifo')
        ? { MessageGroupId: 'gateway', MessageDeduplicationId: String(start + index) }
        : {}),
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
}

async function objectsOf({ bucketName: Bucket }: Deployment, cast: Cast): Promise<SinkDelivery['objects']> {
  const s3 = cast.s3(cast.owner());
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key = '' }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const text = decompressed(Key, bytes).toString();
      return { key: Key, bytes, records: text.split('\n').filter(Boolean).length };
    }),
  );
}

function decompressed(key: string, bytes: Buffer): Buffer {
  if (key.endsWith('.gz')) return gunzipSync(bytes);
  if (key.endsWith('.zlib')) return inflateSync(bytes);
  return key.endsWith('.deflate') ? inflateRawSync(bytes) : bytes;
}

async function lettersOf(sqs: SQSClient, dead: ProvisionedQueue): Promise<SinkDelivery['deadLetters']> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: dead.url,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map(({ Body = '', MessageAttributes }) => ({
    body: Body,
    reason: MessageAttributes?.Reason?.StringValue ?? '',
  }));
}
