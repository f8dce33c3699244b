import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that is installed. Debian's own first: others of the same name may stand before it in the path. */
export function onPath(name: string): string | undefined {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
