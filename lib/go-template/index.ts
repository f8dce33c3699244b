import { parseWith, type Template, type TemplateOptions } from './core';
import { setRemedies } from './errors';
import { type Part, provide } from './registry';

/** Go's text/template and sprig. This file and what it imports stand alone: nothing from the rest of the kit. */

export { loadTemplate, Template, type TemplateOptions } from './core';
export { TemplateExecutionError, TemplateParseError } from './errors';
export { DEFAULT_LIMITS, type Limits } from './limits';
export { parseJson } from './parse-json';
export { functionNames } from './registry';

setRemedies((stage, message) => {
  const { executionRemedy, parseRemedy } = require('./remedies') as typeof import('./remedies');
  return stage === 'parse' ? parseRemedy(message) : executionRemedy(message);
});

/**
 * Parses and compiles a template once; `execute` it as often as you like. Throws TemplateParseError.
 * Regular expressions, dates and versions are loaded here if the template names one of their functions.
 */
export function parseTemplate(text: string | Uint8Array, options: TemplateOptions = {}): Template {
  return parseWith(text, options, load);
}

/** In Node's CommonJS this reads the file when it is first needed; a bundle that splits uses loadTemplate. */
function load(part: Part): void {
  provide(part, REQUIRES[part]());
}

const REQUIRES: Readonly<Record<Part, () => object>> = {
  basic: () => (require('./builtins') as typeof import('./builtins')).builtins,
  compare: () => (require('./compare') as typeof import('./compare')).compareFunctions,
  types: () => (require('./sprig/types') as typeof import('./sprig/types')).typeFunctions,
  literals: () => require('./syntax/literals') as typeof import('./syntax/literals'),
  quote: () => require('./fmt/quote') as typeof import('./fmt/quote'),
  injected: () => require('./run/injected') as typeof import('./run/injected'),
  escape: () => (require('./escape') as typeof import('./escape')).escapeFunctions,
  printf: () => (require('./fmt/printf') as typeof import('./fmt/printf')).printfFunctions,
  strings: () => (require('./sprig/strings') as typeof import('./sprig/strings')).stringFunctions,
  lists: () => (require('./sprig/lists') as typeof import('./sprig/lists')).listFunctions,
  dicts: () => (require('./sprig/dicts') as typeof import('./sprig/dicts')).dictFunctions,
  math: () => (require('./sprig/math') as typeof import('./sprig/math')).mathFunctions,
  json: () => (require('./sprig/json') as typeof import('./sprig/json')).jsonFunctions,
  encoding: () => (require('./sprig/encoding') as typeof import('./sprig/encoding')).encodingFunctions,
  paths: () => (require('./sprig/paths') as typeof import('./sprig/paths')).pathFunctions,
  urls: () => (require('./sprig/urls') as typeof import('./sprig/urls')).urlFunctions,
  dates: () => (require('./heavy/dates') as typeof import('./heavy/dates')).dateFunctions,
  regex: () => (require('./heavy/regex') as typeof import('./heavy/regex')).regexFunctions,
  semver: () => (require('./heavy/semver') as typeof import('./heavy/semver')).semverFunctions,
};
