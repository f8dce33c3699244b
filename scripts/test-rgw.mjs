// A Ceph object gateway (radosgw) that lives as long as the tests: the commands against an S3-compatible store, and what
// it says of the policies in all templates against what the proof's simulator says.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = ['ceph', 'ceph-authtool', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];
const root = fileURLToPath(new URL('..', import.meta.url));
const cluster = join(root, 'test', 'rgw', 'cluster.sh');

const isInstalled = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

function run() {
  const missing = PROGRAMS.filter((program) => !isInstalled(program));
  if (process.platform !== 'linux' || missing.length > 0) {
    console.log(
      `skipped: radosgw is not installed here (missing: ${missing.join(', ') || 'Linux'}). On Debian:\n` +
        '  apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common',
    );
    return 0;
  }
  const parent = mkdtempSync(join(tmpdir(), 's3-destination-rgw-'));
  const folder = join(parent, 'ceph');
  // The cluster takes thirty ports from here on; below those that systems give out by themselves.
  const port = String(20_000 + Math.floor(Math.random() * 300) * 31);
  try {
    const up = spawnSync('bash', [cluster, 'up', port, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 60_000,
    });
    if (up.status !== 0) {
      console.error('radosgw is installed but could not be started');
      return 1;
    }
    const settings = Object.fromEntries(
      up.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s)),
    );
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
    const selection = ['--testMatch', '**/test/rgw/*.rgw.ts', '--runInBand', ...process.argv.slice(2)];
    const env = { ...process.env, ...settings };
    const started = (args) =>
      spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
    const commands = started([...node, ...selection]);
    // Whoever selects tests wants those.
    const isAll = process.argv.length === 2;
    const opinion = isAll ? started(['--import', 'tsx', join(root, 'test', 'rgw', 'opinion', 'run.ts')]) : 0;
    return commands === 0 ? opinion : commands;
  } finally {
    spawnSync('bash', [cluster, 'down', port, folder], { stdio: 'inherit' });
    rmSync(parent, { recursive: true, force: true });
  }
}

// Ctrl-C ends the tests, and then the store.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.exitCode = run();
