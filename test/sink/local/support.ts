import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { type SinkOptions, sink } from '../../../lib/cli/sink';
import { SinkProgress } from '../../../lib/cli/sink-progress';
import type { SinkWorld } from '../../../lib/cli/sink-world';
import { CANARY } from '../../aws-fakes/canary';
import { inEmptyFolder, memoryTerminal } from '../../cli/support';
import { type Answer, Endpoint, type Seen } from '../runtime/support';

/** A bucket that keeps what it is given, and says so where a key is there. */
export class LocalBucket {
  readonly objects = new Map<string, string>();
  /** What it says instead, where it says anything. */
  instead: (seen: Seen, index: number) => Answer | undefined = () => undefined;

  private constructor(readonly endpoint: Endpoint) {
    endpoint.answer((seen, index) => {
      const key = decodeURIComponent(seen.url);
      const answer = this.instead(seen, index);
      if (answer?.status !== undefined && answer.status >= 300) return answer;
      const isThere = this.objects.has(key);
      if (!isThere) this.objects.set(key, seen.body.toString());
      // Where the connection is cut, nobody learns that the object is there.
      return answer ?? (isThere ? { status: 412 } : {});
    });
  }

  static async start(): Promise<LocalBucket> {
    return new LocalBucket(await Endpoint.start());
  }

  clear(): void {
    this.objects.clear();
    this.endpoint.seen.length = 0;
    this.instead = () => undefined;
  }

  /** The records of all objects, in the order in which these came. */
  get lines(): string[] {
    return [...this.objects.values()].flatMap((body) => body.trimEnd().split('\n'));
  }
}

export const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT00000',
  AWS_SECRET_ACCESS_KEY: CANARY,
};

export function destinationText(sinkLines: string, more = 'bucket: { name: acme-readings }'): string {
  return [
    'version: 1',
    'name: readings',
    'environment: { region: eu-west-1 }',
    more,
    'objects: { prefix: in }',
    'access: { type: none }',
    sinkLines === '' ? '' : `sink:\n  source: { type: sqs }\n  retries: 0\n${sinkLines}`,
    '',
  ].join('\n');
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly stdin: PassThrough;
  signal(name: string): void;
  readonly done: Promise<Ran>;
}

export interface Surrounding {
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: Partial<SinkOptions>;
}

/** The command in the folder where one stands. */
export function start(
  bucket: LocalBucket,
  files: readonly string[],
  { environment = KEYS, options = {} }: Surrounding = {},
): Running {
  const terminal = memoryTerminal();
  const stdin = new PassThrough();
  let tell = (_: string) => {};
  const world: SinkWorld = {
    stdin,
    keyboard: false,
    environment,
    home: process.cwd(),
    progress: new SinkProgress({ isTTY: false, write: () => true }),
    onSignal: (first) => {
      tell = first;
      return () => {};
    },
  };
  const all = { config: 'destination.yaml', json: false, endpointUrl: bucket.endpoint.url, ...options };
  const done = sink(files, all, terminal, world).then((code) => ({
    code,
    out: terminal.stdout.join('\n'),
    err: terminal.stderr.join('\n'),
  }));
  return { stdin, signal: (name) => tell(name), done };
}

export const run = (bucket: LocalBucket, files: readonly string[], surrounding?: Surrounding) =>
  start(bucket, files, surrounding).done;

/** Standard input that ends. */
export function pipe(bucket: LocalBucket, text: string | Buffer, surrounding?: Surrounding): Promise<Ran> {
  const running = start(bucket, [], surrounding);
  running.stdin.end(text);
  return running.done;
}

/** An empty folder with a destination file. */
export function inFolder(sinkLines: string, work: () => Promise<void>): Promise<void> {
  return inEmptyFolder(async () => {
    writeFileSync('destination.yaml', destinationText(sinkLines));
    await work();
  });
}

export const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `{"n":${from + i}}`);

export const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

export function deadRecords(file = 'readings.dead.jsonl'): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; !condition(); i++) {
    if (i > 4000) throw new Error('It did not happen within 40 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
