import { fromBytes, hasLoneSurrogates, toBytes, wellFormed } from './bytes';
import { Context, type GoFunction } from './context';
import { decoded } from './data';
import { TemplateExecutionError, type TemplateParseError } from './errors';
import { DEFAULT_LIMITS, LimitError, type Limits } from './limits';
import { IMPORTS } from './parts';
import { isKnown, lookup, MissingPart, missingParts, need, type Part, provide } from './registry';
import { compile, type Program } from './run/compile';
import { type ParsedTemplates, parse } from './syntax/parse';
import { forgetSizes, type Value } from './values';

export interface TemplateOptions {
  /**
   * friendly: a whole number prints as an integer, and serves where Go wants an int.
   * strict-go: every JSON number is a float64, as encoding/json decodes it.
   * @default 'friendly'
   */
  readonly numbers?: 'friendly' | 'strict-go';
  /** More functions, or others in place of ours; plain values in, plain values out. */
  readonly functions?: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  /** The time that `now` gives. @default the system's */
  readonly now?: () => Date;
  /** What one execution may use up. @default DEFAULT_LIMITS */
  readonly limits?: Partial<Limits>;
  /** The name that errors give. @default 'sink' */
  readonly name?: string;
}

/** A template, parsed and compiled; it keeps nothing between executions. */
export class Template {
  private readonly program: Program;
  private readonly mutates: boolean;
  private readonly limits: Limits;

  constructor(
    readonly name: string,
    text: string,
    parsed: ParsedTemplates,
    private readonly options: TemplateOptions,
    find: (name: string) => GoFunction,
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.mutates = [...parsed.functions].some((f) => MUTATORS.has(f));
    this.program = compile(name, text, parsed.trees, find);
  }

  /** The output as text; bytes that are not UTF-8 become U+FFFD. Throws TemplateExecutionError. */
  execute(data: unknown): string {
    const out = this.run(data);
    return hasLoneSurrogates(out) ? wellFormed(fromBytes(toBytes(out))) : out;
  }

  /** The output as Go writes it, byte for byte. */
  executeBytes(data: unknown): Uint8Array {
    return toBytes(this.run(data));
  }

  private run(data: unknown): string {
    forgetSizes();
    const c = new Context(
      this.limits,
      this.options.numbers !== 'strict-go',
      this.options.now ?? (() => new Date()),
    );
    const root = this.program.get(this.name);
    try {
      let value: Value = decoded(data, c.friendly) ?? undefined;
      if (this.mutates && value !== undefined) value = copy(c, value);
      root?.({ c, vars: [value] }, value);
    } catch (e) {
      throw this.failure(e);
    }
    if (c.out.length * 3 > this.limits.outputBytes && toBytes(c.out).length > this.limits.outputBytes) {
      throw this.failure(new LimitError('outputBytes', this.limits.outputBytes));
    }
    return c.out;
  }

  private failure(e: unknown): unknown {
    if (e instanceof LimitError) return this.error(e.message, e.limit);
    // The JavaScript stack, or a string that is too long for it.
    if (e instanceof RangeError)
      return this.error('exceeds what this machine can nest or hold in one string', 'depth');
    return e;
  }

  private error(message: string, limit: string): TemplateExecutionError {
    return new TemplateExecutionError(`template: ${this.name}:1:0: ${message}`, 1, 1, '', limit);
  }
}

/** Parses with the parts that are loaded; `load` is asked for those that are not. */
export function parseWith(
  text: string | Uint8Array,
  options: TemplateOptions,
  load: (part: Part) => void,
): Template {
  for (;;) {
    const { template, missing } = prepare(text, options);
    for (const part of missing) load(part);
    if (template !== undefined) return template();
  }
}

/**
 * Like parseTemplate, for bundles: the parts that the template needs are loaded with import(), so that a
 * bundler puts them into chunks of their own.
 */
export async function loadTemplate(
  text: string | Uint8Array,
  options: TemplateOptions = {},
): Promise<Template> {
  for (;;) {
    const { template, missing } = prepare(text, options);
    await Promise.all(missing.map(async (part) => provide(part, await IMPORTS[part]())));
    if (template !== undefined) return template();
  }
}

/** Functions that change their first argument: a template that names one works on a copy of the data. */
const MUTATORS = new Set(['set', 'unset', 'merge', 'mergeOverwrite', 'mustMerge', 'mustMergeOverwrite']);

/** deepCopy is in the same part as they are, so it is there. */
function copy(c: Context, value: Value): Value {
  const deepCopy = lookup('deepCopy')?.[1] as ((c: Context, v: Value) => Value) | undefined;
  return deepCopy === undefined ? value : deepCopy(c, value);
}

interface Prepared {
  readonly missing: readonly Part[];
  /** Undefined where the text cannot be parsed before the missing part is there. */
  readonly template?: () => Template;
}

function prepare(source: string | Uint8Array, options: TemplateOptions): Prepared {
  try {
    return parsedWith(source, options);
  } catch (e) {
    if (e instanceof MissingPart) return { missing: [e.part] };
    throw e;
  }
}

function parsedWith(source: string | Uint8Array, options: TemplateOptions): Prepared {
  const text = typeof source === 'string' ? source : fromBytes(source);
  const name = options.name ?? 'sink';
  const outside = new Map(
    Object.entries(options.functions ?? {}).map(([key, f]) => [
      key,
      need<typeof import('./run/injected')>('injected').injected(f),
    ]),
  );
  const nesting = options.limits?.nesting;
  const parsed = parse(name, text, (f) => outside.has(f) || isKnown(f), nesting);
  const find = (f: string): GoFunction => {
    const fn = outside.get(f) ?? lookup(f);
    if (fn === undefined) throw new Error(`function ${f} is not loaded`);
    return fn;
  };
  return {
    template: () => new Template(name, text, parsed, options, find),
    missing: missingParts([...parsed.functions].filter((f) => !outside.has(f))),
  };
}

export type { TemplateParseError };
