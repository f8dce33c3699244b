import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runScenario } from './runs';
import { SCENARIOS, type Scenario } from './scenarios';

/**
 * What was stored while connections broke and functions died, read by tools that have nothing to do with Node:
 * gzip, and zlib by way of Python.
 */

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'whole-objects-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (command: string) => spawnSync(command, ['--version']).status === 0;
const ifThere = (...commands: readonly string[]) => (commands.every(has) ? it : it.skip);

const PYTHON = `
import os, sys, zlib
folder, window = sys.argv[1], int(sys.argv[2])
lines = 0
for name in os.listdir(folder):
    body = open(os.path.join(folder, name), 'rb').read()
    stream = zlib.decompressobj(window)
    text = stream.decompress(body) + stream.flush()
    whole = stream.eof and not stream.unused_data and text.endswith(b'\\n')
    if not whole:
        sys.exit('cut short or empty: ' + name)
    lines += text.count(b'\\n')
print(lines)
`;
const WINDOWS = { gzip: 31, zlib: 15, flate: -15 } as const;

/** The folder with the objects as files, and how many lines they should have. */
async function stored(compression: keyof typeof WINDOWS) {
  const sqs = SCENARIOS.find(({ name }) => name === 'sqs') as Scenario;
  const { objects, report, faults } = await runScenario(
    { ...sqs, compression },
    { batches: 60, seed: 11, speed: 60, instances: 3, calmAtEnd: true },
  );
  expect((faults.get('reset-during') ?? 0) + (faults.get('reset-after') ?? 0)).toBeGreaterThan(0);
  const into = join(folder, compression);
  mkdirSync(into);
  let number = 0;
  for (const body of objects.values()) {
    number += 1;
    writeFileSync(join(into, `${number}.gz`), body);
  }
  expect(number).toBeGreaterThan(30);
  return { into, number, lines: report.recordsIn - report.poison + report.copies };
}

const python = (into: string, compression: keyof typeof WINDOWS) =>
  spawnSync('python3', ['-c', PYTHON, into, String(WINDOWS[compression])], { encoding: 'utf8' });

describe('objects are whole', () => {
  type Stored = Awaited<ReturnType<typeof stored>>;
  const found = new Map<string, Stored>();
  const of = (compression: string) => found.get(compression) as Stored;
  beforeAll(async () => {
    // Most of it is waiting for visibility timeouts, which can be done together.
    const all = Object.keys(WINDOWS) as (keyof typeof WINDOWS)[];
    await Promise.all(all.map(async (compression) => found.set(compression, await stored(compression))));
  });

  ifThere('gzip', 'python3')('gzip', () => {
    const { into, number, lines } = of('gzip');
    const files = Array.from({ length: number }, (_, i) => `${i + 1}.gz`);
    expect(spawnSync('gzip', ['-t', ...files], { cwd: into, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(python(into, 'gzip')).toMatchObject({ status: 0, stdout: `${lines}\n` });
  });

  ifThere('python3').each(['zlib', 'flate'] as const)('%s', (compression) => {
    const { into, lines } = of(compression);
    expect(python(into, compression)).toMatchObject({ status: 0, stdout: `${lines}\n` });
  });

  ifThere('gzip', 'python3')('a body that is cut short would be found', () => {
    const into = join(folder, 'cut');
    mkdirSync(into);
    writeFileSync(join(into, 'cut.gz'), gzipSync('a line\n'.repeat(1000)).subarray(0, -5));
    expect(spawnSync('gzip', ['-t', 'cut.gz'], { cwd: into }).status).not.toBe(0);
    expect(python(into, 'gzip').status).not.toBe(0);
    writeFileSync(join(into, 'cut.gz'), gzipSync(''));
    expect(python(into, 'gzip').status).not.toBe(0);
  });
});
