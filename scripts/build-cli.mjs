// Bundles the command line to dist/bin/: one file, because Node takes longer to find and open the 250 files of zod, yaml,
// commander and ours than to run them. What a command does not need lies in it unused until it is asked for.
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

rmSync(path('dist/bin'), { recursive: true, force: true });
const bundle = await build({
  absWorkingDir: path(''),
  entryPoints: ['bin/s3-destination.ts', 'bin/main.ts'],
  outdir: 'dist/bin',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Large, and loaded by few commands; the CDK has to be the customer's own.
  external: ['./main', 'aws-cdk-lib', 'constructs', '@aws-sdk/*', '@clack/prompts', 're2js'],
  // Names stay, for the stack of an error that somebody reports.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
chmodSync(path('dist/bin/s3-destination.js'), 0o755);

export const bundles = [bundle];
