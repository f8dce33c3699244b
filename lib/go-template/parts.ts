import type { Part } from './registry';

/** How each part is loaded: a bundler that splits makes a chunk of each import(). */
export const IMPORTS: Readonly<Record<Part, () => Promise<object>>> = {
  basic: () => import('./builtins.js'),
  compare: () => import('./compare.js'),
  types: () => import('./sprig/types.js'),
  literals: () => import('./syntax/literals.js'),
  quote: () => import('./fmt/quote.js'),
  injected: () => import('./run/injected.js'),
  escape: () => import('./escape.js'),
  printf: () => import('./fmt/printf.js'),
  strings: () => import('./sprig/strings.js'),
  lists: () => import('./sprig/lists.js'),
  dicts: () => import('./sprig/dicts.js'),
  math: () => import('./sprig/math.js'),
  json: () => import('./sprig/json.js'),
  encoding: () => import('./sprig/encoding.js'),
  paths: () => import('./sprig/paths.js'),
  urls: () => import('./sprig/urls.js'),
  dates: () => import('./heavy/dates.js'),
  regex: () => import('./heavy/regex.js'),
  semver: () => import('./heavy/semver.js'),
};
