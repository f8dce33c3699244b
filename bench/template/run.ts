import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as engine from '../../lib/go-template';
import { bench, type Options } from '../common/bench';
import { median } from '../common/median';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';
import { alternatives } from './alternatives';
import { type Go, startGo } from './go';

/**
 * npm run bench:template: our engine, others from npm, and Go. Where Go is not installed, its figure is that of speed.json:
 * of another day, and the only one in these benches that is not of the same run.
 */
interface Speed {
  readonly go: string;
  readonly results: readonly Case[];
}

interface Case {
  readonly name: string;
  readonly ns_per_op: number;
  readonly template: string;
  /** What Go printed. */
  readonly output: string;
  readonly data: unknown;
}

/** Takes the nanoseconds of CPU that so many executions take. */
type Timed = (count: number) => number | Promise<number>;

const FILE = join(__dirname, 'speed.json');
// As it is shipped: tsx keeps the names of functions, which costs more than some of them do.
const { parseTemplate } = require(built('lib', 'go-template', 'index.js')) as typeof engine;
const speed = JSON.parse(readFileSync(FILE, 'utf8')) as Speed;

bench('template', async (options) => {
  const go = await startGo(FILE);
  try {
    const engines = await alternatives();
    const rows: Row[] = [];
    for (const one of speed.results) {
      const strict = parseTemplate(one.template, { numbers: 'strict-go' });
      const renders = {
        ours: strict.execute.bind(strict),
        ...Object.fromEntries(engines.map((engine) => [engine.name, engine.compile(one.name)])),
      };
      rows.push(...(await compared(one, renders, go, options)));
    }
    return rows;
  } finally {
    await go?.stop();
  }
});

async function compared(
  { name, output, data, ns_per_op }: Case,
  renders: Readonly<Record<string, (data: unknown) => string>>,
  go: Go | undefined,
  { quick, tell }: Options,
): Promise<Row[]> {
  tell(name);
  const timed: Record<string, Timed> = {};
  const same = (who: string, got: string | undefined) => {
    // The same bytes as Go first, or the comparison says nothing.
    if (got !== output) throw new Error(`${who} renders ${name} otherwise:\n${got}\n${output}`);
  };
  for (const [who, render] of Object.entries(renders)) {
    same(who, render(data));
    timed[who] = (count) => repeated(() => render(data), count);
  }
  const recorded = `${speed.go.split(' ', 1)[0]}, of another day`;
  const goName = go?.version ?? recorded;
  if (go !== undefined) {
    same(goName, go.printed[name]);
    timed[goName] = (count) => go.time(name, count);
  }
  const turns: Record<string, () => Promise<number>> = {};
  for (const [who, time] of Object.entries(timed)) turns[who] = await warm(time, quick ? 20 : 200);
  const all = await rounds(turns, quick ? 3 : 7);
  const figures = Object.entries(all).map(([who, each]) => [who, median(each)] as const);
  const each = new Map([[goName, ns_per_op], ...figures]);
  const ours = each.get('ours') as number;
  each.delete('ours');
  return [...each].map(([who, ns]) => ({
    what: `template: ${name}`,
    ours: perSecond(ours),
    beside: `${who}: ${perSecond(ns)}`,
    value: ns / ours,
    ...(who === goName ? { goal: { atLeast: 1 } } : {}),
  }));
}

/** Nanoseconds for one, each time that it is called. The code is optimised before. */
async function warm(time: Timed, ms: number): Promise<() => Promise<number>> {
  let count = 100;
  for (let spent = 0; spent < (ms / 2) * 1e6; count *= 2) spent = await time(count);
  return async () => (await time(count)) / count;
}

/** Of CPU: others may be at work on the machine. */
function repeated(run: () => string, count: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

const perSecond = (ns: number) => `${Math.round(1e9 / ns).toLocaleString('en')}/s`;
