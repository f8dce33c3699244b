import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as engine from '../../lib/go-template';
import { bench } from '../common/bench';
import { median } from '../common/median';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Row } from '../common/row';
import { alternatives } from './alternatives';

/**
 * npm run bench:template: our engine, others from npm, and Go's own figure. That one is of another day on such a machine
 * (speed.json says which), and the only one in these benches that is not of the same run.
 */
interface Speed {
  readonly go: string;
  readonly results: readonly {
    readonly name: string;
    readonly ns_per_op: number;
    readonly template: string;
    /** What Go printed. */
    readonly output: string;
    readonly data: unknown;
  }[];
}
// As it is shipped: tsx keeps the names of functions, which costs more than some of them do.
const { parseTemplate } = require(built('lib', 'go-template', 'index.js')) as typeof engine;
const speed = JSON.parse(readFileSync(join(__dirname, 'speed.json'), 'utf8')) as Speed;

bench('template', async ({ quick, tell }) => {
  const engines = await alternatives();
  const go = `${speed.go.split(' ', 1)[0]}, of another day`;
  const rows: Row[] = [];
  for (const { name, template, output, data, ns_per_op } of speed.results) {
    const strict = parseTemplate(template, { numbers: 'strict-go' });
    const renders = {
      ours: strict.execute.bind(strict),
      ...Object.fromEntries(engines.map((engine) => [engine.name, engine.compile(name)])),
    };
    const runs: Record<string, () => string> = {};
    for (const [who, render] of Object.entries(renders)) {
      // The same bytes as Go first, or the comparison says nothing.
      const got = render(data);
      if (got !== output) throw new Error(`${who} renders ${name} otherwise:\n${got}\n${output}`);
      runs[who] = () => render(data);
    }
    tell(name);
    const turns = Object.entries(runs).map(([who, run]) => [who, measure(run, quick ? 20 : 200)] as const);
    const all = await rounds(Object.fromEntries(turns), quick ? 5 : 9);
    const ours = median(all.ours ?? []);
    const row = (who: string, ns: number): Row => ({
      what: `template: ${name}`,
      ours: perSecond(ours),
      beside: `${who}: ${perSecond(ns)}`,
      value: ns / ours,
      ...(who === go ? { goal: { atLeast: 1 } } : {}),
    });
    const others = Object.keys(all).filter((who) => who !== 'ours');
    rows.push(row(go, ns_per_op), ...others.map((who) => row(who, median(all[who] ?? []))));
  }
  return rows;
});

/** Nanoseconds for one, each time that it is called. The code is optimised before. */
function measure(run: () => string, ms: number): () => number {
  let count = 100;
  for (let spent = 0; spent < ms / 2; count *= 2) spent = time(run, count);
  return () => (time(run, count) / count) * 1e6;
}

/** Milliseconds of CPU: others may be at work on the machine. */
function time(run: () => string, count: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const perSecond = (ns: number) => `${Math.round(1e9 / ns).toLocaleString('en')}/s`;
