import type { Template } from '../../../go-template/core';
import type { Limits } from '../../../go-template/limits';
import { SinkInputError } from '../record';
import type { ShapeSettings } from '../settings';
import { Unfit } from './unfit';

export interface DataTemplate {
  /** JSON text as the template's data; integers beyond 2^53 keep their digits where numbers are friendly. */
  parse(text: string): unknown;
  /** Throws Unfit. `now` is what the template's `now` gives, in milliseconds since 1970. */
  execute(data: unknown, now: number): string;
}

/** Loads the engine, and of it only what this template needs. */
export async function loadDataTemplate(
  text: string,
  numbers: ShapeSettings['numbers'],
  limits: Partial<Limits>,
): Promise<DataTemplate> {
  const { loadTemplate } = await import('../../../go-template/core.js');
  const { parseJson } = await import('../../../go-template/parse-json.js');
  let current = 0;
  let template: Template;
  try {
    template = await loadTemplate(text, { numbers, now: () => new Date(current), limits });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'TEMPLATE_PARSE') throw error;
    throw new SinkInputError((error as Error).message);
  }
  return {
    parse: (json) => {
      try {
        return parseJson(json, numbers === 'friendly');
      } catch (error) {
        throw new Unfit(
          `the record ${error instanceof RangeError ? TOO_DEEP : 'holds a number out of range'}`,
        );
      }
    },
    execute: (data, now) => {
      current = now;
      try {
        return template.execute(data);
      } catch (error) {
        throw new Unfit(reasonOf(error));
      }
    },
  };
}

/** Of a template that is executed for each record. */
export function recordLimits(maxBytes: number): Partial<Limits> {
  const lineBreak = 2;
  return withStrings(maxBytes + lineBreak);
}

/**
 * Of a template over all records of an object, or over one of them alone. Records are put together before
 * the template, so what comes out may be larger than maxBytes: if it were refused, a template that only adds a word
 * to each would lose them all.
 */
export function listLimits(maxBytes: number, of: 'one' | 'all'): Partial<Limits> {
  return { ...withStrings(8 * maxBytes), ...(of === 'all' ? { steps: 20_000_000 } : {}) };
}

/** One function may make all of the output, as toJson does. */
function withStrings(outputBytes: number): Partial<Limits> {
  return { outputBytes, stringBytes: Math.max(4 * 1024 * 1024, outputBytes) };
}

/** Where, and what of the engine's message is known to hold types and names of the template, but no data. */
function reasonOf(error: unknown): string {
  const { goMessage, line, column, limit } = error as Partial<Record<string, string | number>>;
  if (typeof goMessage !== 'string') return 'the template failed';
  const where = `the template failed at line ${line}, column ${column}`;
  const complaint = goMessage.slice(Math.max(0, goMessage.indexOf('>: ') + 3));
  if (limit !== undefined) return `${where}: ${/exceed[^:]*$/.exec(goMessage)?.[0] ?? `limit ${limit}`}`;
  const called = /^error calling (\w+): /.exec(complaint);
  if (called !== null) return `${where}: error calling ${called[1]}`;
  if (complaint.startsWith("range can't iterate over "))
    return `${where}: range can't iterate over this value`;
  return WITHOUT_DATA.some((known) => known.test(complaint)) ? `${where}: ${complaint}` : where;
}

const TOO_DEEP = 'is nested too deeply for a template';

const WITHOUT_DATA = [
  /^wrong type for value; expected [\w.{}[\] ]+; got [\w.{}[\] ]+$/,
  /^invalid value; expected [\w.{}[\] ]+$/,
  /^nil pointer evaluating interface \{\}\.[\p{L}\p{N}_]+$/u,
  /^wrong number of args for \w+: want (at least )?\d+ got \d+$/,
  /^can't evaluate field [\p{L}\p{N}_]+ in type [\w.{}[\] ]+$/u,
];
