// Makes all of dist/: the library compiled file by file, and the bundles of the command line, the sink and the runbook's page.
// Data files are read from their place in the package, so nothing is copied.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { noticesOf } from './notices.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

rmSync(path('dist'), { recursive: true, force: true });
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.build.json')], {
  stdio: 'inherit',
});
const { bundles: cli } = await import('./build-cli.mjs');
const { bundles: sink } = await import('./build-sink.mjs');
const { bundles: runbook } = await import('./build-runbook.mjs');
const metafiles = [...cli, ...sink, ...runbook].map(({ metafile }) => metafile);
writeFileSync(path('dist/LICENCES.txt'), noticesOf(path(''), metafiles));
