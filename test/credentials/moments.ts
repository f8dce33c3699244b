import fs from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FakeKey } from '../aws-fakes/iam-state';
import { type KeyBench, STATE } from './support';

/** All that outlives a run, as a run that is killed at that moment leaves it. */
export interface Moment {
  /** What was done last. */
  readonly what: string;
  readonly keys: readonly FakeKey[];
  readonly files: ReadonlyMap<string, string>;
}

/** What changes keys, and what changes files: between two of them a run may be killed without a difference. */
const OPERATIONS = ['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'];
const CALLS = ['openSync', 'writeFileSync', 'renameSync', 'unlinkSync', 'rmSync'] as const;

/** Every moment of some work at which something has just changed, and the one before it. */
export async function momentsOf(bench: KeyBench, work: () => Promise<unknown>): Promise<Moment[]> {
  const moments = [momentOf(bench, 'nothing')];
  const spies = CALLS.map((name) => {
    const call = fs[name] as (...all: unknown[]) => unknown;
    return jest.spyOn(fs, name).mockImplementation(((...all: unknown[]) => {
      const result = call(...all);
      const what = changed(name === 'renameSync' ? all[1] : all[0]);
      if (what !== undefined) moments.push(momentOf(bench, `${name} ${what}`));
      return result;
    }) as never);
  });
  const { operations } = bench.aws.iam;
  for (const name of OPERATIONS) {
    bench.aws.on({
      [name]: async (query) => {
        const answer = await operations[name]?.(query);
        moments.push(momentOf(bench, name));
        return answer;
      },
    });
  }
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
    bench.aws.on(operations);
  }
  return moments;
}

/** Undefined: nothing of ours. */
function changed(path: unknown): string | undefined {
  // A descriptor: only the key is written to one.
  if (typeof path === 'number') return 'key file';
  if (typeof path !== 'string' || dirname(resolve(path)) !== process.cwd()) return undefined;
  const name = basename(path);
  if (!name.startsWith(STATE)) return 'key file';
  return name === STATE ? 'state' : 'state.next';
}

/** As if the run had been killed then. */
export function backTo({ keys, files }: Moment, bench: KeyBench): void {
  bench.keys.splice(0, bench.keys.length, ...keys.map((key) => ({ ...key })));
  for (const file of bench.files) fs.unlinkSync(file);
  for (const [file, text] of files) fs.writeFileSync(file, text, { mode: 0o600 });
}

function momentOf(bench: KeyBench, what: string): Moment {
  return {
    what,
    keys: bench.keys.map((key) => ({ ...key })),
    files: new Map(bench.files.map((file) => [file, fs.readFileSync(file, 'utf8')])),
  };
}
