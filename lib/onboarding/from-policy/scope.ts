import type { Objects } from '../../config/destination';
import { at, type Complaint } from '../../config/problem';
import { RULES, violation } from '../../config/rules';
import { BUCKET, covers, FILLED_IN } from '../../vendors/pattern';
import { meansAction } from './action';
import { type Allowance, allows, denying, filledIn } from './allowance';
import { isHeld, nameOf } from './condition';
import { fillingOf, isAmbiguous } from './filling';
import { type Grant, grantsOf, NOTHING } from './grant';
import { type Filling, UNFILLED, withPlaceholders } from './placeholder';
import { pathOf, type Resource } from './resource';

/** What the user says of the objects; the documents say the rest. */
export interface WantedObjects {
  readonly prefixes?: readonly string[];
  readonly pattern?: string;
  readonly testObject?: string;
}

export type Scope = (
  | {
      readonly objects: Objects;
      /** The documents with the user's prefixes for what they leave open. */
      readonly allowance: Allowance;
      readonly complaint?: undefined;
    }
  | { readonly objects?: undefined; readonly complaint: Complaint }
) & {
  /** Whether the documents allow the action at all, in whatever form. */
  readonly found: boolean;
};

/** The action that decides what is in scope: a vendor that writes is one that puts, and the others only read. */
export type MainAction = 's3:PutObject' | 's3:GetObject';

/** The objects of which the documents allow all: under the user's own prefixes, or under those of the documents. */
export function scopeOf(allowance: Allowance, action: MainAction, wanted: WantedObjects, now: Date): Scope {
  const all = pathsOf(allowance, action, ({ text }) => [text]);
  const paths = widest([...new Set(all.map((path) => withPlaceholders(path)))]);
  if (paths.length === 0) return conditional(allowance, action);
  const choices = wanted.prefixes ? underOwnPrefixes(paths, wanted.prefixes) : underTheirPrefixes(paths);
  const chosen = choices
    .map(({ prefixes, pattern }) => {
      const objects = { prefixes, pattern: wanted.pattern ?? pattern };
      return {
        objects,
        filled: filledIn(allowance, wanted.prefixes ? fillingsOf(all, objects) : [UNFILLED]),
      };
    })
    .find(({ objects, filled }) => mainGrants(objects, action, now).every((one) => allows(filled, one)));
  if (!chosen) {
    const complaint =
      denied(allowance, action, choices, now) ?? ambiguous(all, wanted) ?? complaintOf(paths, wanted);
    return { found: true, complaint };
  }
  const { objects, filled } = chosen;
  const testObject =
    action === 's3:PutObject' ? testObjectOf(filled, objects, wanted.testObject, now) : undefined;
  if (wanted.testObject !== undefined && testObject === undefined) {
    return {
      found: true,
      complaint: at(['objects', 'testObject'], `is outside of what the documents allow: ${inWords(paths)}`),
    };
  }
  return {
    found: true,
    allowance: filled,
    objects: { ...objects, ...(testObject === undefined ? {} : { testObject }) },
  };
}

interface Choice {
  readonly prefixes: readonly string[];
  readonly pattern: string;
}

/** One for each prefix; a prefix that no path holds gives none. */
function fillingsOf(paths: readonly string[], { prefixes, pattern }: Choice): Filling[] {
  return prefixes.flatMap((prefix) => fillingOf(paths, prefix, pattern) ?? []);
}

function underOwnPrefixes(paths: readonly string[], prefixes: readonly string[]): Choice[] {
  const patterns = paths.map(endingOf).filter((ending) => ending !== undefined);
  return [...new Set(patterns)].map((pattern) => ({ prefixes, pattern }));
}

/** All prefixes of each ending; a destination has one. */
function underTheirPrefixes(paths: readonly string[]): Choice[] {
  const found = paths.flatMap((path) => {
    const pattern = endingOf(path);
    const head = path.slice(0, path.indexOf('*'));
    const prefix = head.replace(/\/$/, '');
    // Of a path with two wildcards the part between them belongs to neither prefix nor ending.
    const fits = pattern !== undefined && path.split('*').length === 2 && !head.includes(FILLED_IN);
    return fits && (head === '' || violation(RULES.prefix, prefix) === undefined)
      ? [{ prefix, pattern }]
      : [];
  });
  return [...new Set(found.map(({ pattern }) => pattern))].map((pattern) => {
    const prefixes = found.filter((one) => one.pattern === pattern).map(({ prefix }) => prefix);
    return { prefixes: prefixes.includes('') ? [] : [...new Set(prefixes)], pattern };
  });
}

/** `exports/*.jsonl` → `*.jsonl`; nothing where it is not an asterisk and a literal ending. */
function endingOf(path: string): string | undefined {
  const start = path.lastIndexOf('*');
  const ending = path.slice(start);
  return start < 0 || /[/?]/.test(ending) || ending.includes(FILLED_IN) ? undefined : ending;
}

function mainGrants(objects: Objects, action: MainAction, now: Date): Grant[] {
  return grantsOf(
    objects,
    { ...NOTHING, ...(action === 's3:PutObject' ? { put: true } : { read: true }) },
    now,
  );
}

