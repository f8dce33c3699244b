import { type Part, provide } from './registry';

/** How each part is loaded: a bundler that splits makes a chunk of each import(). */
export const IMPORTS: Readonly<Record<Part, () => Promise<void>>> = {
  basic: async () => provide('basic', (await import('./builtins.js')).builtins),
  compare: async () => provide('compare', (await import('./compare.js')).compareFunctions),
  types: async () => provide('types', (await import('./sprig/types.js')).typeFunctions),
  literals: async () => provide('literals', await import('./syntax/literals.js')),
  quote: async () => provide('quote', await import('./fmt/quote.js')),
  injected: async () => provide('injected', await import('./run/injected.js')),
  escape: async () => provide('escape', (await import('./escape.js')).escapeFunctions),
  printf: async () => provide('printf', (await import('./fmt/printf.js')).printfFunctions),
  strings: async () => provide('strings', (await import('./sprig/strings.js')).stringFunctions),
  lists: async () => provide('lists', (await import('./sprig/lists.js')).listFunctions),
  dicts: async () => provide('dicts', (await import('./sprig/dicts.js')).dictFunctions),
  math: async () => provide('math', (await import('./sprig/math.js')).mathFunctions),
  json: async () => provide('json', (await import('./sprig/json.js')).jsonFunctions),
  encoding: async () => provide('encoding', (await import('./sprig/encoding.js')).encodingFunctions),
  paths: async () => provide('paths', (await import('./sprig/paths.js')).pathFunctions),
  urls: async () => provide('urls', (await import('./sprig/urls.js')).urlFunctions),
  dates: async () => provide('dates', (await import('./heavy/dates.js')).dateFunctions),
  regex: async () => provide('regex', (await import('./heavy/regex.js')).regexFunctions),
  semver: async () => provide('semver', (await import('./heavy/semver.js')).semverFunctions),
};
