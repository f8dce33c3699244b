import { type Context, priced } from '../context';

const base = (_: Context, path: string): string => {
  if (path === '') return '.';
  // Not /\/+$/, which reads a row of slashes once for each of them.
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return end === 0 ? '/' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
};
const dir = (_: Context, path: string): string => clean(path.slice(0, path.lastIndexOf('/') + 1));
const ext = (_: Context, path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? '';
const isAbs = (_: Context, path: string): boolean => path.startsWith('/');
const cleaned = (_: Context, path: string): string => clean(path);

/** Go's path, and filepath as it is on Linux. */
export const functions = priced(3, 1 / 2, {
  base: ['s', base],
  osBase: ['s', base],
  dir: ['s', dir],
  osDir: ['s', dir],
  clean: ['s', cleaned],
  osClean: ['s', cleaned],
  ext: ['s', ext],
  osExt: ['s', ext],
  isAbs: ['s', isAbs],
  osIsAbs: ['s', isAbs],
});

export function clean(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const s = out.join('/');
  return rooted ? `/${s}` : s || '.';
}
