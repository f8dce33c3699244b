import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { loadLine, machine } from './common/machine';
import { isMissed, type Row, table } from './common/row';

/** npm run bench: all of them, one after the other, since they would disturb each other. `--quick` for a trial. */
const BENCHES = ['synth', 'cold', 'sink', 'template', 'write'];

/** `bench:write` in full takes minutes by itself: a shorter one here. */
const SHORTER = { BENCH_FILES: '2000', BENCH_ROUNDS: '2', BENCH_LARGE: String(256 * 1024 ** 2) };

/** Of one bench. What takes so long hangs. */
const MOST_MINUTES = 15;

async function main(): Promise<void> {
  const began = performance.now();
  const quick = process.argv.includes('--quick');
  const rows: Row[] = [];
  const broken: string[] = [];
  const loads: Record<string, number> = {};
  for (const name of BENCHES) {
    loads[name] = loadavg()[0] ?? Number.NaN;
    try {
      rows.push(...(await one(name, quick)));
    } catch (error) {
      // The others are worth something without it.
      console.error(error);
      broken.push(name);
    }
  }
  if (!quick) rows.push(timeTaken((performance.now() - began) / 60_000));
  const text = [
    '# What the benches measured',
    '',
    `Written by \`npm run bench\`${quick ? ' -- --quick, whose figures say little' : ''}. What it says and what it does not is in [docs/performance.md](../docs/performance.md).`,
    '',
    ...[...machine(), loadLine(loads)].map((line) => `- ${line}`),
    '',
    table(rows),
    '',
    summary(rows, broken, quick),
    '',
  ].join('\n');
  console.log(text);
  if (!quick) writeFileSync(join(__dirname, 'results.md'), text);
  process.exitCode = broken.length > 0 ? 2 : rows.some(isMissed) ? 1 : 0;
}

function timeTaken(minutes: number): Row {
  return {
    what: 'npm run bench, without the build before it',
    ours: `${minutes.toFixed(1)} min`,
    beside: '',
    value: minutes,
    unit: 'min',
    goal: { atMost: 10 },
  };
}

/** Nothing is said of goals where some were not even looked at. */
function summary(rows: readonly Row[], broken: readonly string[], quick: boolean): string {
  if (broken.length > 0)
    return `**${broken.map((name) => `bench:${name}`).join(', ')} did not end: its goals are not in the table.**`;
  if (quick) return 'No goal is judged by a trial.';
  const goals = rows.filter(({ goal }) => goal !== undefined);
  return `${goals.length - goals.filter(isMissed).length} of ${goals.length} goals are met.`;
}

/** The rows that a bench sends. @throws Error where it ends without any, fails after them, or does not end */
async function one(name: string, quick: boolean): Promise<readonly Row[]> {
  const child = fork(join(__dirname, name, 'run.ts'), quick ? ['--quick'] : [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...(name === 'write' ? SHORTER : {}) },
    serialization: 'advanced',
    timeout: MOST_MINUTES * 60_000,
  });
  let rows: readonly Row[] | undefined;
  child.once('message', (sent) => {
    rows = sent as readonly Row[];
  });
  // Before `disconnect`, a message may still be on its way.
  const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  if (rows === undefined) throw new Error(`bench:${name} ended without a result`);
  // 1 is a goal that is missed.
  if (code !== 0 && code !== 1) throw new Error(`bench:${name} ended with ${code}`);
  return rows;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
