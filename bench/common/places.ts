import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../../lib/paths';

/** Something of what `npm run build` makes: what users run, without the time that tsx takes to compile. */
export function built(...path: string[]): string {
  const file = join(resolve(process.env.BENCH_DIST ?? join(PACKAGE_ROOT, 'dist')), ...path);
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run build`);
  return file;
}
