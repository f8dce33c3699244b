import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type RenderOptions, render } from '../../lib/cli/render';
import { InputError } from '../../lib/terminal/input-error';
import { entryPoint, inEmptyFolder, memoryTerminal } from './support';

function rendered(template: string, data: string | Buffer, options: Partial<RenderOptions> = {}) {
  return inEmptyFolder(() => {
    writeFileSync('t', template);
    writeFileSync('d', data);
    const terminal = memoryTerminal();
    writeFileSync('d.jsonl', data);
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
  ['one of two lines that is no JSON', '{{.a}}', '{}\nno json', 'd:2: is neither JSON nor'],
  ['a comma too many in JSON on several lines', '{{.a}}', '{\n  "a": 1,\n}\n', 'd:3:1: is no JSON: '],
  ['a word that is no value', '{{.a}}', '{\n  "a": [1, x]\n}\n', 'd:2:12: is no JSON: '],
  ['JSON that ends too early', '{{.a}}', '{\n  "a": [1,\n  2\n', 'd:4:1: is no JSON: '],
  ['JSON with something behind it', '{{.a}}', '{\n "a": 1\n}\n}', 'd:4:1: is no JSON: '],
])('%s is an error of the input', (_, template, data, message) => {
  expect(() => rendered(template, data)).toThrow(InputError);
  expect(() => rendered(template, data)).toThrow(message);
});

test('a file that is missing is an error of the input', () => {
  expect(() => rendered('', '', { template: 'nope' })).toThrow('nope does not exist: name another file');
});

test('strict-go reads an integer beyond 2^53 as Go does', () => {
  const template = '{{.n}} {{printf "%d" .n}} {{kindOf .n}}';
  expect(rendered(template, '{"n":9007199254740993}', { numbers: 'strict-go' }).out).toEqual([
    '9.007199254740992e+15 %!d(float64=9.007199254740992e+15) float64',
  ]);
});

test('errors name the file of the template, and the limit', () => {
  expect(rendered('{{index .l 1}}', '{"l":[]}').err).toContain('template: t:1:2: executing "t" at');
  expect(rendered('{{range until 9999}}{{range until 9999}}{{end}}{{end}}', '{}').err).toContain(
    'exceeds the limit of 1000000 steps',
  );
});

test('what prints <no value> is said once, with the first record', () => {
  const { code, out, err } = rendered('{{.deviceid}}', '{"deviceId":"a"}\n{"deviceId":"b"}\n', {
    perRecord: true,
  });
  expect({ code, out }).toEqual({ code: 0, out: ['<no value>', '<no value>'] });
  expect(err).toBe(
    't: prints <no value> (2 times, first record 1: .deviceid is not in the data; did you mean .deviceId?)',
  );
  expect(rendered('{{ .tt }}', '{"t":1,"u":2}').err).toBe(
    't: prints <no value> (the output: .tt is not in the data; its keys are t, u)',
  );
});

test.each(['%d', '%.1f'])('what printf misprints is said: %s', (verb) => {
  expect(rendered(`{{printf "${verb}" .a}}`, '{"a":"x"}').err).toContain(`%!${verb.at(-1)}(string=x)`);
  expect(rendered(`{{printf "${verb}"}}`, '{}').err).toContain('(MISSING)');
});

test('a template that looks like JSON but makes none gets a hint, any other does not', () => {
  const { code, err } = rendered('{"a":"{{.a}}"}', '{"a":"say \\"hi\\""}');
  expect(code).toBe(0);
  expect(err).toContain('begins like JSON, but what it makes is none');
  expect(rendered('{"a":{{toJson .a}}}', '{"a":"say \\"hi\\""}').err).toBe('');
  expect(rendered('{{.a}},x', '{"a":1}').err).toBe('');
});

test('the same failure is told three times, and then counted', () => {
  const { code, err } = rendered('{{index .l 1}}', '{"l":[]}\n'.repeat(100), { perRecord: true });
  expect(code).toBe(1);
  expect(err.match(/executing/g)).toHaveLength(3);
  expect(err).toContain('t: and 97 more records fail');
});

test('a file of JSON Lines is a list, whatever the number of lines', () => {
  expect(rendered('{{len .}}', '{"a":1}', { data: 'd.jsonl' }).out).toEqual(['1']);
  expect(rendered('{{range .}}{{.a}}{{end}}', '{"a":1}\n{"a":2}', { data: 'd.jsonl' }).out).toEqual(['12']);
  expect(rendered('{{.a}}', '{"a":1}', { data: 'd.jsonl', perRecord: true }).out).toEqual(['1']);
});

test.each([true, false])('no data are no records', (perRecord) => {
  expect(rendered('{{.a}}', '\n', { perRecord })).toEqual({ code: 0, out: [], err: 'd: no records' });
});

test('a byte order mark is left out, and said', () => {
  expect(rendered('\ufeff{{.a}}', '\ufeff{"a":1}')).toEqual({
    code: 0,
    out: ['1'],
    err: ['t', 'd']
      .map((f) => `${f}: begins with a byte order mark, which is left out here: save it as UTF-8 without one`)
      .join('\n'),
  });
});

test('UTF-16 is refused by name', () => {
  expect(() => rendered('{{.a}}', Buffer.from('\ufeff{"a":1}', 'utf16le'))).toThrow(
    'd is UTF-16: save it as UTF-8',
  );
});

test('a reader that stops early is no error', () => {
  inEmptyFolder((folder) => {
    writeFileSync('t', '{{.a}}');
    writeFileSync('d.jsonl', '{"a":"some text"}\n'.repeat(20_000));
    const { out, err } = piped(['render', '--template', 't', '--data', 'd.jsonl', '--per-record'], folder);
    expect({ out, err }).toEqual({ out: 'some text\n', err: '' });
  });
});

/** The command with `head -1` behind it. */
function piped(args: readonly string[], cwd: string): { out: string; err: string } {
  const command = [process.execPath, entryPoint('s3-destination'), ...args];
  const { stdout, stderr } = spawnSync('sh', ['-c', '"$@" | head -1', 'sh', ...command], {
    cwd,
    encoding: 'utf8',
  });
  return { out: stdout, err: stderr };
}

describe('the template of a destination file', () => {
  const destination = (...sink: string[]) =>
    [
      'version: 1',
      'name: readings',
      'access: { type: none }',
      'sink:',
      '  source: { type: invoke }',
      ...sink.map((line) => `  ${line}`),
    ].join('\n');

  const ofFile = (text: string, options: Partial<RenderOptions> = {}) =>
    inEmptyFolder(() => {
      writeFileSync('destination.yaml', text);
      writeFileSync('d.jsonl', '{"n":1234567}\n{"n":2}\n');
      const terminal = memoryTerminal();
      const code = render(
        { config: 'destination.yaml', data: 'd.jsonl', perRecord: false, ...options },
        terminal,
      );
      return { code, out: terminal.stdout, err: terminal.stderr.join('\n') };
    });

  test('is used as the sink does, for each record', () => {
    const text = destination('template: "{{ .n }}!"', 'numbers: strict-go', 'format: raw');
    expect(ofFile(text)).toEqual({ code: 0, out: ['1.234567e+06!', '2!'], err: '' });
    expect(ofFile(text, { numbers: 'friendly' }).out).toEqual(['1234567!', '2!']);
  });

  test('is used over the list, and what comes after it is said', () => {
    const text = destination('template: "{{ toJson . }}"', 'sendPerRecord: false', 'fields: [n]');
    const { out, err } = ofFile(text);
    expect(out).toEqual(['[{"n":1234567},{"n":2}]']);
    expect(err).toBe(
      'destination.yaml: this is what the template gives; the sink then does what sink.fields says',
    );
  });

  test('that fails is named by its place', () => {
    const { code, err } = ofFile(destination(`template: '{{ fail "no" }}'`));
    expect(code).toBe(1);
    expect(err).toMatch(/^destination\.yaml: sink\.template, record 1: /);
  });

  test.each<[string, string, Partial<RenderOptions>, string]>([
    ['a sink without one', destination(), {}, 'destination.yaml has no sink.template: write one, or'],
    [
      'no sink',
      'version: 1\nname: x\nvendor: keboola\naccess: { externalId: e-12345 }',
      {},
      'destination.yaml has no sink: write one, or',
    ],
    ['two templates', destination('template: x'), { template: 't' }, '--template stands beside --config'],
    ['none', '', { config: undefined }, 'There is no template: name its file with --template, or'],
  ])('%s is an error of the input', (_, text, options, message) => {
    expect(() => ofFile(text, options)).toThrow(InputError);
    expect(() => ofFile(text, options)).toThrow(message);
  });
});
