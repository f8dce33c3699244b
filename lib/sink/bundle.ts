import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../paths';

/** Context of an app whose templates must stand alone: the function's code is in them, and not an asset beside them. */
export const INLINE_SINK = 's3-destination-kit:inline-sink';

/** The folder of the function's code: `index.mjs`, and beside it what few settings need. */
export function bundleFolder(root = PACKAGE_ROOT): string {
  const folder = join(root, 'dist', 'sink');
  if (existsSync(join(folder, 'index.mjs'))) return folder;
  throw notBuilt();
}

/** The same code as one CommonJS module, which is what CloudFormation makes `index.js` of. */
export function inlineBundle(root = PACKAGE_ROOT): string {
  const file = join(root, 'dist', 'sink-inline', 'index.cjs');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw notBuilt();
}

const notBuilt = () => new Error("The sink's code is not built: run `npm run build:sink`.");
