import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';
import { bench, type Options } from '../common/bench';
import { measured, type Script, typical, type Used } from '../common/measured';
import { built } from '../common/places';
import { rounds } from '../common/rounds';
import type { Goal, Row } from '../common/row';
import { resourcesIn, writeDestinations } from './destinations';

/**
 * npm run bench:synth: what `cdk synth` runs, without the time of the CDK's own command, which is the same for all.
 * As there, the templates are validated, which takes most of the time; once more without, to see our own part.
 * Ratios are those of CPU time; those of the clock stand beside them.
 */
bench('synth', async (options) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    return await synth(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const SIZES = [1, 10, 100, 500] as const;

async function synth(folder: string, { quick, tell }: Options): Promise<Row[]> {
  const files = writeDestinations(folder, 500);
  const cli = built('bin', 's3-destination.js');
  const ours = (count: number) => [cli, 'app', '--config', files.slice(0, count).join()];
  const inApp = (name: string) => [join(__dirname, `${name}.cjs`)];

  compareAll(await assemblies(folder, ours(10), inApp('by-hand')));

  const sizes = quick ? SIZES.slice(0, 3) : SIZES;
  const apps = (validation: boolean, among: readonly number[]) => ({
    empty: () => measured(app(folder, inApp('empty'), validation)),
    ...Object.fromEntries(
      among.flatMap((count) => [
        [`ours ${count}`, () => measured(app(folder, ours(count), validation))],
        [`hand ${count}`, () => measured(app(folder, inApp('by-hand'), validation, count))],
      ]),
    ),
  });
  const small = sizes.filter((count) => count < 500);
  const large = sizes.filter((count) => count >= 500);
  const check = { check: () => measured({ args: [cli, 'check', files[0] as string], cwd: folder }) };
  const whole = await typicals(apps(true, small), quick ? 1 : 3, tell);
  if (large.length > 0) {
    const { empty: _, ...twice } = apps(true, large);
    Object.assign(whole, await typicals(twice, 2, tell));
  }
  const bare = await typicals({ ...apps(false, small), ...check }, quick ? 2 : 3, tell);
  if (large.length > 0) {
    const { empty: _, ...once } = apps(false, large);
    Object.assign(bare, await typicals(once, 1, tell));
  }
  return rowsOf(sizes, whole, bare);
}

type Figures = Record<string, Used>;

async function typicals(
  scripts: Readonly<Record<string, () => Promise<Used>>>,
  repeats: number,
  tell: Options['tell'],
): Promise<Figures> {
  const all = await rounds(scripts, repeats, tell);
  return Object.fromEntries(Object.entries(all).map(([name, used]) => [name, typical(used)]));
}

function rowsOf(sizes: readonly number[], whole: Figures, bare: Figures): Row[] {
  const compare = (all: Figures, label: string, one: string, other: string, goal?: Goal): Row => {
    const [a, b] = [all[one] as Used, all[other] as Used];
    return {
      what: label,
      ours: shown(a),
      beside: `${NAMES(other)}: ${shown(b)}; ${(a.wall / b.wall).toFixed(2)} × by the clock`,
      value: a.cpu / b.cpu,
      goal,
    };
  };
  const parts = [
    { all: whole, title: 'synth', goals: true },
    { all: bare, title: 'synth, CDK_VALIDATION=false', goals: false },
  ];
  const each = (all: Figures, from: number, to: number) =>
    ((all[`ours ${to}`] as Used).cpu - (all[`ours ${from}`] as Used).cpu) / (to - from);
  return [
    ...parts.flatMap(({ all, title, goals }) => [
      compare(all, `${title}: 1 destination`, 'ours 1', 'empty', goals ? { atMost: 1.1 } : undefined),
      compare(all, `${title}: 100 destinations`, 'ours 100', 'ours 1', goals ? { atMost: 2 } : undefined),
      ...sizes.map((n) => compare(all, `${title}: ${n}`, `ours ${n}`, `hand ${n}`)),
      ...(sizes.includes(500)
        ? [
            {
              what: `${title}: each one more, up to 500`,
              ours: ms(each(all, 100, 500)),
              beside: `up to 100: ${ms(each(all, 1, 100))}`,
              value: each(all, 100, 500) / each(all, 1, 100),
              // Flat: within what one run differs from the next.
              ...(goals ? { goal: { atMost: 1.25 } } : {}),
            },
          ]
        : []),
    ]),
    {
      what: 's3-destination check, one file',
      ours: shown(bare.check as Used),
      beside: '',
      value: (bare.check as Used).wall,
      unit: 's' as const,
      goal: { atMost: 0.3 },
    },
  ];
}

const NAMES = (name: string) =>
  name === 'empty' ? 'an empty app' : name.startsWith('hand') ? 'written by hand' : 'one';
const ms = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`;
const shown = ({ wall, cpu, peak }: Used) =>
  `${wall.toFixed(2)} s (CPU ${cpu.toFixed(2)} s, ${(peak / 1e6).toFixed(0)} MB)`;

/** The context that the CDK's command hands to an app. */
const CONTEXT = JSON.stringify({
  ...(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'cdk.json'), 'utf8')) as { context: object }).context,
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': true,
  'aws:cdk:bundling-stacks': ['**'],
});

function app(
  folder: string,
  args: readonly string[],
  validation: boolean,
  count = 0,
  out = 'cdk.out',
): Script {
  const outdir = join(folder, out);
  // What the last one left must not be in the way.
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir);
  return {
    args,
    cwd: folder,
    env: {
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: CONTEXT,
      CDK_VALIDATION: String(validation),
      DESTINATIONS: String(count),
    },
  };
}

/** What both apps make of ten destinations. */
async function assemblies(folder: string, ours: readonly string[], hand: readonly string[]) {
  await measured(app(folder, ours, false, 10, 'ours'));
  await measured(app(folder, hand, false, 10, 'hand'));
  return { ours: resourcesIn(join(folder, 'ours')), hand: resourcesIn(join(folder, 'hand')) };
}

/** Nobody is faster because he makes less. */
function compareAll({ ours, hand }: Readonly<Record<'ours' | 'hand', readonly string[]>>): void {
  const index = ours.findIndex((resource, i) => resource !== hand[i]);
  if (index >= 0 || ours.length !== hand.length)
    throw new Error(`the apps make different resources:\n${ours[index]}\n${hand[index]}`);
}
