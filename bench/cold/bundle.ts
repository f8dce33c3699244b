import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { PACKAGE_ROOT } from '../../lib/paths';

/** As scripts/build-sink.mjs does; what of the SDK is CommonJS wants a `require`. Gives the module's path. */
export async function bundled(name: string, folder: string): Promise<string> {
  await build({
    entryPoints: { [name]: join(__dirname, `${name}.ts`) },
    outdir: join(folder, name),
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'error',
    absWorkingDir: PACKAGE_ROOT,
  });
  return join(folder, name, `${name}.mjs`);
}

/** Bytes of all modules beside an entry, and of those that load with it: the others wait for a setting or a request. */
export function sizesOf(entry: string): { readonly all: number; readonly loaded: number } {
  const folder = join(entry, '..');
  const sizes = new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.mjs'))
      .map((file) => [join(folder, file), statSync(join(folder, file)).size]),
  );
  const sum = (files: Iterable<string>) =>
    [...files].reduce((total, file) => total + (sizes.get(file) ?? 0), 0);
  return { all: sum(sizes.keys()), loaded: sum(loadedWith(entry)) };
}

/** A module with what it imports, and that imports: an import that waits has a parenthesis. */
function loadedWith(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const text = readFileSync(entry, 'utf8');
  for (const [, file = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w-]+\.mjs)["']/g))
    loadedWith(join(entry, '..', file), seen);
  return seen;
}
