import { randomUUID } from 'node:crypto';
import { type Report, testConnection } from '../checks/connection/connection-test';
import { isAsDeclared } from '../checks/connection/run';
import type { Destination } from '../config/destination';
import { loadDestinations } from '../load';
import type { ExitCode } from '../terminal/exit';
import type { Terminal } from '../terminal/terminal';
import { renderReport } from './test-report';
import { startOf } from './test-start';

export interface TestOptions {
  readonly json: boolean;
  readonly outputs?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly bucket?: string;
  /** The key of the user, as `aws iam create-access-key` prints it. */
  readonly key?: string;
  /** Credentials of the vendor itself, which assumes the role or is named in the bucket policy. */
  readonly asVendorProfile?: string;
  readonly roleArn?: string;
  readonly tokenFile?: string;
  readonly path?: string;
  readonly acl?: string;
  readonly checksums: 'when_supported' | 'when_required';
}

/** What only a process has, so that tests can do without one. */
export interface TestWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Certificates, timeouts and attempts of the connection, where they are not the usual ones. */
  readonly connection?: { readonly requestHandler?: object; readonly maxAttempts?: number };
  /** One line that is drawn anew. */
  readonly screen: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** Calls back when the user wants to end it; returns how to stop listening. */
  onInterrupt(callback: () => void): () => void;
}

export const processWorld: TestWorld = {
  environment: process.env,
  now: () => new Date(),
  screen: process.stderr,
  onInterrupt: (callback) => {
    process.once('SIGINT', callback);
    return () => process.removeListener('SIGINT', callback);
  },
};

/** The connection test as the vendor does it, and probes of what the vendor must not be able to do. */
export async function test(
  file: string,
  options: TestOptions,
  terminal: Terminal,
  world: TestWorld = processWorld,
): Promise<ExitCode> {
  const [destination] = loadDestinations([file], world.now()) as [Destination];
  const start = await startOf(destination, options, terminal, world.environment);
  const { requestHandler, ...connection } = world.connection ?? {};
  const caller = {
    ...start.caller,
    ...connection,
    requestHandler: { ...start.caller.requestHandler, ...requestHandler },
  };
  const abort = new AbortController();
  const stopListening = world.onInterrupt(() => abort.abort());
  let report: Report;
  try {
    report = await testConnection({
      ...start,
      caller,
      destination,
      endpoint: options.endpointUrl,
      checksums: options.checksums,
      path: options.path,
      acl: options.acl,
      proxy: PROXIES.find((name) => world.environment[name]),
      now: world.now(),
      id: randomUUID,
      signal: abort.signal,
      progress: (number, of, what) => draw(world.screen, of === 0 ? what : `[${number}/${of}] ${what}`),
    });
  } finally {
    stopListening();
    draw(world.screen, '');
  }
  print(report, destination, start, options, terminal);
  return isAsDeclared(report.rows) ? 0 : 1;
}

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

function print(
  report: Report,
  { name, access }: Destination,
  { bucket, region }: { readonly bucket: string; readonly region?: string },
  { json }: TestOptions,
  terminal: Terminal,
): void {
  if (json) {
    const passed = isAsDeclared(report.rows);
    terminal.out(JSON.stringify({ destination: name, bucket, region, passed, ...report }, undefined, 2));
    return;
  }
  const where = region === undefined ? '' : ` in ${region}`;
  const who = report.writer === undefined ? access.type : `${access.type}, as ${report.writer}`;
  terminal.out(`${terminal.colors.bold(name)}: s3://${bucket}${where}, ${who}`);
  terminal.out(renderReport(report, terminal));
}

function draw(screen: TestWorld['screen'], line: string): void {
  if (screen.isTTY !== true) return;
  screen.write(`\r\u001b[2K${line.slice(0, (screen.columns ?? 80) - 1)}`);
}
