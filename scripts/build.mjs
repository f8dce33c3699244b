// Compiles lib/ and bin/ to dist/, and bundles the sink and the runbook's page. Data files are read from their place in the package, so nothing is copied.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

rmSync(path('dist'), { recursive: true, force: true });
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.build.json')], {
  stdio: 'inherit',
});
await import('./build-sink.mjs');
await import('./build-runbook.mjs');
chmodSync(path('dist/bin/s3-destination.js'), 0o755);
