import fc from 'fast-check';
import { judge } from './adversarial';
import { destinations } from './destinations';
import { hostile } from './hostile';
import { MUTATIONS, tryMutation, type Verdict } from './mutations';
import { prove } from './proof';
import { read } from './reading';
import { openDoors } from './settings';
import { simulations } from './simulate';
import { tableOf } from './table';

export type Job =
  | { readonly kind: 'proof'; readonly names: readonly string[] }
  | { readonly kind: 'mutation'; readonly index: number }
  | { readonly kind: 'hostile'; readonly seed: number; readonly runs: number };

export type Report = { readonly simulations: number } & (
  | {
      readonly kind: 'proof';
      readonly names: readonly string[];
      readonly expected: number;
      readonly unexpected: readonly string[];
      readonly missing: readonly string[];
      readonly table: string;
    }
  | { readonly kind: 'mutation'; readonly verdict: Verdict }
  | { readonly kind: 'hostile'; readonly refused: number; readonly held: number; readonly failure?: string }
  | { readonly kind: 'error'; readonly message: string }
);

/** How many kinds of access a mutation is tried on. */
const KINDS = 2;

process.env.CDK_VALIDATION = 'false';
const all = destinations();

async function work(job: Job): Promise<Report> {
  const before = simulations();
  const done = () => ({ simulations: simulations() - before });
  switch (job.kind) {
    case 'proof': {
      const same = job.names.flatMap((name) => all.filter((one) => one.name === name));
      const [first] = same;
      if (first === undefined) throw new Error(`no destination ${job.names.join()}`);
      const outcome = await prove(first.template, first.declaration);
      // What is not of the shape is looked at in each.
      const doors = same
        .slice(1)
        .flatMap(({ template, declaration }) => openDoors(read(template, declaration), declaration));
      const { expected, unexpected, missing } = outcome;
      return {
        ...done(),
        kind: 'proof',
        names: job.names,
        expected,
        unexpected: [...unexpected, ...doors],
        missing,
        table: tableOf(outcome),
      };
    }
    case 'mutation': {
      const mutation = MUTATIONS[job.index];
      if (mutation === undefined) throw new Error(`no mutation ${job.index}`);
      const verdict = await tryMutation(mutation, all, KINDS);
      return { ...done(), kind: 'mutation', verdict };
    }
    case 'hostile': {
      const count = { refused: 0, held: 0 };
      const property = fc.asyncProperty(hostile, async (one) => {
        count[await judge(one)] += 1;
      });
      const { failed, errorInstance, seed } = await fc.check(property, { numRuns: job.runs, seed: job.seed });
      return {
        ...done(),
        kind: 'hostile',
        ...count,
        ...(failed ? { failure: `seed ${seed}: ${String(errorInstance)}` } : {}),
      };
    }
  }
}

process.on('message', (job: Job) => {
  work(job)
    .catch(
      (error: Error): Report => ({
        kind: 'error',
        simulations: 0,
        message: `${JSON.stringify(job)}: ${error.message}`,
      }),
    )
    .then((report) => process.send?.(report));
});
process.send?.('ready');
