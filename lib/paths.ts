import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The package's own folder. Data files are read from here, because `lib/` and `dist/lib/` are not equally deep.
 */
export const PACKAGE_ROOT = findRoot(__dirname);
export const CATALOGUE_FOLDER = join(PACKAGE_ROOT, 'lib', 'vendors', 'catalogue');

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
