import { median } from '../common/median';
import { Store } from '../common/store';
import { DURATIONS } from './cases';
import { Contest } from './contest';

/** Prints the runs of docs/cost.md, which the cost model is made of: `node --import tsx bench/sink/durations.ts`. */
const ROUNDS = 5;
const SECONDS = 0.4;

async function durations(): Promise<void> {
  const store = await Store.start();
  try {
    console.log('| records | bytes each | compression | ms | µs a record |\n|---|---|---|---|---|');
    for (const one of DURATIONS) {
      const contest = await Contest.start(one, 'ours', store);
      const take = await contest.warm(SECONDS);
      const all: number[] = [];
      for (let round = 0; round < ROUNDS; round++) all.push((await take()).cpu);
      contest.stop();
      const ms = median(all) * 1000;
      console.log(`| ${one.name} | ${ms.toPrecision(3)} | ${((ms * 1000) / one.records).toPrecision(3)} |`);
    }
  } finally {
    store.stop();
  }
}

void durations();
