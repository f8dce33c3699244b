import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../paths';

/** What the page is dressed in and what moves it, as they were bundled. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

export function pageAssets(root = PACKAGE_ROOT): PageAssets {
  const folder = join(root, 'dist', 'runbook');
  if (!existsSync(join(folder, 'page.js')))
    throw new Error("The runbook's page is not built: run `npm run build:runbook`.");
  const read = (file: string) => readFileSync(join(folder, file), 'utf8').trimEnd();
  return { script: read('page.js'), style: read('style.css') };
}
