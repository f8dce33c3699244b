import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stats } from './endpoint';

/** The endpoint in a process of its own: its work is not counted as that of who writes. */
export class Store {
  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<Store> {
    const server = fork(join(__dirname, 'endpoint.ts'), { execArgv: ['--import', 'tsx'] });
    const [port] = (await once(server, 'message')) as [number];
    return new Store(server, `http://127.0.0.1:${port}`);
  }

  /** What came since the last time. */
  async stats(): Promise<Stats> {
    this.server.send('stats');
    const [stats] = (await once(this.server, 'message')) as [Stats];
    return stats;
  }

  stop(): void {
    this.server.disconnect();
  }
}
