import { randomUUID } from 'node:crypto';
import { type Report, testConnection } from '../checks/connection/connection-test';
import { isAsDeclared } from '../checks/connection/run';
import type { Destination } from '../config/destination';
import { loadDestinations } from '../load';
import { codeOfSignal, type ExitCode } from '../terminal/exit';
import { draw, type Screen } from '../terminal/screen';
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
  readonly screen: Screen;
  /** Calls back with the signal when the user wants to end it; returns how to stop listening. */
  onInterrupt(callback: (signal: string) => void): () => void;
}

/** Ctrl-C, and what CI runners and container engines send; Windows knows SIGBREAK and a closed window besides. */
const ENDING = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  ...(process.platform === 'win32' ? (['SIGBREAK'] as const) : []),
] as const;

export const processWorld: TestWorld = {
  environment: process.env,
  now: () => new Date(),
  screen: process.stderr,
  onInterrupt: (callback) => {
    for (const signal of ENDING) process.once(signal, callback);
    return () => {
      for (const signal of ENDING) process.removeListener(signal, callback);
    };
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
  let stoppedBy: string | undefined;
  const stopListening = world.onInterrupt((signal) => {
    stoppedBy = signal;
    abort.abort();
  });
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
  if (stoppedBy !== undefined) return codeOfSignal(stoppedBy);
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
