import type { Context, FunctionTable, GoFunction } from './context';
import { defaultFunctions, isEmpty } from './sprig/defaults';
import type { Value } from './values';

/** What every template may use without loading anything. */
const LIGHT: ReadonlyMap<string, GoFunction> = new Map(
  Object.entries<GoFunction>({
    // Evaluated by the caller, argument by argument.
    and: ['and', () => undefined],
    or: ['or', () => undefined],
    not: ['v', (_: Context, v: Value) => isEmpty(v)],
    ...defaultFunctions,
  }),
);

/** The other functions, by the part that holds them: a module that loads when a template first names one. */
const PARTS = {
  basic: 'call index len print println',
  compare: 'eq ne lt le gt ge',
  types: 'fail typeOf typeIs typeIsLike kindOf kindIs',
  // What the engine itself loads: see need().
  literals: '',
  quote: '',
  injected: '',
  escape: 'html js urlquery',
  printf: 'printf',
  strings:
    'abbrev abbrevboth camelcase cat contains hasPrefix hasSuffix hello indent initials join kebabcase lower nindent nospace plural quote repeat replace snakecase sortAlpha split splitList splitn squote substr swapcase title toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc untitle upper wrap wrapWith',
  lists:
    'append chunk compact concat deepEqual first has initial last list mustAppend mustChunk mustCompact mustFirst mustHas mustInitial mustLast mustPrepend mustPush mustRest mustReverse mustSlice mustUniq mustWithout prepend push rest reverse slice tuple uniq without',
  dicts:
    'deepCopy dict dig get hasKey keys merge mergeOverwrite mustDeepCopy mustMerge mustMergeOverwrite omit pick pluck set unset values',
  math: 'add add1 add1f addf atoi biggest ceil div divf float64 floor int int64 max maxf min minf mod mul mulf round seq sub subf toDecimal until untilStep',
  json: 'base64 fromJson json mustFromJson mustToJson mustToPrettyJson mustToRawJson toJson toPrettyJson toRawJson',
  encoding: 'adler32sum b32dec b32enc b64dec b64enc sha1sum sha256sum',
  paths: 'base clean dir ext isAbs osBase osClean osDir osExt osIsAbs',
  urls: 'urlJoin urlParse',
  dates:
    'ago date dateInZone dateModify date_in_zone date_modify duration durationRound htmlDate htmlDateInZone mustDateModify mustToDate must_date_modify now toDate unixEpoch',
  regex:
    'mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit',
  semver: 'semver semverCompare',
};

export type Part = keyof typeof PARTS;

const HEAVY: ReadonlyMap<string, Part> = new Map(
  Object.entries(PARTS).flatMap(([part, names]) =>
    (names.match(/\S+/g) ?? []).map((name) => [name, part as Part]),
  ),
);

/** Parts that are loaded, for every template of this process. */
const loaded = new Map<Part, object>();

/** A module's functions, or the module itself where the engine is what needs it. */
export function provide(part: Part, module: { readonly functions?: FunctionTable }): void {
  loaded.set(part, module.functions ?? module);
}

/** What `need` throws: whoever parses loads the part and parses again. */
export class MissingPart {
  constructor(readonly part: Part) {}
}

/** A part that the parser needs for this text only: rare literals, the wording of errors. */
export function need<T>(part: Part): T {
  const table = loaded.get(part);
  if (table === undefined) throw new MissingPart(part);
  return table as T;
}

export const isKnown = (name: string): boolean => LIGHT.has(name) || HEAVY.has(name);

/** The parts that these functions need and that are not there yet. */
export function missingParts(names: Iterable<string>): Part[] {
  const parts = new Set<Part>();
  for (const name of names) {
    const part = HEAVY.get(name);
    if (part !== undefined && !loaded.has(part)) parts.add(part);
  }
  return [...parts];
}

export function lookup(name: string): GoFunction | undefined {
  const light = LIGHT.get(name);
  if (light !== undefined) return light;
  const part = HEAVY.get(name);
  return part === undefined ? undefined : (loaded.get(part) as FunctionTable | undefined)?.[name];
}

/** Every function's name, in order. */
export function functionNames(): string[] {
  return [...LIGHT.keys(), ...HEAVY.keys()].sort();
}
