import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { etagOf } from '../common/etag';
import { LAMBDA_FLAGS } from '../common/lambda';
import { sinkEnvironment } from '../common/sink-environment';
import type { Store } from '../common/store';
import type { Case } from './cases';
import { CONTESTANTS, objectOf } from './contestants';
import type { Taken } from './worker';

/** A contestant at a case, whose every object is looked at. */
export class Contest {
  private constructor(
    private readonly one: Case,
    private readonly name: string,
    private readonly store: Store,
    private readonly worker: ChildProcess,
    /** Of what it must write or give back. */
    private readonly etag: string,
    private readonly writes: boolean,
  ) {}

  static async start(one: Case, name: string, store: Store): Promise<Contest> {
    const worker = fork(join(__dirname, 'worker.ts'), [one.name, name], {
      execArgv: [...LAMBDA_FLAGS, '--import', 'tsx'],
      env: {
        PATH: process.env.PATH,
        BENCH_DIST: process.env.BENCH_DIST,
        NODE_NO_WARNINGS: '1',
        ...sinkEnvironment(store.url, one.settings),
      },
      // The log of the function goes nowhere, but is written.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await answer(worker);
    const gives = CONTESTANTS[name]?.gives;
    const etag = etagOf((gives ?? objectOf)(one));
    return new Contest(one, name, store, worker, etag, gives === undefined);
  }

  /** Has it handle so many events. @throws Error where it did not write, or give, each time just what it should */
  async take(events: number): Promise<Taken> {
    this.worker.send(events);
    const taken = (await answer(this.worker)) as Taken;
    const { objects } = await this.store.stats();
    const wanted = this.writes ? events : 0;
    if (objects.length !== wanted) throw this.error(`${objects.length} objects where it should be ${wanted}`);
    if (objects.some(({ etag }) => etag !== this.etag)) throw this.error('something else');
    if (!this.writes && taken.given !== this.etag) throw this.error('something else back');
    return taken;
  }

  /** Takes so many seconds of CPU each time; the code is optimised before. */
  async warm(seconds: number): Promise<() => Promise<Taken>> {
    let each = (await this.take(1)).cpu;
    for (let spent = 0; spent < 3 * seconds; spent += each) each = (await this.take(1)).cpu;
    const count = Math.max(1, Math.round(seconds / each));
    return () => this.take(count);
  }

  stop(): void {
    this.worker.disconnect();
  }

  private error(what: string): Error {
    return new Error(`${this.name} ${this.writes ? 'writes' : 'gives'} ${what}: ${this.one.name}`);
  }
}

/** What it says; an error where it dies instead. */
async function answer(worker: ChildProcess): Promise<unknown> {
  const gone = new AbortController();
  const { signal } = gone;
  try {
    const died = once(worker, 'exit', { signal }).then(() => {
      throw new Error('a contestant died');
    });
    const [said] = await Promise.race([once(worker, 'message', { signal }), died]);
    return said;
  } finally {
    gone.abort();
  }
}
