// The whole suite, in two runs: the code that decides is measured, which makes every test file slower, and the rest is not.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const measured = [
  'test/config/',
  'test/policy/',
  'test/vendors/',
  'test/load',
  'test/destination/',
  'test/sink/construct/',
];
const args = process.argv.slice(2);

function run(...selection) {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
  // jest leaves a core to others, which is half of the machine where there are two.
  const all = [...node, '--maxWorkers=100%', ...selection, ...args];
  return spawnSync(process.execPath, all, { stdio: 'inherit' }).status ?? 1;
}

const failed = run('--coverage', ...measured) + run('--testPathIgnorePatterns', ...measured);
process.exitCode = failed === 0 ? 0 : 1;
