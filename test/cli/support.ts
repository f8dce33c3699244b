import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { PACKAGE_ROOT } from '../../lib/paths';
import type { Terminal } from '../../lib/terminal/terminal';
import { hear } from '../aws-fakes/canary';

/** A terminal that remembers what was said. */
export function memoryTerminal(
  interactive = false,
): Terminal & { readonly stdout: string[]; readonly stderr: string[] } {
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    stdout,
    stderr,
    out: (text) => {
      hear(text);
      stdout.push(text);
    },
    err: (text) => {
      hear(text);
      stderr.push(text);
    },
    colors: pc.createColors(false),
    interactive,
  };
}

/** Runs in an empty folder that is gone afterwards, because destination files are found from where one stands. */
export function inEmptyFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 's3-destination-cli-'));
  const before = process.cwd();
  process.chdir(folder);
  const leave = () => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  };
  let result: T;
  try {
    result = run(folder);
  } catch (error) {
    leave();
    throw error;
  }
  if (result instanceof Promise) return result.finally(leave) as T;
  leave();
  return result;
}

/** The file that a process of its own runs; `test/global-setup.js` makes it. */
export const entryPoint = (name: 'app' | 's3-destination'): string =>
  join(PACKAGE_ROOT, 'node_modules', '.cache', 's3-destination-tests', `${name}.js`);

/** The command as a process of its own, for what only a process has: streams, exit codes, no stack trace. */
export function s3Destination(args: readonly string[], cwd: string) {
  const run = spawnSync(process.execPath, [entryPoint('s3-destination'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined },
  });
  hear(run.stdout, run.stderr);
  return run;
}
