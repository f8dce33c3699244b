import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type WriteOptions, write } from '../../lib/cli/write';
import { WriteProgress } from '../../lib/cli/write-progress';
import { loadDestinations } from '../../lib/load';
import { type Credentials, type Engine, startEngine } from '../../lib/local';
import { type PolicySet, policySet } from '../../lib/policy/documents';
import { toDocument } from '../../lib/policy/statement';
import { uploadClient } from '../../lib/upload/client';
import { hear } from '../aws-fakes/canary';
import { inEmptyFolder, memoryTerminal } from '../cli/support';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
export const BUCKET = 'acme-orders';
export const MIB = 1024 * 1024;

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A bucket that is there already, and a writer with the policy of a destination file. */
export class Store {
  private users = 0;
  private readonly admin: S3Client;

  private constructor(readonly engine: Engine) {
    engine.addBucket({ name: BUCKET });
    const credentials = engine.addPrincipal({ arn: `arn:aws:iam::${ACCOUNT}:user/admin`, admin: true });
    this.admin = this.client(credentials);
  }

  static async start(): Promise<Store> {
    return new Store(await startEngine({ accountId: ACCOUNT, region: REGION }));
  }

  async stop(): Promise<void> {
    this.admin.destroy();
    await this.engine.stop();
  }

  async read(key: string): Promise<{ readonly bytes: Buffer; readonly type: string | undefined }> {
    const { Body, ContentType } = await this.admin.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), type: ContentType };
  }

  /** As somebody else, before the test. */
  async put(key: string, Body: string): Promise<void> {
    await this.admin.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
  }

  /** `operation key status` of the requests since a moment. */
  since(start: number): string[] {
    return this.engine.log
      .slice(start)
      .map(({ operation, key, status, code }) => [operation, key, code ?? status].join(' '));
  }

  /** The key of the writer that `destination.yaml` describes. */
  writer(): Credentials {
    const arn = `arn:aws:iam::${ACCOUNT}:user/writer-${this.users++}`;
    return this.engine.addPrincipal({ arn, policies: [toDocument(policies().identity)] });
  }

  /** The bucket gets the policy that `destination.yaml` describes. */
  protect(): void {
    this.engine.addBucket({ name: BUCKET, policy: toDocument(policies().bucket) });
  }

  client(credentials: Credentials, endpoint = this.engine.endpoint): S3Client {
    return uploadClient({ region: REGION, endpoint, forcePathStyle: true, credentials });
  }

  /** The command in the folder where one stands, as the writer. */
  run(named: readonly string[], options: Partial<WriteOptions> = {}, keys?: Credentials): Promise<Ran> {
    const endpointUrl = this.engine.endpoint;
    return runWrite(named, { endpointUrl, ...options }, keys ?? this.writer()).done;
  }
}

function policies(): PolicySet {
  const [destination] = loadDestinations(['destination.yaml']);
  if (destination === undefined) throw new Error('no destination');
  return policySet(destination, { accountId: ACCOUNT, region: REGION, bucketName: BUCKET }, new Date());
}

export interface Running {
  signal(name: string): void;
  readonly done: Promise<Ran>;
}

/** How many files this process has open; Windows does not say. */
export const openFiles = (): number => (existsSync('/dev/fd') ? readdirSync('/dev/fd').length : 0);

/** Waiting between attempts is full jitter: of nothing, here. */
export function withoutPauses(): void {
  beforeEach(() => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
}

/** Nothing of the machine's own settings has a say. */
const ALONE = {
  AWS_CONFIG_FILE: 'no-such-file',
  AWS_SHARED_CREDENTIALS_FILE: 'no-such-file',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
};

export function runWrite(
  named: readonly string[],
  options: Partial<WriteOptions>,
  keys: Credentials | undefined,
  more: Readonly<Record<string, string>> = {},
): Running {
  const environment = {
    ...ALONE,
    ...more,
    AWS_ACCESS_KEY_ID: keys?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey,
  };
  const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
  setEnvironment(environment);
  const terminal = memoryTerminal();
  let tell = (_: string) => {};
  const world = {
    environment: {},
    progress: new WriteProgress({ isTTY: false, write: () => true }),
    onSignal: (first: (signal: string) => void) => {
      tell = first;
      return () => {};
    },
  };
  const all: WriteOptions = {
    config: 'destination.yaml',
    parallel: '4',
    skipExisting: false,
    dryRun: false,
    json: false,
    ...options,
  };
  const done = write(named, all, terminal, world)
    .catch((error: Error) => {
      hear(String(error.stack));
      throw error;
    })
    .finally(() => setEnvironment(before))
    .then((code) => ({ code, out: terminal.stdout.join('\n'), err: terminal.stderr.join('\n') }));
  return { signal: (name) => tell(name), done };
}

function setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What is changed in it arrives changed. */
  readonly body: Buffer;
}

/** Works with an address in between, which shows what goes to the engine. */
export async function between(
  engine: Engine,
  onPassing: (passing: Passing) => void,
  work: (endpoint: string) => Promise<void>,
): Promise<void> {
  const { port } = new URL(engine.endpoint);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url: path = '', headers } = request;
      onPassing({ method, path, headers, body });
      forward({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** An empty folder with a destination file and others; their text, or their bytes. */
export function inFolder(
  files: Readonly<Record<string, string | Buffer>>,
  work: () => Promise<void>,
  more: readonly string[] = [],
): Promise<void> {
  return inEmptyFolder(async () => {
    writeFileSync('destination.yaml', destinationText(more));
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    await work();
  });
}

/** Each test has a prefix of its own in the one bucket. */
export function destinationText(more: readonly string[]): string {
  return [
    'version: 1',
    'name: orders',
    `environment: { account: "${ACCOUNT}", region: ${REGION} }`,
    `bucket: { existing: ${BUCKET} }`,
    'access: { type: iam-user }',
    ...more,
    ...(more.some((line) => line.startsWith('objects:')) ? [] : ['objects: { prefix: exports/orders }']),
    '',
  ].join('\n');
}
