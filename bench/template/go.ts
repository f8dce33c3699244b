import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onPath } from '../common/on-path';

/** Go itself, which renders the templates of a file. */
export interface Go {
  readonly version: string;
  /** What it printed, by the template's name. */
  readonly printed: Readonly<Record<string, string>>;
  /** Nanoseconds of CPU that so many executions take. */
  time(name: string, count: number): Promise<number>;
  stop(): Promise<void>;
}

/** Undefined where Go or sprig is not installed: Debian's golang-go and golang-github-masterminds-sprig-dev. */
export async function startGo(file: string): Promise<Go | undefined> {
  const go = onPath('go') ?? debians();
  if (go === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-go-'));
  const program = join(folder, 'bench');
  const clear = () => rmSync(folder, { recursive: true, force: true });
  try {
    execFileSync(go, ['build', '-o', program, join(__dirname, 'go', 'main.go')], {
      // Debian's libraries for Go are sources without modules.
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: '/usr/share/gocode',
        GOCACHE: join(folder, 'cache'),
      },
      stdio: 'ignore',
    });
  } catch {
    clear();
    return undefined;
  }
  const child = spawn(program, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('Go ended before it had answered');
    return JSON.parse(value) as unknown;
  };
  const { go: version, printed } = (await line().catch((error: unknown) => {
    clear();
    throw error;
  })) as { go: string; printed: Record<string, string> };
  return {
    version,
    printed,
    time: async (name, count) => {
      child.stdin.write(`${name} ${count}\n`);
      return (await line()) as number;
    },
    stop: async () => {
      child.stdin.end();
      await once(child, 'exit');
      clear();
    },
  };
}

/** Where the packages of single versions put it, without a link in the path. */
function debians(): string | undefined {
  const folder = '/usr/lib';
  try {
    const [newest] = readdirSync(folder)
      .filter((name) => /^go-\d/.test(name))
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return newest === undefined ? undefined : join(folder, newest, 'bin', 'go');
  } catch {
    return undefined;
  }
}
