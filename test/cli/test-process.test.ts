import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processWorld } from '../../lib/cli/test';
import { CANARY, hear, spilled } from '../aws-fakes/canary';
import { type Answers, startFakeStore } from '../checks/connection/fake-store';
import { user } from '../checks/connection/support';
import { entryPoint, inEmptyFolder } from './support';

jest.setTimeout(60_000);

function ended(args: readonly string[], environment: NodeJS.ProcessEnv, signal?: Promise<unknown>) {
  const child = spawn(process.execPath, [entryPoint('s3-destination'), 'test', ...args], {
    env: {
      PATH: process.env.PATH,
      AWS_EC2_METADATA_DISABLED: 'true',
      NODE_NO_WARNINGS: '1',
      ...environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  void signal?.then(() => child.kill('SIGINT'));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => {
      hear(stdout, stderr);
      resolve({ code, stdout, stderr });
    }),
  );
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAFAKE', AWS_SECRET_ACCESS_KEY: CANARY };

/** In a folder with the destination file, and beside a store whose certificate Node is told of. */
async function inFolder(
  answers: Answers,
  run: (endpoint: string, environment: NodeJS.ProcessEnv) => Promise<void>,
): Promise<void> {
  const store = await startFakeStore(answers);
  try {
    await inEmptyFolder(async (folder) => {
      writeFileSync('destination.yaml', user());
      writeFileSync('ca.pem', store.certificate);
      const HOME = folder;
      await run(store.endpoint, { ...KEYS, HOME, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') });
    });
  } finally {
    await store.close();
  }
}

test('with keys in the environment: the table on stdout, nothing on stderr, exit code 0', () =>
  inFolder(
    () => undefined,
    async (endpoint, environment) => {
      const { code, stdout, stderr } = await ended(['--endpoint-url', endpoint], environment);
      expect(stdout).toMatch(
        /^strm-events: s3:\/\/acme-strm-events in eu-central-1, iam-user, as arn:aws:iam/,
      );
      expect(stdout).toMatch(/\n16 checks, all as declared\n$/);
      expect([code, stderr]).toEqual([0, '']);
      expect(spilled(stdout, stderr)).toEqual([]);
    },
  ));

test('without credentials: one line, and exit code 2', () =>
  inFolder(
    () => undefined,
    async (endpoint, { HOME }) => {
      const { code, stdout, stderr } = await ended(['--endpoint-url', endpoint], { HOME });
      expect(stderr).toMatch(/^There are no AWS credentials here: .*\n$/);
      expect([code, stdout]).toEqual([2, '']);
    },
  ));

test('Ctrl-C: what is left behind is still said', async () => {
  let put = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    put = resolve;
  });
  await inFolder(
    ({ operation, key = '' }) => {
      if (operation !== 'PutObject' || !key.startsWith('exports-other/')) return undefined;
      put();
      return 'never';
    },
    async (endpoint, environment) => {
      const { code, stdout } = await ended(['--endpoint-url', endpoint], environment, reached);
      expect(stdout).toContain('  an empty object: exports/.strm_test_');
      expect(stdout).toContain('  perhaps an empty object: exports-other/');
      expect(stdout).toMatch(/\n16 checks, 14 not tested\n$/);
      expect(code).toBe(130);
    },
  );
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends it, and is listened to no longer than it runs',
  (signal) => {
    const before = process.listenerCount(signal);
    const ended = jest.fn();
    const stop = processWorld.onInterrupt(ended);
    expect(process.listenerCount(signal)).toBe(before + 1);
    for (const listener of process.listeners(signal).slice(before)) listener(signal);
    expect(ended).toHaveBeenCalledWith(signal);
    stop();
    expect(process.listenerCount(signal)).toBe(before);
  },
);
