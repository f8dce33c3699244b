import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { attack } from './adversarial-run';
import { fuzz } from './fuzz-run';

/** node --import tsx test/go-template/fuzz.ts --cases 100000 --seed 1 */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    'max-ms': { type: 'string', default: '100' },
    /** For templates that mean harm and use up every step: see docs/go-template.md. */
    'max-attack-ms': { type: 'string', default: '300' },
  },
});
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const cases = JSON.parse(readFileSync(join(__dirname, 'cases.json'), 'utf8')) as { template?: string }[];
const real = cases.flatMap((c) => c.template ?? []);
const heap = () => {
  gc();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
};

const count = Number(values.cases);
const samples: number[] = [];
const every = Math.max(1, Math.floor(count / 10));
const report = fuzz(Number(values.seed), count, real, Number(values['max-ms']), (i) => {
  if (i % every !== 0) return;
  samples.push(heap());
  process.stderr.write(`${i} cases, heap ${samples.at(-1)} MiB\n`);
});
const growth = (samples.at(-1) ?? 0) - (samples[0] ?? 0);
console.log(
  JSON.stringify(
    { ...report, slowest: report.slowest.slice(0, 300), heapMiB: samples, growthMiB: growth },
    undefined,
    2,
  ),
);
const attacks = attack(Number(values['max-attack-ms']));
console.log(JSON.stringify(attacks, undefined, 2));
if (report.broken.length > 0 || attacks.broken.length > 0 || growth > 20) process.exitCode = 1;
