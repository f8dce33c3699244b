import { loadTemplate as load, parseWith, type Template, type TemplateOptions } from './core';
import { setRemedies } from './errors';
import { DEFAULT_LIMITS } from './limits';
import { type Part, provide } from './registry';

/** Go's text/template and sprig. This file and what it imports stand alone: nothing from the rest of the kit. */

export { Template, type TemplateOptions } from './core';
export { TemplateExecutionError, TemplateParseError } from './errors';
export { DEFAULT_LIMITS, type Limits } from './limits';
export { parseJson } from './parse-json';
export { functionNames } from './registry';

setRemedies((stage, message, excerpt, more) => {
  const { executionRemedy, parseRemedy } = require('./remedies') as typeof import('./remedies');
  return stage === 'parse' ? parseRemedy(message, excerpt, more) : executionRemedy(message, more);
});

/**
 * Parses and compiles a template once; `execute` it as often as you like. Throws TemplateParseError.
 * Regular expressions, dates and versions are loaded here if the template names one of their functions.
 */
export function parseTemplate(text: string | Uint8Array, options: TemplateOptions = {}): Template {
  return parseWith(text, checked(options), loadNow);
}

/** The same as a promise, for bundles: see core.ts. */
export async function loadTemplate(
  text: string | Uint8Array,
  options: TemplateOptions = {},
): Promise<Template> {
  return load(text, checked(options));
}

const OPTIONS = ['numbers', 'functions', 'now', 'limits', 'name'];

/** A misspelt option would be ignored without a word. Throws TypeError. */
function checked(options: TemplateOptions): TemplateOptions {
  known('option', Object.keys(options), OPTIONS);
  known('limit', Object.keys(options.limits ?? {}), Object.keys(DEFAULT_LIMITS));
  if (options.numbers !== undefined)
    known('value of "numbers"', [options.numbers], ['friendly', 'strict-go']);
  for (const [name, value] of Object.entries(options.limits ?? {}))
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      throw new TypeError(`the limit "${name}" must be a number, and not negative`);
  if (options.now !== undefined && typeof options.now !== 'function')
    throw new TypeError('the option "now" must be a function that gives a Date');
  for (const [name, value] of Object.entries(options.functions ?? {}))
    if (typeof value !== 'function')
      throw new TypeError(`"${name}" in the option "functions" is no function`);
  return options;
}

function known(what: string, given: readonly string[], all: readonly string[]): void {
  const unknown = given.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`there is no ${what} "${unknown}": it is one of ${all.join(', ')}`);
}

/** In Node's CommonJS this reads the file when it is first needed; a bundle that splits uses loadTemplate. */
function loadNow(part: Part): void {
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
