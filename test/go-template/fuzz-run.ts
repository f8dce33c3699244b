import { parseTemplate, TemplateExecutionError, TemplateParseError } from '../../lib/go-template';
import { type FuzzCase, fuzzCases } from './fuzz-cases';

export interface FuzzReport {
  readonly cases: number;
  readonly rendered: number;
  readonly parseErrors: number;
  readonly executionErrors: number;
  readonly limits: number;
  readonly slowestMs: number;
  readonly slowest: string;
  /** Cases that broke a promise: another error, or too slow. */
  readonly broken: readonly { readonly problem: string; readonly template: string; readonly data: string }[];
}

/** Every case: an output or one of two errors, within the time. A slow one has a second and third chance, since
 *  the machine may have been busy with something else. */
export function fuzz(
  seed: number,
  count: number,
  real: readonly string[],
  maxMs: number,
  onCase?: (i: number) => void,
): FuzzReport {
  const r = {
    cases: 0,
    rendered: 0,
    parseErrors: 0,
    executionErrors: 0,
    limits: 0,
    slowestMs: 0,
    slowest: '',
  };
  const broken: { problem: string; template: string; data: string }[] = [];
  for (const c of fuzzCases(seed, count, real)) {
    r.cases++;
    onCase?.(r.cases);
    let run = once(c);
    for (let again = 0; again < 2 && run.ms > maxMs; again++) run = once(c);
    if (run.ms > r.slowestMs) Object.assign(r, { slowestMs: run.ms, slowest: c.template });
    if (run.kind === 'limit') r.limits++;
    r[run.kind === 'rendered' ? 'rendered' : run.kind === 'parse' ? 'parseErrors' : 'executionErrors']++;
    const problem = run.problem ?? (run.ms > maxMs ? `took ${Math.round(run.ms)} ms` : undefined);
    if (problem !== undefined) broken.push({ problem, template: c.template, data: show(c.data) });
  }
  return { ...r, broken };
}

function once(c: FuzzCase): {
  kind: 'rendered' | 'parse' | 'execute' | 'limit';
  ms: number;
  problem?: string;
} {
  const start = performance.now();
  const ms = () => performance.now() - start;
  try {
    parseTemplate(c.template, { numbers: c.numbers, now: () => new Date(0) }).execute(c.data);
    return { kind: 'rendered', ms: ms() };
  } catch (e) {
    if (e instanceof TemplateParseError) return { kind: 'parse', ms: ms() };
    if (!(e instanceof TemplateExecutionError))
      return { kind: 'execute', ms: ms(), problem: `other error: ${String(e)}` };
    // An error that is not Go's but JavaScript's own, wrapped, would be a bug as well.
    const own =
      /is not a function|Cannot (read|convert|mix)|undefined \(|is not iterable|Invalid (array|count|string)/.test(
        e.message,
      );
    return {
      kind: e.limit === undefined ? 'execute' : 'limit',
      ms: ms(),
      ...(own ? { problem: e.message } : {}),
    };
  }
}

function show(data: unknown): string {
  return JSON.stringify(data, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
}
