import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { listedOn } from './actions';
import { byShape, destinations } from './destinations';
import { isCaught, MUTATIONS } from './mutations';
import type { Job, Report } from './worker';

/** What each destination allows, one section each: what a review reads. `npm run proof -- --update` writes it. */
const TABLES = join(__dirname, 'allowed.txt');
const HOSTILE = { batches: 6, runs: 20 };

async function main() {
  const started = Date.now();
  process.env.CDK_VALIDATION = 'false';
  const all = destinations();
  const shapes = byShape(all);
  const seed = Number(process.env.PROOF_SEED ?? 1);
  const jobs: Job[] = [
    ...shapes.map((same): Job => ({ kind: 'proof', names: same.map(({ name }) => name) })),
    ...MUTATIONS.map((_, index): Job => ({ kind: 'mutation', index })),
    ...Array.from(
      { length: HOSTILE.batches },
      (_, batch): Job => ({
        kind: 'hostile',
        seed: seed + batch,
        runs: HOSTILE.runs,
      }),
    ),
  ];
  const reports = await share(jobs);
  const of = <K extends Report['kind']>(kind: K) =>
    reports.filter((report): report is Extract<Report, { kind: K }> => report.kind === kind);
  const proofs = of('proof');
  const verdicts = of('mutation').map(({ verdict }) => verdict);
  const hostile = of('hostile');
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const table = tables(proofs);
  const isChanged = process.argv.includes('--update') ? false : table !== readFileSync(TABLES, 'utf8');
  if (process.argv.includes('--update')) writeFileSync(TABLES, table);
  const unexpected = proofs.flatMap(({ names, unexpected: found }) =>
    found.map((one) => `${names[0]}: ${one}`),
  );
  const missing = proofs.flatMap(({ names, missing: found }) => found.map((one) => `${names[0]}: ${one}`));
  const uncaught = verdicts.filter((verdict) => !isCaught(verdict));
  const caught = verdicts.length - uncaught.length;
  const failures = [
    ...unexpected.map((one) => `unexpected: ${one}`),
    ...missing.map((one) => `missing: ${one}`),
    ...uncaught.map(
      ({ name, survived }) => `not caught: ${name} (${survived.join(', ') || 'fits no destination'})`,
    ),
    ...hostile.flatMap(({ failure = '' }) => (failure === '' ? [] : [`hostile input: ${failure}`])),
    ...of('error').map(({ message }) => `error: ${message}`),
    ...(isChanged
      ? ['test/proof/allowed.txt differs: npm run proof -- --update, then read the difference']
      : []),
  ];
  const lines: readonly (readonly [string, string | number])[] = [
    ['action lists of', await listedOn()],
    ['destinations', all.length],
    ['policy shapes', shapes.length],
    ['simulations run', sum(reports.map(({ simulations }) => simulations))],
    ['allows expected', sum(proofs.map(({ expected }) => expected))],
    ['unexpected allows', unexpected.length],
    ['missing allows', missing.length],
    [
      'mutations caught',
      `${caught} of ${MUTATIONS.length}, in ${sum(verdicts.map(({ appliedTo }) => appliedTo.length))} templates`,
    ],
    [
      'hostile files',
      `${sum(hostile.map(({ held }) => held))} taken and proven, ${sum(hostile.map(({ refused }) => refused))} refused`,
    ],
    ['seconds', Math.round((Date.now() - started) / 1000)],
  ];
  for (const failure of failures.slice(0, 50)) console.log(failure);
  for (const [name, value] of lines) console.log(`${name.padEnd(20)}${value}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function tables(proofs: readonly Extract<Report, { kind: 'proof' }>[]): string {
  return proofs
    .toSorted((a, b) => (String(a.names[0]) < String(b.names[0]) ? -1 : 1))
    .map(({ names, table }) => `== ${names.join(', ')}\n${table}\n`)
    .join('\n');
}

/** Two processes at least, because one simulation after the other uses one core. */
async function share(jobs: readonly Job[]): Promise<Report[]> {
  const waiting = [...jobs];
  const reports: Report[] = [];
  const workers = Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, () => {
    const child = fork(join(__dirname, 'worker.ts'), { execArgv: ['--import', 'tsx'] });
    return new Promise<void>((resolve, reject) => {
      child.on('message', (message: Report | 'ready') => {
        if (message !== 'ready') {
          reports.push(message);
          if (reports.length % 25 === 0) process.stderr.write(`${reports.length} of ${jobs.length} done\n`);
        }
        const next = waiting.shift();
        if (next === undefined) child.disconnect();
        else child.send(next);
      });
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  });
  await Promise.all(workers);
  return reports;
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
