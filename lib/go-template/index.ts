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
  basic: () => require('./builtins'),
  compare: () => require('./compare'),
  types: () => require('./sprig/types'),
  literals: () => require('./syntax/literals'),
  quote: () => require('./fmt/quote'),
  injected: () => require('./run/injected'),
  escape: () => require('./escape'),
  printf: () => require('./fmt/printf'),
  strings: () => require('./sprig/strings'),
  lists: () => require('./sprig/lists'),
  dicts: () => require('./sprig/dicts'),
  math: () => require('./sprig/math'),
  json: () => require('./sprig/json'),
  encoding: () => require('./sprig/encoding'),
  paths: () => require('./sprig/paths'),
  urls: () => require('./sprig/urls'),
  dates: () => require('./heavy/dates'),
  regex: () => require('./heavy/regex'),
  semver: () => require('./heavy/semver'),
};
