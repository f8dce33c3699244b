// Bundles the script of the runbook's page, which is the code of the command, and its style to dist/runbook/.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

rmSync(path('dist/runbook'), { recursive: true, force: true });
export const bundles = [
  await build({
    entryPoints: { page: path('lib/runbook/page/page.ts'), style: path('lib/runbook/page/style.css') },
    outdir: path('dist/runbook'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome109', 'firefox115', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  }),
];
