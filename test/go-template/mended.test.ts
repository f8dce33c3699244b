import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson, parseTemplate, TemplateExecutionError, TemplateParseError } from '../../lib/go-template';

interface Case {
  readonly id: string;
  readonly template: string;
  readonly data: unknown;
  readonly output?: string;
  readonly output_base64?: string;
  readonly error?: { readonly stage: string; readonly message: string };
}

// With parseJson: integers beyond 2^53 get here as bigints, as from the command line.
const cases = parseJson(readFileSync(join(__dirname, 'mended.json'), 'utf8')) as Case[];

function outcome(c: Case): unknown {
  try {
    const bytes = parseTemplate(c.template, { numbers: 'strict-go' }).executeBytes(c.data);
    return Buffer.from(bytes).toString('base64');
  } catch (e) {
    if (!(e instanceof TemplateParseError || e instanceof TemplateExecutionError)) throw e;
    return { stage: e.stage, message: e.goMessage };
  }
}

describe('what once was wrong is what the real Go gives', () => {
  const groups = [...new Set(cases.map((c) => c.id.replace(/-\d+$/, '')))];
  test.each(groups)('%s', (group) => {
    const mine = cases.filter((c) => c.id.replace(/-\d+$/, '') === group);
    const expected = mine.map((c) => ({
      id: c.id,
      result: c.error ?? c.output_base64 ?? Buffer.from(c.output ?? '').toString('base64'),
    }));
    expect(mine.map((c) => ({ id: c.id, result: outcome(c) }))).toEqual(expected);
  });
});
