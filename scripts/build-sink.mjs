// Bundles what runs inside Lambda to dist/sink/: one small module, and chunks beside it that load when a setting needs them.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

rmSync(path('dist/sink'), { recursive: true, force: true });
await build({
  entryPoints: { index: path('lib/sink/runtime/handler.ts') },
  outdir: path('dist/sink'),
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
});
