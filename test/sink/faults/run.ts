import { parseArgs } from 'node:util';
import { faultTable, table } from './print';
import { type Outcome, runScenario } from './runs';
import { SCENARIOS, type Scenario } from './scenarios';

/**
 * npm run faults -- --batches 10000 --seed 1 --only sqs,kinesis
 *
 * What is sent, which request fails how, and which invocation dies where is a matter of the seed. What is not: which
 * messages of a queue meet in a batch once they are delivered again, and whether an answer beats a timeout, since both
 * are up to the machine. Kinesis keeps its batches, so that its figures repeat but for such timeouts, and for which
 * uploads meet the time in which everything is denied.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      batches: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      speed: { type: 'string', default: '30' },
    },
  });
  const [batches, seed, speed] = [values.batches, values.seed, values.speed].map(Number) as [
    number,
    number,
    number,
  ];
  if (![batches, seed, speed].every((n) => Number.isInteger(n) && n > 0))
    throw new Error('--batches, --seed and --speed take whole numbers above 0');
  const wanted = values.only.split(',').filter((name) => name !== '');
  const unknown = wanted.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0)
    throw new Error(
      `--only knows ${SCENARIOS.map(({ name }) => name).join(', ')}, not ${unknown.join(', ')}`,
    );
  const outcomes: [Scenario, Outcome][] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const share = Math.max(1, Math.round(batches * scenario.share));
    const every = Math.max(1, Math.floor(share / 10));
    let told = 0;
    const progress = (done: number) => {
      if (done < told + every) return;
      told = done;
      process.stderr.write(`${scenario.name}: ${done} of ${share} batches\n`);
    };
    const outcome = await runScenario(scenario, { batches: share, seed, speed, progress });
    outcomes.push([scenario, outcome]);
    for (const promise of outcome.broken) process.stderr.write(`${scenario.name}: BROKEN: ${promise}\n`);
  }
  process.stdout.write(
    `Seed ${seed}, ${batches} batches\n\n${table(outcomes)}\n\n${faultTable(outcomes)}\n\n`,
  );
  const broken = outcomes.flatMap(([{ name }, outcome]) =>
    outcome.broken.map((promise) => `${name}: ${promise}`),
  );
  process.stdout.write(broken.length === 0 ? 'Every promise was kept.\n' : `Broken:\n${broken.join('\n')}\n`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
