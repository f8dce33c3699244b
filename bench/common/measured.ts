import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median } from './median';

/** What a process of Node took, from its start to its end. */
export interface Used {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all its threads, user and system. */
  readonly cpu: number;
  /** Most bytes that were resident. */
  readonly peak: number;
}

export interface Script {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script of Node in a process of its own. @throws Error with what it said, where it fails */
export async function measured({ args, cwd, env }: Script): Promise<Used & { readonly stdout: string }> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--require', join(__dirname, 'usage.cjs'), ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', '', ''];
  for (const descriptor of [1, 2, 3] as const)
    child.stdio[descriptor]?.on('data', (chunk) => {
      texts[descriptor] += chunk;
    });
  const [code] = await once(child, 'close');
  const wall = (performance.now() - began) / 1000;
  const [, stdout = '', stderr, usage = ''] = texts;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return { wall, stdout, ...(JSON.parse(usage) as Omit<Used, 'wall'>) };
}

/** The median of each figure by itself. */
export function typical(all: readonly Used[]): Used {
  return {
    wall: median(all.map(({ wall }) => wall)),
    cpu: median(all.map(({ cpu }) => cpu)),
    peak: median(all.map(({ peak }) => peak)),
  };
}
