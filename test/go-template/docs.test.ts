import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS, functionNames, parseTemplate } from '../../lib/go-template';

const docs = readFileSync(join(__dirname, '../../docs/go-template.md'), 'utf8');
const section = (name: string): string =>
  docs.split(`<!-- ${name} -->\n`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';
/** The cells of a table's rows; a bar inside a cell is written \|. */
const rows = (name: string): string[][] =>
  section(name)
    .trim()
    .split('\n')
    .slice(2)
    .map((line) =>
      line
        .slice(2, -2)
        .split(/ (?<!\\)\| /)
        .map((cell) => cell.replaceAll('\\|', '|')),
    );
const code = (cell: string | undefined) => /^`([\s\S]*)`$/.exec(cell ?? '')?.[1] ?? '';

describe('docs/go-template.md', () => {
  const cases = rows('examples').flatMap(([template, data, go, ours]) => [
    ['strict-go' as const, code(template), code(data), go ?? ''] as const,
    ['friendly' as const, code(template), code(data), ours ?? ''] as const,
  ]);
  test.each(cases)('%s: %s with %s', (numbers, template, data, output) => {
    const render = () => parseTemplate(template, { numbers }).execute(JSON.parse(data));
    if (output.startsWith('error: ')) expect(render).toThrow(output.slice('error: '.length));
    else expect(render()).toBe(code(output));
  });

  test('the limits are the defaults', () => {
    expect(Object.fromEntries(rows('limits').map(([name, value]) => [code(name), Number(value)]))).toEqual(
      DEFAULT_LIMITS,
    );
  });

  test('the known differences are those of the data file', () => {
    const file = JSON.parse(readFileSync(join(__dirname, 'differences.json'), 'utf8')) as {
      id: string;
      reason: string;
    }[];
    expect(rows('differences')).toEqual(file.map((d) => [`\`${d.id}\``, d.reason]));
  });

  test('every function is listed', () => {
    expect(section('functions').trim().split(/\s+/)).toEqual(functionNames());
  });
});
