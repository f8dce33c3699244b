import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE_ROOT } from '../../../lib/paths';
import type { SinkSettings } from '../../../lib/sink/runtime/settings';
import { CANARY } from '../../aws-fakes/canary';

export type Handler = (
  event: unknown,
  context: { readonly awsRequestId: string; getRemainingTimeInMillis(): number },
) => Promise<unknown>;

export interface Started {
  /** Invokes it, and gives what it printed beside what it answered. */
  invoke(event: unknown, milliseconds?: number): Promise<Invoked>;
}

export interface Invoked {
  readonly answer?: unknown;
  readonly error?: Error;
  readonly printed: string;
  /** The figures of the invocation. */
  readonly metrics: Readonly<Record<string, unknown>>;
}

const folders: string[] = [];

/** The bundle, as Lambda loads it: a copy of its own, because a module keeps what it opened. */
export async function startBundled(settings: SinkSettings | undefined, endpoint: string): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'sink-'));
  folders.push(folder);
  cpSync(join(PACKAGE_ROOT, 'dist/sink'), folder, { recursive: true });
  const { handler } = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as { handler: Handler };
  const environment = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: CANARY,
    AWS_SESSION_TOKEN: CANARY,
    AWS_ENDPOINT_URL: endpoint,
    ...(settings === undefined ? {} : { SINK_SETTINGS: JSON.stringify(settings) }),
  };
  return {
    async invoke(event, milliseconds = 30_000) {
      const before = { ...process.env };
      delete process.env.SINK_SETTINGS;
      Object.assign(process.env, environment);
      const printed: string[] = [];
      const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
        printed.push(String(chunk));
        return true;
      });
      const ends = Date.now() + milliseconds;
      const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => ends - Date.now() };
      try {
        const outcome = await handler(event, context).then(
          (answer) => ({ answer }),
          (error: Error) => ({ error }),
        );
        const lines = printed.join('').split('\n').filter(Boolean);
        const metrics = lines.map((line) => JSON.parse(line)).find((line) => line._aws !== undefined) ?? {};
        return { ...outcome, printed: printed.join(''), metrics };
      } finally {
        write.mockRestore();
        process.env = before;
      }
    },
  };
}

export function removeBundles(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
