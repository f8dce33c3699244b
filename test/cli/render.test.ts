import { writeFileSync } from 'node:fs';
import { InputError } from '../../lib/cli/input-error';
import { type RenderOptions, render } from '../../lib/cli/render';
import { inEmptyFolder, memoryTerminal } from './support';

function rendered(template: string, data: string, options: Partial<RenderOptions> = {}) {
  return inEmptyFolder(() => {
    writeFileSync('t', template);
    writeFileSync('d', data);
    const terminal = memoryTerminal();
    const code = render(
      { template: 't', data: 'd', numbers: 'friendly', perRecord: false, ...options },
      terminal,
    );
    return { code, out: terminal.stdout, err: terminal.stderr.join('\n') };
  });
}

const READINGS = '[{"id":"a","t":31},{"id":"b","t":9007199254740993}]';

test('once over all of the data', () => {
  expect(rendered('{{len .}} readings', READINGS)).toEqual({ code: 0, out: ['2 readings'], err: '' });
});

test('once for each record of a list, integers exact', () => {
  expect(rendered('{{.id}}={{.t}}\n', READINGS, { perRecord: true }).out).toEqual([
    'a=31',
    'b=9007199254740993',
  ]);
});

test('once for each line of JSON Lines', () => {
  expect(rendered('{{.id}}', '{"id":"a"}\n\n{"id":"b"}\n', { perRecord: true }).out).toEqual(['a', 'b']);
});

test('numbers as Go sees them', () => {
  expect(rendered('{{.n}}', '{"n":1234567}').out).toEqual(['1234567']);
  expect(rendered('{{.n}}', '{"n":1234567}', { numbers: 'strict-go' }).out).toEqual(['1.234567e+06']);
});

test('a record on which the template fails is said, the others are rendered, and the exit code is 1', () => {
  const { code, out, err } = rendered('{{index .l 1}}', '{"l":[1]}\n{"l":[1,2]}\n', { perRecord: true });
  expect({ code, out }).toEqual({ code: 1, out: ['2'] });
  expect(err).toContain('t, record 1: ');
  expect(err).toContain('index out of range');
});

test.each([
  ['a template that does not parse', '{{if .a}}', '{}', 't: '],
  ['data that is no JSON', '{{.a}}', 'no json', 'd:1: is neither JSON nor'],
])('%s is an error of the input', (_, template, data, message) => {
  expect(() => rendered(template, data)).toThrow(InputError);
  expect(() => rendered(template, data)).toThrow(message);
});

test('a file that is missing is an error of the input', () => {
  expect(() => rendered('', '', { template: 'nope' })).toThrow('nope cannot be read (ENOENT)');
});
