import { Agent } from 'node:https';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { bundleFolder } from '../../../sink/bundle';
import type { SinkSettings } from '../../../sink/runtime/settings';
import type { Credentials } from '../..';
import { LocalFunction } from '../../function';
import type { ProvisionedFunction, ProvisionedQueue } from '../../provisioned';
import type { Cast } from '../cast';
import type { Deployment } from '../deployment';
import { directFeed } from './direct-feeds';
import type { Feed } from './feed';
import { emptied, putBack, QueueFeed } from './queue-feed';

/** The function of a sink in a process of its own, in front of its source. */
export class RunningSink {
  private readonly clients: SQSClient[] = [];
  private readonly host: LocalFunction;
  private readonly owner: SQSClient;
  /** IDs of the dead letters that were given, and stay. */
  private shown: ReadonlySet<string | undefined> = new Set();
  /** Where the function reads one. */
  readonly queue: ProvisionedQueue | undefined;
  /** What reads it. */
  readonly queueFeed: QueueFeed | undefined;
  readonly feed: Feed;

  private constructor(
    private readonly deployment: Deployment,
    readonly settings: SinkSettings,
    readonly dead: ProvisionedQueue,
    handler: ProvisionedFunction,
    cast: Cast,
    /** Of the function's role. */
    readonly role: Credentials,
  ) {
    const { engine, provisioned } = deployment;
    const { region } = provisioned;
    this.host = new LocalFunction({
      engine,
      region,
      provisioned: handler,
      credentials: role,
      entry: join(bundleFolder(), 'index.mjs'),
    });
    this.owner = this.sqs(cast.owner());
    this.queue = provisioned.queues.find(({ arn }) => arn === handler.queue?.arn);
    this.queueFeed =
      this.queue &&
      new QueueFeed({
        queue: this.queue,
        handler: this.host,
        batchSize: handler.queue?.batchSize ?? 10,
        asFunction: this.sqs(role),
        asSender: this.sqs(cast.owner(this.queue.accountId)),
      });
    const feed = this.queueFeed ?? directFeed(settings, this.host, region);
    if (feed === undefined) throw new Error(`The template has no queue for ${settings.eventSource}.`);
    this.feed = feed;
  }

  /** Undefined where the destination has no sink; the reason where the engine cannot run it. */
  static async open(deployment: Deployment, cast: Cast): Promise<RunningSink | string | undefined> {
    const { functions, queues } = deployment.provisioned;
    for (const handler of functions) {
      const text = handler.environment.SINK_SETTINGS;
      if (text === undefined) continue;
      const settings: SinkSettings = JSON.parse(text);
      const lack = lackOf(settings);
      if (lack !== undefined) return lack;
      const dead = queues.find(({ url }) => url === settings.deadLetterQueueUrl);
      if (dead === undefined) throw new Error('The sink has no dead-letter queue.');
      const { roleArn } = handler;
      const role = await deployment.engine.serviceSession({ roleArn, service: 'lambda.amazonaws.com' });
      return new RunningSink(deployment, settings, dead, handler, cast, role);
    }
    return undefined;
  }

  /** Sum over all invocations so far. */
  metric(name: string): number {
    return this.host.log
      .map((line) => JSON.parse(line))
      .filter(({ _aws }) => _aws !== undefined)
      .reduce((total, line) => total + line[name], 0);
  }

  /** Those that came since the last call. */
  deadLetters(): Promise<Message[]> {
    return emptied(this.owner, this.dead);
  }

  /** The same, and they stay for whoever looks at the queue. */
  async newDeadLetters(): Promise<Message[]> {
    const all = await this.deadLetters();
    const fresh = all.filter(({ MessageId }) => !this.shown.has(MessageId));
    this.shown = await putBack(this.owner, this.dead, all);
    return fresh;
  }

  close(): void {
    this.host.stop();
    for (const client of this.clients) client.destroy();
  }

  private sqs(credentials: Credentials): SQSClient {
    const { engine, provisioned } = this.deployment;
    const client = new SQSClient({
      region: provisioned.region,
      endpoint: engine.secureEndpoint,
      useQueueUrlAsEndpoint: false,
      maxAttempts: 1,
      credentials,
      requestHandler: { httpsAgent: new Agent({ ca: engine.certificate, keepAlive: true }) },
    });
    this.clients.push(client);
    return client;
  }
}

/** What this Node would have to be able to do. */
function lackOf({ compression }: SinkSettings): string | undefined {
  if (compression === 'zstd' && !('createZstdCompress' in zlib))
    return `zstd needs Node 22.15 or newer, and this is ${process.versions.node}`;
  return undefined;
}
