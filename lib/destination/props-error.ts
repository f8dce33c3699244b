import { Token } from 'aws-cdk-lib';
import type * as z from 'zod';
import { valueAt } from '../config/known-keys';
import { type Complaint, type KeyPath, renderPath } from '../config/problem';
import { structureComplaints } from '../config/structure';

/** Thrown with everything that is wrong with the props of a construct. */
export class InvalidPropsError extends Error {
  readonly code = 'INVALID_PROPS';

  constructor(
    construct: string,
    readonly complaints: readonly string[],
  ) {
    super([`${construct}:`, ...complaints.map((complaint) => `  ${complaint}`)].join('\n'));
    this.name = 'InvalidPropsError';
  }
}

/**
 * The props, with what they must hold. A compiler sees to it, and plain JavaScript has none.
 *
 * @param wanted what to write for each prop that has no default
 */
export function required<T extends object>(
  construct: string,
  props: T | undefined,
  wanted: { readonly [K in keyof T]?: string },
): T {
  const given = props ?? ({} as T);
  const complaints = Object.entries(wanted)
    .filter(([key]) => (given as Record<string, unknown>)[key] === undefined)
    .map(([key, what]) => `${key}: is missing: write ${what}`);
  if (complaints.length > 0) throw new InvalidPropsError(construct, complaints);
  return given;
}

export interface PropsCheck<T extends z.ZodObject> {
  /** The rules between keys. */
  readonly further?: (input: z.input<T>) => readonly Complaint[];
  /** Keys that must be known at synthesis, because a value that nobody could check might widen a policy. */
  readonly known?: readonly string[];
  /** Props that are called otherwise here than in other constructs: key of the destination file → prop. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/**
 * Checks props with the schema of the destination file and the rules between keys, and reports all at once.
 * A value that is known only at deployment (a token) is not looked at, unless it must be `known`.
 */
export function checkProps<T extends z.ZodObject>(
  construct: string,
  schema: T,
  props: Record<string, unknown>,
  { further = () => [], known = [], renamed = {} }: PropsCheck<T> = {},
): z.output<T> {
  const given = Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  const complaints = [
    ...(parsed.success ? [] : structureComplaints(schema, given, parsed.error.issues)),
    ...further(given as z.input<T>),
    // A complaint about a key is one whatever its value will be.
  ].filter(({ path, atKey }) => atKey || !isLate(valueAt(given, path)));
  const late = Object.entries(given)
    .flatMap(([key, value]) => (known.includes(key) || isLateList(value) ? latePaths(value, [key]) : []))
    .map((path) => ({ path, message: LATE }));
  if (complaints.length + late.length > 0) {
    throw new InvalidPropsError(
      construct,
      [...complaints, ...late].map(
        ({ path, message }) => `${renderPath(inProps(path, { ...PROPS, ...renamed }))}: ${message}`,
      ),
    );
  }
  if (parsed.success) return parsed.data;
  // Only tokens were wrong: the defaults of the other keys are still wanted.
  const early = Object.fromEntries(Object.entries(given).filter(([, value]) => !holdsToken(value)));
  return { ...schema.partial().parse(early), ...given } as z.output<T>;
}

const LATE =
  'must be known at synthesis: what CloudFormation fills in later cannot be checked, and could widen the policy';

/** The names of props whose key in the destination file is another. */
const PROPS: Readonly<Record<string, string>> = {
  expireObjectsAfterDays: 'expireObjectsAfter',
  maxSessionHours: 'maxSessionDuration',
  delete: 'deletion',
  timeoutSeconds: 'timeout',
  maxSeconds: 'maxBatchingWindow',
};

/** Keys of the destination file whose own keys are props. */
const FLAT: ReadonlySet<unknown> = new Set(['batch']);

function inProps(path: KeyPath, props: Readonly<Record<string, string>>): KeyPath {
  const [key, ...rest] = FLAT.has(path[0]) ? path.slice(1) : path;
  return [props[key as string] ?? (key as string), ...rest];
}

/** Where tokens stand; a list that is one token counts as one. */
function latePaths(value: unknown, path: KeyPath): KeyPath[] {
  if (isLate(value)) return [path];
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => latePaths(inner, [...path, key]));
}

/** The items of such a list cannot even be told from texts. */
const isLateList = (value: unknown) => Array.isArray(value) && isLate(value);
const isLate = (value: unknown) => Token.isUnresolved(value);
const holdsToken = (value: unknown) => latePaths(value, []).length > 0;
