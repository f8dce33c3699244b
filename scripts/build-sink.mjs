// Bundles what runs inside Lambda: to dist/sink/ as one small module, and chunks beside it that load when a setting needs
// them; to dist/sink-inline/ as a single CommonJS file, for templates that hold the code themselves.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const shared = {
  entryPoints: { index: path('lib/sink/runtime/handler.ts') },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

for (const folder of ['dist/sink', 'dist/sink-inline'])
  rmSync(path(folder), { recursive: true, force: true });
export const bundles = await Promise.all([
  build({
    ...shared,
    outdir: path('dist/sink'),
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
  }),
  build({
    ...shared,
    outdir: path('dist/sink-inline'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    // The template is text: other characters would be escaped, or depend on who saves it.
    charset: 'ascii',
  }),
]);
