const { buildSync } = require('esbuild');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');

/**
 * The two entry points as one file each, once for a run: a process that had to compile its hundred files first takes three
 * times as long. Not below dist/, which is packed. `test:pack` tries the compiled package.
 */
module.exports = () => {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['bin/s3-destination.ts', 'bin/app.ts'],
    outdir: 'node_modules/.cache/s3-destination-tests',
    bundle: true,
    platform: 'node',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'error',
  });
};
