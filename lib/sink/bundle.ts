import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../paths';

/** The folder of the function's code: `index.mjs`, and beside it what few settings need. */
export function bundleFolder(root = PACKAGE_ROOT): string {
  const folder = join(root, 'dist', 'sink');
  if (existsSync(join(folder, 'index.mjs'))) return folder;
  throw new Error("The sink's code is not built: run `npm run build:sink`.");
}
