import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { CANARY } from '../../aws-fakes/canary';
import type { Clock } from './clock';
import type { Endpoint, Step } from './endpoint';
import { between, draws, weighted } from './random';
import { SECRET } from './records';

/** What the service that called the function learns of an invocation. */
export type Result =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'error'; readonly name?: string; readonly message?: string }
  /** The answer did not arrive: the function died, or the poller did. */
  | { readonly kind: 'killed' }
  | { readonly kind: 'timeout' };

/** When a function dies. */
interface Death {
  readonly step: Step | 'invoked' | 'returned' | 'never';
  /** Of the requests of the invocation. */
  readonly nth: number;
  /** Whether the request under way is dropped without effect. */
  readonly drop: boolean;
}

interface Instance {
  readonly name: string;
  readonly worker: Worker;
  /** Whether the thread makes a zlib stream; whether it is to end; never anything; its turns. */
  readonly gate: Int32Array;
  readonly ready: Promise<void>;
  step(step: Step): boolean;
}

type Message = (Result | { readonly kind: 'ready' }) & { readonly leaks?: number };

/** In a hundred invocations. */
const DEATHS = {
  invoked: 0.6,
  headers: 1.2,
  received: 1.2,
  done: 1.5,
  answered: 1.2,
  returned: 2,
  never: 92.3,
};

export interface FunctionOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly seed: number;
  /** The module that exports `handler`. */
  readonly handlerFile: string;
  readonly settings: object;
  /** Of Lambda, in milliseconds. */
  readonly timeout: number;
  readonly instances: number;
  /** More requests of an invocation in which one may be the last. */
  readonly requests: number;
}

/** A Lambda function with some warm instances. An instance that died is replaced. */
export class LambdaFunction {
  readonly counts = { invocations: 0, errors: 0, killed: 0, timeouts: 0, leaks: 0 };
  /** What is wrong with the function itself, as opposed to a failure of what it calls. */
  readonly refusals = new Map<string, number>();
  /** From here on nobody is killed. */
  calm = false;
  private readonly idle: Instance[] = [];
  private readonly waiting: ((instance: Instance) => void)[] = [];
  private readonly running = new Map<string, Instance>();
  private started = 0;
  private closed = false;

  constructor(private readonly options: FunctionOptions) {
    options.endpoint.onStep = (name, step) => this.running.get(name)?.step(step) ?? false;
    for (let i = 0; i < options.instances; i++) this.start();
  }

  /** `name` decides when it dies and how its retries are spread. */
  async invoke(event: unknown, name: string): Promise<Result> {
    const instance =
      this.idle.pop() ?? (await new Promise<Instance>((resolve) => this.waiting.push(resolve)));
    this.counts.invocations += 1;
    await instance.ready;
    return new Promise<Result>((resolve) => {
      const draw = draws(this.options.seed, 'death', name);
      const death: Death = {
        step: this.calm ? 'never' : weighted(draw, DEATHS),
        nth: between(draw, 1, this.options.requests),
        drop: draw() < 0.5,
      };
      let met = 0;
      let over = false;
      const end = (result: Result, alive: boolean): void => {
        if (over) return;
        over = true;
        callOff();
        release();
        instance.worker.removeAllListeners('message');
        instance.worker.removeAllListeners('error');
        instance.worker.removeAllListeners('exit');
        this.count(result);
        if (alive) this.release(instance);
        else this.replace(instance);
        resolve(result);
      };
      instance.step = (step) => {
        if (over) return false;
        if (step !== death.step) return false;
        met += 1;
        if (met !== death.nth) return false;
        end({ kind: 'killed' }, false);
        return death.drop;
      };
      const { clock, timeout } = this.options;
      const release = clock.waitFor(() => Atomics.load(instance.gate, 3));
      const callOff = clock.after(timeout, () => end({ kind: 'timeout' }, false));
      instance.worker.on('message', ({ leaks = 0, ...result }: Message) => {
        this.counts.leaks += leaks;
        if (result.kind !== 'ready') end(death.step === 'returned' ? { kind: 'killed' } : result, true);
      });
      instance.worker.on('error', ({ message }) => end({ kind: 'error', name: 'Crash', message }, false));
      instance.worker.on('exit', () =>
        end({ kind: 'error', name: 'Exit', message: 'the thread ended' }, false),
      );
      const seed = between(draw, 1, 1_000_000);
      instance.worker.postMessage({ event, awsRequestId: requestId(name), seed });
      if (death.step === 'invoked') end({ kind: 'killed' }, false);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.running.values()].map((instance) => this.terminate(instance)));
  }

  private count(result: Result): void {
    if (result.kind === 'error') {
      this.counts.errors += 1;
      // Of the runtime's own errors only this one says that a later try may succeed.
      if (result.name !== 'NotWrittenError') {
        const problem = `${result.name}: ${result.message}`.slice(0, 200);
        this.refusals.set(problem, (this.refusals.get(problem) ?? 0) + 1);
      }
    }
    if (result.kind === 'killed') this.counts.killed += 1;
    if (result.kind === 'timeout') this.counts.timeouts += 1;
  }

  private start(): void {
    const { clock, endpoint, handlerFile, settings, timeout } = this.options;
    this.started += 1;
    const name = `instance-${this.started}`;
    const gate = new Int32Array(new SharedArrayBuffer(16));
    const worker = new Worker(join(__dirname, 'lambda-worker.mjs'), {
      env: {
        SINK_SETTINGS: JSON.stringify(settings),
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: CANARY,
        AWS_ENDPOINT_URL_S3: endpoint.url(name, 's3'),
        AWS_ENDPOINT_URL_SQS: endpoint.url(name, 'sqs'),
        AWS_ENDPOINT_URL_DYNAMODB: endpoint.url(name, 'dynamodb'),
      },
      execArgv: [],
      workerData: {
        handlerUrl: pathToFileURL(handlerFile).href,
        shared: clock.shared,
        gate,
        epoch: clock.epoch,
        speed: clock.speed,
        functionTimeout: timeout,
        secret: SECRET,
      },
    });
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
    ready.catch(() => {});
    const instance: Instance = { name, worker, gate, ready, step: () => false };
    this.running.set(name, instance);
    this.release(instance);
  }

  private async terminate({ gate, worker }: Instance): Promise<void> {
    Atomics.store(gate, 1, 1);
    while (Atomics.load(gate, 0) === 1) await new Promise((resolve) => setImmediate(resolve));
    await worker.terminate();
  }

  private release(instance: Instance): void {
    instance.step = () => false;
    const next = this.waiting.shift();
    if (next === undefined) this.idle.push(instance);
    else next(instance);
  }

  private replace(instance: Instance): void {
    this.running.delete(instance.name);
    instance.worker.on('error', () => {});
    void this.terminate(instance);
    if (!this.closed) this.start();
  }
}

/** Unique, as AWS's are, and the same in every run. */
function requestId(name: string): string {
  const draw = draws('request', name);
  const hex = (n: number) => Array.from({ length: n }, () => Math.floor(draw() * 16).toString(16)).join('');
  return [8, 4, 4, 4, 12].map(hex).join('-');
}
