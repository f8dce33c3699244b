import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate } from '../../lib/go-template';
import { alternatives } from './alternatives';

/** npm run bench:template: our engine, others from npm, and Go's own figure as context. */

interface Speed {
  readonly results: readonly {
    readonly name: string;
    readonly ns_per_op: number;
    readonly template: string;
    readonly data: unknown;
  }[];
}
const speed = JSON.parse(readFileSync(join(__dirname, 'speed.json'), 'utf8')) as Speed;
const ROUNDS = 5;
const MS = Number(process.env.BENCH_MS ?? 200);

/** The best of some rounds, in nanoseconds. */
function measure(run: () => string): number {
  let n = 100;
  for (let ms = 0; ms < MS / 2; n *= 2) {
    const start = performance.now();
    for (let i = 0; i < n; i++) run();
    ms = performance.now() - start;
  }
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < n; i++) run();
    best = Math.min(best, ((performance.now() - start) / n) * 1e6);
  }
  return best;
}

async function main(): Promise<void> {
  const engines = await alternatives();
  const head = [
    'template',
    'ours/s',
    ...engines.map((e) => `${e.name}/s`),
    'Go/s',
    ...engines.map((e) => `ours : ${e.name}`),
    'ours : Go',
  ];
  const rows: string[][] = [];
  for (const { name, template, data, ns_per_op } of speed.results) {
    const strict = parseTemplate(template, { numbers: 'strict-go' });
    const want = strict.execute(data);
    const ours = measure(() => strict.execute(data));
    const others = engines.map((e) => {
      const render = e.compile(name);
      if (render === undefined) return undefined;
      // The same bytes first, or the comparison says nothing.
      const got = render(data);
      if (got !== want) throw new Error(`${e.name} renders ${name} otherwise:\n${got}\n${want}`);
      return measure(() => render(data));
    });
    const perSecond = (ns: number | undefined) =>
      ns === undefined ? '-' : Math.round(1e9 / ns).toLocaleString('en');
    const ratio = (ns: number | undefined) => (ns === undefined ? '-' : `${(ns / ours).toFixed(2)}x`);
    rows.push([
      name,
      perSecond(ours),
      ...others.map(perSecond),
      perSecond(ns_per_op),
      ...others.map(ratio),
      ratio(ns_per_op),
    ]);
  }
  console.log(
    `node ${process.version}; Go's figure is from speed.json (go1.19.8), measured on another day\n`,
  );
  console.log([head, head.map(() => '---'), ...rows].map((r) => `| ${r.join(' | ')} |`).join('\n'));
}

main().catch((e: unknown) => {
  console.error(e);
  process.exitCode = 1;
});
