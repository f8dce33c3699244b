import { bench, type Options } from '../common/bench';
import { median } from '../common/median';
import { rounds } from '../common/rounds';
import type { Goal, Row } from '../common/row';
import { Store } from '../common/store';
import { CASES, type Case } from './cases';
import { Contest } from './contest';
import { CONTESTANTS } from './contestants';
import { memory } from './memory';
import { compactOf } from './records';
import type { Taken } from './worker';

/** npm run bench:sink: records and bytes in a second of CPU, from the event to the answer of the store. */
bench('sink', async (options) => {
  const store = await Store.start();
  try {
    const rows: Row[] = [];
    for (const one of CASES) rows.push(...(await compare(one, store, options)));
    return [...rows, ...(await memory(store, options))];
  } finally {
    store.stop();
  }
});

async function compare(one: Case, store: Store, { quick, tell }: Options): Promise<Row[]> {
  const seconds = quick ? 0.05 : 0.2;
  const contests: Contest[] = [];
  try {
    const turns: Record<string, () => Promise<Taken>> = {};
    for (const name of ['ours', ...one.beside]) {
      tell(`${one.name}: ${name}`);
      const contest = await Contest.start(one, name, store);
      contests.push(contest);
      turns[name] = await contest.warm(seconds);
    }
    return rowsOf(one, await rounds(turns, quick ? 3 : 5));
  } finally {
    for (const contest of contests) contest.stop();
  }
}

function rowsOf(one: Case, all: Readonly<Record<string, readonly Taken[]>>): Row[] {
  const bytes = compactOf(one).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const cost = (name: string, of: 'cpu' | 'wall') => median((all[name] ?? []).map((taken) => taken[of]));
  const row = (name: string, of: 'cpu' | 'wall'): Row => ({
    what: `sink: ${one.name}${of === 'wall' ? ', by the clock' : ''}`,
    ours: rate(one, bytes, cost('ours', of)),
    beside: name === '' ? '' : `${name}: ${rate(one, bytes, cost(name, of))}`,
    value: name === '' ? undefined : cost(name, of) / cost('ours', of),
    goal: of === 'cpu' ? goalOf(one, name) : undefined,
  });
  const writers = one.beside.filter((name) => CONTESTANTS[name]?.gives === undefined);
  return [
    ...(one.beside.length === 0 ? [''] : one.beside).map((name) => row(name, 'cpu')),
    ...(one.byClock ? writers.map((name) => row(name, 'wall')) : []),
  ];
}

/** Pass-through beside compression alone, and `fields` beside reading and writing JSON alone. */
function goalOf({ settings, spaced }: Case, beside: string): Goal | undefined {
  // What loses its whitespace does not pass through.
  if (beside === 'zlib' && spaced === undefined) return { atLeast: 0.9 };
  if (beside === 'parse + stringify' && settings.fields !== undefined) return { atLeast: 0.8 };
  return undefined;
}

const rate = ({ records }: Case, bytes: number, seconds: number) =>
  `${Math.round(records / seconds).toLocaleString('en')}/s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