/** Paths of the objects that a statement allows without a condition that a destination could not hold. */
function pathsOf(
  { rules, surroundings }: Allowance,
  action: string,
  patternsOf: (resource: Resource) => readonly string[],
): string[] {
  return rules
    .filter(({ statement: { effect, actions, conditions } }) => {
      const held = conditions.every((one) => isHeld(one, { action, resource: `${BUCKET}/*` }, surroundings));
      return effect === 'Allow' && held && actions.some((one) => meansAction(one, action));
    })
    .flatMap(({ resources }) =>
      resources.flatMap((one) => (one.pattern === undefined ? [] : patternsOf(one).map(pathOf))),
    )
    .filter((path) => path !== undefined);
}

/** Without those that another one holds already. */
function widest(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all.filter(
    (path) => !all.some((other) => other !== path && covers(other, path) && !covers(path, other)),
  );
}

/** A name that the documents treat apart: put or deleted by itself, not with all the others. */
function testObjectOf(
  allowance: Allowance,
  objects: Objects,
  wanted: string | undefined,
  now: Date,
): string | undefined {
  const isAllowed = (testObject: string, what: 'put' | 'delete') =>
    grantsOf(
      { ...objects, testObject },
      what === 'put'
        ? { ...NOTHING, put: true }
        : { ...NOTHING, delete: { objects: 'test-objects', until: 'forever' } },
      now,
    ).every((grant) => allows(allowance, grant));
  if (wanted !== undefined) return isAllowed(wanted, 'put') ? wanted : undefined;
  const all = grantsOf(objects, { ...NOTHING, delete: { objects: 'all', until: 'forever' } }, now);
  if (all.every((grant) => allows(allowance, grant))) return undefined;
  return ['s3:DeleteObject', 's3:PutObject']
    .flatMap((action) => pathsOf(allowance, action, ({ filled }) => filled))
    .flatMap((path) => nameUnder(objects.prefixes, path))
    .find(
      (name) =>
        violation(RULES.testObject, name) === undefined &&
        isAllowed(name, 'put') &&
        isAllowed(name, 'delete'),
    );
}

/** `exports/test.txt`, or `*test.txt` wherever it stands → `test.txt` */
function nameUnder(prefixes: readonly string[], path: string): string[] {
  const root = prefixes.find((prefix) => path.startsWith(`${prefix}/`));
  const name = path.replace(/^\*/, '');
  if (name !== path || prefixes.length === 0) return [name];
  return root === undefined ? [] : [path.slice(root.length + 1)];
}

/** Somebody allows it, but never so that a destination could. */
function conditional({ rules }: Allowance, action: MainAction): Scope {
  const found = rules.find(
    ({ statement: { effect, actions, conditions } }) =>
      effect === 'Allow' && conditions.length > 0 && actions.some((one) => meansAction(one, action)),
  );
  const message = found
    ? `the documents allow ${action} only under ${found.statement.conditions.map(nameOf).join(', ')}, which this destination could not hold`
    : 'the documents allow neither to put nor to get objects of one bucket';
  return { found: found !== undefined, complaint: at(['permissions'], message) };
}

function denied(
  allowance: Allowance,
  action: MainAction,
  choices: readonly Choice[],
  now: Date,
): Complaint | undefined {
  const rule = choices
    .flatMap((objects) => mainGrants(objects, action, now))
    .map((grant) => denying(allowance, grant))
    .find((one) => one !== undefined);
  if (!rule) return undefined;
  const { file, line } = rule.statement;
  const place = line === undefined ? file : `${file}:${line}`;
  return at(
    ['permissions'],
    `${action} is denied in ${place}, at least in part or under conditions, and a destination denies nothing`,
  );
}

function ambiguous(paths: readonly string[], { prefixes = [] }: WantedObjects): Complaint | undefined {
  for (const prefix of prefixes) {
    const path = paths.find((one) => isAmbiguous(one, prefix));
    if (path !== undefined)
      return at(
        ['objects', prefixes.length > 1 ? 'prefixes' : 'prefix'],
        `${JSON.stringify(prefix)} can be split among the placeholders of ${path} in several ways: write your own values into the document`,
      );
  }
  return undefined;
}

function complaintOf(paths: readonly string[], wanted: WantedObjects): Complaint {
  if (wanted.prefixes) {
    const [prefix] = wanted.prefixes;
    const remedy = 'write one inside, or <prefix> in the document where it stands for one of yours';
    return at(
      ['objects', wanted.prefixes.length > 1 ? 'prefixes' : 'prefix'],
      `${JSON.stringify(prefix)} is not inside of what the documents allow, ${inWords(paths)}: ${remedy}`,
    );
  }
  if (paths.some((path) => path.includes(FILLED_IN))) {
    return at(['objects', 'prefix'], `is missing: the documents leave it to you, ${inWords(paths)}`);
  }
  if (wanted.pattern !== undefined)
    return at(['objects', 'pattern'], `is not inside of what the documents allow: ${inWords(paths)}`);
  return at(
    ['objects', 'prefix'],
    `is missing: what the documents allow, ${inWords(paths)}, is no prefix and ending; write a prefix inside`,
  );
}

const inWords = (paths: readonly string[]) =>
  paths.map((path) => path.replaceAll(FILLED_IN, '<…>')).join(', ');
