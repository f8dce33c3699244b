import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Credentials } from './accounts';
import type { Engine } from './engine';
import type { ProvisionedFunction } from './provisioned';

export interface FunctionOptions {
  readonly engine: Pick<Engine, 'secureEndpoint' | 'certificate'>;
  readonly region: string;
  readonly provisioned: ProvisionedFunction;
  /** Of the function's role. */
  readonly credentials: Credentials;
  /** The module that exports `handler`. */
  readonly entry: string;
}

export type Invoked =
  | { readonly answer: unknown; readonly error?: undefined }
  | { readonly error: string; readonly answer?: undefined };

/** A function in a process of its own, with the environment that Lambda would give it. */
export class LocalFunction {
  private readonly folder = mkdtempSync(join(tmpdir(), 's3-destination-function-'));
  private readonly process: ChildProcess;
  private readonly printed: string[] = [];

  constructor(private readonly options: FunctionOptions) {
    const { engine, region, provisioned, credentials, entry } = options;
    const certificate = join(this.folder, 'ca.pem');
    writeFileSync(certificate, engine.certificate);
    this.process = spawn(
      process.execPath,
      ['--input-type=module', '--eval', HOST, pathToFileURL(entry).href],
      {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        // A terminal interrupts its whole group: who started the function says when it ends.
        detached: process.platform !== 'win32',
        env: {
          ...provisioned.environment,
          PATH: process.env.PATH,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
          AWS_ENDPOINT_URL: engine.secureEndpoint,
          // What a client of the engine has to trust, and nothing in the bundle has to know.
          NODE_EXTRA_CA_CERTS: certificate,
        },
      },
    );
    this.process.stdout?.on('data', (chunk) => this.printed.push(String(chunk)));
  }

  /** The lines of its log so far. */
  get log(): readonly string[] {
    return this.printed.join('').split('\n').filter(Boolean);
  }

  async invoke(event: unknown): Promise<Invoked> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`The function's process ended with ${code}.`));
      this.process.once('exit', ended);
      this.process.once('message', (said) => {
        this.process.off('exit', ended);
        resolve(said as Invoked);
      });
      const milliseconds = this.options.provisioned.timeoutSeconds * 1000;
      this.process.send({ event, milliseconds }, (error) => error && reject(error));
    });
  }

  stop(): void {
    this.process.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const HOST = `
const { handler } = await import(process.argv[1]);
process.on('message', async ({ event, milliseconds }) => {
  const ends = Date.now() + milliseconds;
  const context = {
    awsRequestId: crypto.randomUUID(),
    getRemainingTimeInMillis: () => ends - Date.now(),
  };
  try {
    process.send({ answer: (await handler(event, context)) ?? null });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.on('disconnect', () => process.exit());
`;
