import { join } from 'node:path';
import { build } from 'esbuild';

/** What a bundle of the engine holds before any part of it is loaded on demand. */
async function lightSize(): Promise<{ bytes: number; inputs: string[]; chunks: number }> {
  const { metafile } = await build({
    entryPoints: [join(__dirname, '../../lib/go-template/core.ts')],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
    metafile: true,
    outdir: 'out',
    logLevel: 'silent',
  }); // prettier
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const i of metafile.outputs[path]?.imports ?? []) if (i.kind === 'import-statement') visit(i.path);
  };
  visit(
    Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint?.endsWith('core.ts')) ??
      '',
  );
  const outputs = [...seen].map((path) => metafile.outputs[path]);
  return {
    bytes: outputs.reduce((n, o) => n + (o?.bytes ?? 0), 0),
    inputs: outputs.flatMap((o) => Object.keys(o?.inputs ?? {})),
    chunks: Object.keys(metafile.outputs).length,
  };
}

test('the light core is small, and the heavy parts are chunks of their own', async () => {
  const { bytes, inputs, chunks } = await lightSize();
  expect(bytes).toBeLessThan(MAX_BYTES);
  expect(inputs.filter((i) => /heavy|re2js|sprig\/(?!defaults)/.test(i))).toEqual([]);
  expect(chunks).toBeGreaterThan(10);
});

/** Parser, evaluator and the functions that nearly every template uses. */
const MAX_BYTES = 40_000;
