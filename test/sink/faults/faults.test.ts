import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, runScenario } from './runs';
import { SCENARIOS, type Scenario } from './scenarios';

/** The short version of `npm run faults`. */

jest.setTimeout(60_000);

const scenario = (name: string) => SCENARIOS.find((one) => one.name === name) as Scenario;
const short = { seed: 7, speed: 60, instances: 3, calmAtEnd: true };

beforeAll(() => {
  if (!existsSync(join(__dirname, '../../../dist/sink/index.mjs')))
    throw new Error('the bundle is missing: run npm run build:sink');
});

describe('the bundled function, when everything goes wrong', () => {
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    const run = async (one: Scenario, batches: number) =>
      outcomes.set(one.name, await runScenario(one, { ...short, batches }));
    // Waiting for visibility timeouts is most of it, and can be done together.
    const queues = (one: Scenario) => one.source !== 'kinesis';
    await Promise.all(SCENARIOS.filter(queues).map((one) => run(one, one.share === 1 ? 90 : 35)));
    for (const one of SCENARIOS) if (!queues(one)) await run(one, one.share === 1 ? 90 : 35);
  }, 120_000);
  const of = (name: string) => outcomes.get(name) as Outcome;

  it.each(SCENARIOS)('$name keeps its promises', ({ name }) => {
    expect(of(name).broken).toEqual([]);
  });

  it.each(SCENARIOS)('$name had enough to do', ({ name, share }) => {
    const { report } = of(name);
    expect(report.recordsIn).toBeGreaterThan(share === 1 ? 300 : 70);
    expect(report.objects).toBeGreaterThan(share === 1 ? 80 : 15);
    expect(report.poison).toBeGreaterThan(0);
  });

  // What strikes a short run of one kind depends on the machine a little; all of them together meet everything.
  it('functions were killed, and records delivered again, split and doubled by their source', () => {
    const sum = (name: string) =>
      [...outcomes.values()].reduce(
        (all, { counts }) => all + ((counts as Record<string, number>)[name] ?? 0),
        0,
      );
    for (const name of ['killed', 'redelivered', 'splits', 'spurious'])
      expect([name, sum(name) > 0]).toEqual([name, true]);
  });

  it('meets every kind of fault somewhere', () => {
    const met = new Set([...outcomes.values()].flatMap(({ faults }) => [...faults.keys()]));
    expect([...met].sort()).toEqual(
      expect.arrayContaining([
        'conflict-409',
        'error-500',
        'half-answer',
        'late',
        'partial',
        'request-timeout',
        'reset-after',
        'reset-before',
        'reset-during',
        'silent-after',
        'silent-before',
        'slow-after',
        'slow-before',
        'slow-down',
      ]),
    );
    expect(of('kinesis').counts.found).toBeGreaterThan(0);
    expect(of('sqs-deduplicate').counts.takeovers).toBeGreaterThan(0);
  });

  it('doubles records only where the source is set up so that it must', () => {
    expect(of('sqs').report.doubled.length).toBeGreaterThan(0);
    expect(
      of('kinesis-bisect').report.doubled.length + of('kinesis-resumed').report.doubled.length,
    ).toBeGreaterThan(0);
  });
});

describe('a sink that was written in a hurry is found out', () => {
  const run = (name: string) =>
    runScenario(
      { ...scenario('sqs'), compression: 'none', mayDouble: false },
      { ...short, batches: 60, handlerFile: join(__dirname, name) },
    );

  it('that takes everything for stored before the answer', async () => {
    const { report, broken } = await run('careless-eager.mjs');
    expect(report.lost.length).toBeGreaterThan(0);
    expect(broken.join()).toContain('lost: ');
  });

  it('that gives each attempt a key of its own, and drops what it cannot read', async () => {
    const { report, broken } = await run('careless-random.mjs');
    expect(report.lost).toEqual([]);
    expect(report.doubled.length).toBeGreaterThan(0);
    expect(report.unaccounted.length).toBe(report.poison);
    expect(broken.join()).toMatch(/doubled: .*poison not accounted for: /);
  });
});
