import { isAbsolute, relative } from 'node:path';

/** A path as a person would type it here: relative, where it is below the current folder. */
export function fromHere(path: string): string {
  const here = relative('', path);
  return isAbsolute(here) || /^\.\.([\\/]|$)/.test(here) ? path : here;
}
