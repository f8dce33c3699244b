import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../lib/paths';

const FOLDER = join(PACKAGE_ROOT, 'examples');

/** `keboola`, …: every destination file of examples/, so that a new one is tested without being named anywhere. */
export const EXAMPLE_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

export const exampleFile = (name: string): string => join(FOLDER, `${name}.yaml`);
