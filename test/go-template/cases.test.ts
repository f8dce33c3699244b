import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate, TemplateExecutionError, TemplateParseError } from '../../lib/go-template';

interface Case {
  readonly id: string;
  readonly template?: string;
  readonly template_base64?: string;
  readonly data: unknown;
  readonly output?: string;
  readonly output_base64?: string;
  readonly error?: { readonly stage: string; readonly message: string };
}
interface Difference {
  readonly id: string;
  readonly reason: string;
  readonly output?: string;
  readonly stage?: string;
}

const read = (name: string) => JSON.parse(readFileSync(join(__dirname, name), 'utf8'));
const cases: Case[] = read('cases.json');
const differences = new Map((read('differences.json') as Difference[]).map((d) => [d.id, d]));

/** What came out, in one line that says everything: the bytes, or the stage of the error. */
function outcome(c: Case): { result: string; message?: string } {
  try {
    const source = c.template ?? Buffer.from(c.template_base64 ?? '', 'base64');
    const bytes = parseTemplate(source, { numbers: 'strict-go' }).executeBytes(c.data);
    return { result: `output ${Buffer.from(bytes).toString('base64')}` };
  } catch (e) {
    if (!(e instanceof TemplateParseError || e instanceof TemplateExecutionError)) throw e;
    return { result: `error ${e.stage}`, message: e.goMessage };
  }
}

const base64 = (s: string | undefined) => Buffer.from(s ?? '').toString('base64');
const expected = (c: Case) =>
  c.error ? `error ${c.error.stage}` : `output ${c.output_base64 ?? base64(c.output)}`;

describe('the cases that were rendered with the real Go', () => {
  const category = (c: Case) => c.id.replace(/-\d+$/, '');
  const categories = [...new Set(cases.map(category))].map(
    (name) => [name, cases.filter((c) => category(c) === name)] as const,
  );
  test.each(categories)('%s', (_, group) => {
    const wrong = group
      .filter((c) => !differences.has(c.id))
      .filter((c) => outcome(c).result !== expected(c))
      .map((c) => ({ id: c.id, template: c.template, want: expected(c), ...outcome(c) }));
    expect(wrong).toEqual([]);
  });

  test('an error says what Go says, except for the messages listed here', () => {
    const other = cases
      .filter((c) => c.error !== undefined && !differences.has(c.id))
      .filter((c) => outcome(c).message !== c.error?.message)
      .map((c) => c.id);
    // How the elements of a list print in a message about comparing lists; our depth is not Go's 100000.
    expect(other).toEqual(['compare-018', 'exec-error-108']);
  });
});

describe('the known differences', () => {
  test.each([...differences.values()])('$id: $reason', (d) => {
    const c = cases.find((x) => x.id === d.id);
    expect(c).toBeDefined();
    if (c === undefined) return;
    const { result } = outcome(c);
    expect(result).toBe(d.stage ? `error ${d.stage}` : `output ${base64(d.output)}`);
    expect(result).not.toBe(expected(c));
  });
});
