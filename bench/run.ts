import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from './common/machine';
import { isMissed, type Row, table } from './common/row';

/** npm run bench: all of them, one after the other, since they would disturb each other. `--quick` for a trial. */
const BENCHES = ['synth', 'cold', 'sink', 'template', 'write'];

/** `bench:write` in full takes minutes by itself: a shorter one here. */
const SHORTER = { BENCH_FILES: '2000', BENCH_ROUNDS: '2', BENCH_LARGE: String(256 * 1024 ** 2) };

async function main(): Promise<void> {
  const began = performance.now();
  const quick = process.argv.includes('--quick');
  const rows: Row[] = [];
  const broken: string[] = [];
  for (const name of BENCHES) {
    try {
      rows.push(...(await one(name, quick)));
    } catch (error) {
      // The others are worth something without it.
      console.error(error);
      broken.push(name);
    }
  }
  const minutes = (performance.now() - began) / 60_000;
  const missed = rows.filter(isMissed);
  const goals = rows.filter(({ goal }) => goal !== undefined);
  const text = [
    '# What the benches measured',
    '',
    `Written by \`npm run bench\`${quick ? ' -- --quick, whose figures say little' : ''}, in ${minutes.toFixed(1)} minutes. What it says and what it does not is in [docs/performance.md](../docs/performance.md).`,
    '',
    ...machine().map((line) => `- ${line}`),
    '',
    table(rows),
    '',
    `${goals.length - missed.length} of ${goals.length} goals are met.`,
    ...broken.map((name) => `\n**bench:${name} did not end.**`),
    '',
  ].join('\n');
  writeFileSync(join(__dirname, 'results.md'), text);
  console.log(text);
  process.exitCode = broken.length > 0 ? 2 : missed.length > 0 ? 1 : 0;
}

/** The rows that a bench sends. @throws Error where it ends without any */
async function one(name: string, quick: boolean): Promise<readonly Row[]> {
  const child = fork(join(__dirname, name, 'run.ts'), quick ? ['--quick'] : [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...(name === 'write' ? SHORTER : {}) },
    serialization: 'advanced',
  });
  let rows: readonly Row[] | undefined;
  child.once('message', (sent) => {
    rows = sent as readonly Row[];
  });
  await once(child, 'exit');
  if (rows === undefined) throw new Error(`bench:${name} ended without a result`);
  return rows;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
