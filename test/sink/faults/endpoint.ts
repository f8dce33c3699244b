import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, Bucket, s3Error } from './bucket';
import type { Clock } from './clock';
import { DeadLetters, json } from './dead-letters';
import type { Fault, FaultPlan, Operation } from './fault-plan';
import type { Draw } from './random';
import { Table } from './table';

/** Where in a request the function may be killed. */
export type Step = 'headers' | 'received' | 'done' | 'answered';

interface Request {
  readonly caller: string;
  readonly operation: Operation;
  /** What the request is about, for the choice of its fault. */
  readonly about: string;
  readonly key: string;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

/** S3, SQS and DynamoDB on 127.0.0.1, as badly as they may behave. */
export class Endpoint {
  readonly bucket = new Bucket();
  readonly deadLetters = new DeadLetters();
  readonly table = new Table();
  /** Whether the request is to be dropped without effect, because its sender was killed. */
  onStep: (caller: string, step: Step) => boolean = () => false;
  private readonly server: Server;

  constructor(
    private readonly plan: FaultPlan,
    private readonly clock: Clock,
    /** How long the client waits for an answer, in milliseconds. */
    private readonly patience: number,
  ) {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
      response.on('error', () => {});
      incoming.on('error', () => {});
      this.serve(incoming, response).catch((error: Error) => {
        this.bucket.invalid.push(`the endpoint failed: ${error.message}`);
        incoming.destroy();
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** For one function, so that each request tells whose it is. */
  url(caller: string, service: 's3' | 'sqs' | 'dynamodb'): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${caller}/${service}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get invalid(): readonly string[] {
    return [...this.bucket.invalid, ...this.deadLetters.invalid, ...this.table.invalid];
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, caller = '', service, , ...path] = (incoming.url ?? '').split('/');
    const key = path.map(decodeURIComponent).join('/');
    // Both faults of an upload and its key are known before its body.
    if (service === 's3') {
      const operation = incoming.method === 'PUT' ? 'PutObject' : 'HeadObject';
      await this.meet({ caller, operation, about: key, key, incoming, response });
      return;
    }
    const target = String(incoming.headers['x-amz-target']).split('.')[1] as Operation;
    await this.meet({ caller, operation: target, about: '', key: '', incoming, response });
  }

  private async meet(request: Request): Promise<void> {
    const { caller, operation, incoming, key } = request;
    const early = operation === 'PutObject' || operation === 'HeadObject';
    let chosen = early ? this.plan.next(operation, request.about) : undefined;
    if (this.onStep(caller, 'headers')) return void incoming.destroy();
    const body = await read(incoming, chosen?.fault === 'reset-during');
    if (body === undefined) return void incoming.destroy();
    chosen ??= this.plan.next(operation, aboutOf(operation, body));
    if (this.onStep(caller, 'received')) return void incoming.destroy();
    if (operation !== 'PutObject') return this.answer(request, body, chosen);
    if (!this.bucket.begin(key)) return this.reply(request, s3Error(409, 'ConditionalRequestConflict'));
    try {
      await this.answer(request, body, chosen);
    } finally {
      this.bucket.end(key);
    }
  }

  private async answer(request: Request, body: Buffer, chosen: { fault: Fault; draw: Draw }): Promise<void> {
    const { fault, draw } = chosen;
    const { incoming, response, operation } = request;
    const done = (): Answer => {
      const answer = this.effect(request, body, draw, fault === 'partial');
      this.onStep(request.caller, 'done');
      return answer;
    };
    switch (fault) {
      case 'none':
      case 'partial':
        return this.reply(request, done());
      case 'error-500':
        return this.reply(request, this.failure(operation, 500, 'InternalError'));
      case 'slow-down':
        return this.reply(request, this.throttled(operation));
      case 'request-timeout':
        return this.reply(request, s3Error(400, 'RequestTimeout'));
      case 'conflict-409':
        return this.reply(request, s3Error(409, 'ConditionalRequestConflict'));
      case 'denied':
        return this.reply(request, s3Error(403, 'AccessDenied'));
      case 'silent-before':
        return;
      case 'silent-after':
        done();
        return;
      case 'late':
        await this.clock.sleep(this.patience * (1 + draw()));
        done();
        incoming.destroy();
        return;
      case 'reset-during':
      case 'reset-before':
        reset(incoming);
        return;
      case 'reset-after':
        done();
        reset(incoming);
        return;
      case 'half-answer': {
        const answer = done();
        response.writeHead(answer.status, { 'content-length': answer.body.length + 10 });
        response.write(`${answer.body}  `, () => reset(incoming));
        return;
      }
      case 'slow-before':
        await this.clock.sleep(this.patience * 0.6 * draw());
        return this.reply(request, done());
      case 'slow-after': {
        const answer = done();
        await this.clock.sleep(this.patience * 0.6 * draw());
        return this.reply(request, answer);
      }
    }
  }

  private effect({ operation, key, incoming }: Request, body: Buffer, draw: Draw, partial: boolean): Answer {
    switch (operation) {
      case 'PutObject':
        return this.bucket.put(key, body, incoming.headers);
      case 'HeadObject':
        return this.bucket.head(key);
      case 'SendMessageBatch':
        return this.deadLetters.send(body, draw, partial);
      case 'PutItem':
        return this.table.putItem(body);
      case 'BatchWriteItem':
        return this.table.batchWriteItem(body, draw, partial);
    }
  }

  private throttled(operation: Operation): Answer {
    if (operation === 'PutObject' || operation === 'HeadObject') return s3Error(503, 'SlowDown');
    const code =
      operation === 'SendMessageBatch' ? 'RequestThrottled' : 'ProvisionedThroughputExceededException';
    return this.failure(operation, 400, code);
  }

  private failure(operation: Operation, status: number, code: string): Answer {
    if (operation === 'PutObject' || operation === 'HeadObject') return s3Error(status, code);
    return json(status, { __type: `com.amazonaws#${code}`, message: code });
  }

  private reply({ caller, response, incoming }: Request, { status, body }: Answer): void {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
    // An answer to HEAD has no body.
    response.end(incoming.method === 'HEAD' ? '' : body);
    this.onStep(caller, 'answered');
  }
}

/** Undefined where the body was cut short: such an object is never stored. */
async function read(incoming: IncomingMessage, breakOff: boolean): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) {
      if (breakOff) {
        reset(incoming);
        return undefined;
      }
      chunks.push(chunk as Buffer);
    }
  } catch {
    return undefined;
  }
  const body = Buffer.concat(chunks);
  const announced = incoming.headers['content-length'];
  return incoming.complete && (announced === undefined || Number(announced) === body.length)
    ? body
    : undefined;
}

/** RST instead of FIN, as a load balancer does. */
function reset(incoming: IncomingMessage): void {
  incoming.socket.resetAndDestroy();
}

function aboutOf(operation: Operation, body: Buffer): string {
  const text = body.toString();
  if (operation === 'SendMessageBatch')
    return [...text.matchAll(/"RecordId":\{[^}]*"StringValue":"([^"]+)"/g)].map(([, id]) => id).join(' ');
  // The ID of the item and the object that it names; the lease in it is the time of day.
  return (text.match(/"(id|key)":\{"S":"[^"]+"\}/g) ?? []).slice(0, 2).join(' ');
}
