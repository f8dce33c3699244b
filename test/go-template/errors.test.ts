import {
  loadTemplate,
  parseTemplate,
  TemplateExecutionError,
  type TemplateOptions,
  TemplateParseError,
} from '../../lib/go-template';

function failure(run: () => unknown): TemplateParseError | TemplateExecutionError {
  try {
    run();
  } catch (e) {
    if (e instanceof TemplateParseError || e instanceof TemplateExecutionError) return e;
    throw e;
  }
  throw new Error('nothing failed');
}

describe('an error in the template', () => {
  test.each([
    [
      'a missing function',
      'x\n{{ uper .a }}',
      2,
      4,
      'function "uper" not defined',
      'a field needs a dot in front: .uper',
    ],
    [
      'a function that reaches outside',
      '{{env "HOME"}}',
      1,
      3,
      'function "env" not defined',
      'injected through "functions"',
    ],
    ['an unclosed action', 'a\n{{ .a \n', 2, 1, 'unclosed action', 'Close the action'],
    ['a block without an end', '{{if .a}}x', 1, 11, 'unexpected EOF', 'has no {{end}}'],
    ['a variable that is not there', '{{$x}}', 1, 3, 'undefined variable "$x"', 'Declare it with :='],
    ['a key with a hyphen', '{{.a-b}}', 1, 3, "bad character U+002D '-'", 'index . "a-b"'],
  ])('%s is a parse error with its place and a remedy', (_, template, line, column, message, remedy) => {
    const e = failure(() => parseTemplate(template));
    expect(e).toBeInstanceOf(TemplateParseError);
    expect(e.message).toContain(message);
    expect([e.line, e.column]).toEqual([line, column]);
    expect(e.remedy).toContain(remedy);
  });

  test('a long line is shown around the place', () => {
    const e = failure(() => parseTemplate(`${'a'.repeat(300)}{{ foo }}${'b'.repeat(300)}`));
    const [line = '', caret = ''] = e.excerpt.split('\n');
    expect(line.length).toBeLessThan(110);
    expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 3)).toBe('foo');
  });

  test.each([
    ['{{if .a}}\n{{range .b}}x{{end}}', 'The {{if}} of line 1 has no {{end}}.'],
    ['{{/* {{if}} */}}\n{{with .a}}', 'The {{with}} of line 2 has no {{end}}.'],
    ['{{.x + 1}}', '{{ add .a 1 }}'],
    ['{{.x - 1}}', '{{ sub .a 1 }}'],
    ['{{-.x}}', 'A trim marker needs a space'],
    ['{{if .x > 3}}{{end}}', '{{ if gt .a 1 }}'],
    ['{{if .x == 3}}{{end}}', '{{ if eq .a 1 }}'],
    ['{{if .x && .y}}{{end}}', '{{ if and .a .b }}'],
    ['{{if .x || .y}}{{end}}', '{{ if or .a .b }}'],
    ['{{if !.x}}{{end}}', '{{ if not .a }}'],
    ['{{elseif .y}}', 'Here it is {{else if .x}}.'],
    ['{{for .x}}', 'Here it is {{range .list}}'],
    ['{{toUpper .x}}', 'did you mean upper?'],
    ['{{strftime .x}}', 'did you mean date?'],
    ['{{tojson .x}}', 'did you mean toJson?'],
    ['{{uppr .x}}', 'did you mean upper?'],
    ['{{range $i $e := .a}}{{end}}', 'A comma stands between the two variables'],
    ["{{default 'n/a' .x}}", 'A text stands in double quotes'],
    ['{{.x.0}}', 'index .a 0'],
    ['{{.x}', 'An action ends with two braces'],
    ['{{regexMatch "\\d" .x}}', 'A backslash in double quotes is written twice'],
    ['{{else}}', 'An {{else}} belongs into'],
    ['{{template foo}}', 'The name of a template is a text'],
  ])('what to do about %s', (template, remedy) => {
    expect(failure(() => parseTemplate(template)).remedy).toContain(remedy);
  });

  test('the line is shown with a caret', () => {
    const e = failure(() => parseTemplate('{"a":1,\n "b": {{ foo }}}'));
    expect(e.explain().split('\n')).toEqual([
      'template: sink:2: function "foo" not defined',
      ' "b": {{ foo }}}',
      '         ^',
      'There is no function of that name; a field needs a dot in front: .foo',
    ]);
  });
});

describe('an error with the data', () => {
  test.each([
    ['a field of null', '{{.d.x}}', 'nil pointer evaluating interface {}.x', 'is null'],
    ['a field of a string', '{{.s.x}}', "can't evaluate field x in type interface {}", 'not an object'],
    ['a template that is not there', '{{template "t"}}', 'template "t" not defined', 'Define it'],
    ['fail', '{{fail "no"}}', 'error calling fail: no', undefined],
    ['a missing string', '{{upper .nope}}', 'invalid value; expected string', 'default'],
  ])('%s', (_, template, message, remedy) => {
    const e = failure(() => parseTemplate(template).execute({ d: null, s: 'x' }));
    expect(e).toBeInstanceOf(TemplateExecutionError);
    expect(e.message).toContain(message);
    if (remedy === undefined) expect(e.remedy).toBeUndefined();
    else expect(e.remedy).toContain(remedy);
  });

  const data = { x: '7', n: 3, f: 2.5, s: 'abc', l: [1] };
  test.each([
    ['{{if gt .x 3}}{{end}}', data, 'make a number of the text'],
    ['{{eq .n "3"}}', data, 'make a number of the text'],
    ['{{until .f}}', data, '(int .x)'],
    ['{{until 2.5}}', data, 'without a fraction'],
    ['{{now.Foo}}', data, 'A time has methods'],
    ['{{.deviceId}}', [data], 'go through them with {{range .}}'],
    ['{{.n +1}}', data, 'A function comes first'],
    ['{{ .x .s }}', data, 'two values are two actions'],
    ['{{upper .x .x}}', data, 'Arguments are separated by spaces'],
    ['{{ternary "a" "b" .n}}', data, 'A condition is true or false'],
    ['{{slice .s 0 2}}', data, 'substr'],
    ['{{join .l ","}}', data, '{{ join "," .x }}'],
    ['{{div 1 0}}', data, 'Ask before'],
    ['{{regexFind "(?=a)" .s}}', data, 'RE2'],
    ['{{index .l 5}}', data, 'The list is shorter'],
    ['{{range .s}}{{end}}', data, 'A range goes over'],
    ['{{range until 9999}}{{range until 9999}}{{end}}{{end}}', data, 'render record by record'],
  ])('what to do about %s', (template, d, remedy) => {
    expect(failure(() => parseTemplate(template).execute(d)).remedy).toContain(remedy);
  });

  test('says what Go says, with the place', () => {
    const e = failure(() => parseTemplate('a\n{{ .d.x }}').execute({ d: null }));
    expect(e.message).toBe(
      'template: sink:2:5: executing "sink" at <.d.x>: nil pointer evaluating interface {}.x',
    );
    expect([e.line, e.column]).toEqual([2, 6]);
  });
});

describe('functions from outside', () => {
  test('are undefined unless they are injected', () => {
    expect(failure(() => parseTemplate('{{uuidv4}}'))).toBeInstanceOf(TemplateParseError);
    expect(parseTemplate('{{uuidv4}}', { functions: { uuidv4: () => 'id-1' } }).execute({})).toBe('id-1');
  });
  test('get plain values and may take the place of ours', () => {
    const seen: unknown[] = [];
    const functions = { upper: (...args: unknown[]) => seen.push(...args) };
    parseTemplate('{{upper (add 1 2) (dict "a" (list 1)) "x" (splitList "," "a,b")}}', { functions }).execute(
      {},
    );
    expect(seen).toEqual([3, expect.objectContaining({ a: [1] }), 'x', ['a', 'b']]);
  });
  test('that throw are execution errors', () => {
    const functions = {
      boom: () => {
        throw new Error('bang');
      },
    }; // prettier
    const e = failure(() => parseTemplate('{{boom}}', { functions }).execute({}));
    expect(e.message).toContain('error calling boom: bang');
  });
  test.each([
    [
      'a RangeError is no limit of ours',
      () => {
        throw new RangeError('Invalid time zone specified: X');
      },
      'error calling f: Invalid time zone specified: X',
    ],
    ['a promise is no value', async () => 1, 'error calling f: function from outside gave a promise'],
    ['a function is no value', () => () => 1, 'error calling f: function from outside gave no value'],
  ])('%s', (_, f, message) => {
    const e = failure(() => parseTemplate('{{f}}', { functions: { f } }).execute({}));
    expect(e.message).toContain(message);
    expect(e).not.toHaveProperty('limit', expect.anything());
  });
  test('that use up the stack are the limit "depth"', () => {
    const f = (): unknown => f();
    expect(failure(() => parseTemplate('{{f}}', { functions: { f } }).execute({}))).toHaveProperty(
      'limit',
      'depth',
    );
  });
  test('give values that a template can change, and dates and half characters as JSON would', () => {
    const functions = { f: () => ({ a: [new Date(0), '\udc80'] }), id: (x: unknown) => x };
    const template =
      '{{$d := f}}{{$_ := set $d "b" 1}}{{$d}} {{index $d.a 1 | len}} {{$e := id (dict "x" 1)}}{{$_ := unset $e "x"}}{{$e}}';
    expect(parseTemplate(template, { functions }).execute({})).toBe(
      'map[a:[1970-01-01T00:00:00.000Z \ufffd] b:1] 3 map[]',
    );
  });
  test.each([new Date(Number.NaN), 'now', undefined])(
    'now that gives no time (%p) is an execution error',
    (time) => {
      const e = failure(() => parseTemplate('{{now}}', { now: () => time as Date }).execute({}));
      expect(e.message).toContain('error calling now: the option "now" gave no time');
    },
  );
  test('now is injected', () => {
    const now = () => new Date('2026-11-21T05:00:00Z');
    expect(parseTemplate('{{now | date "2006-01-02 15:04"}} {{now.Unix}}', { now }).execute({})).toBe(
      '2026-11-21 05:00 1795237200',
    );
  });
});

describe('data from JavaScript', () => {
  test('are what JSON.stringify would make of them, at every depth', () => {
    const data = { d: new Date(0), l: [new Date(0), { d: new Date(0) }], bad: new Date(Number.NaN) };
    expect(parseTemplate('{{.d}} {{index .l 0}} {{.l}} {{json .}} {{upper .d}}').execute(data)).toBe(
      `${'1970-01-01T00:00:00.000Z '.repeat(2)}[1970-01-01T00:00:00.000Z map[d:1970-01-01T00:00:00.000Z]] ${JSON.stringify(
        { bad: null, d: data.d, l: data.l },
      )} 1970-01-01T00:00:00.000Z`,
    );
  });
  test('that hold themselves are an error only where they are printed', () => {
    const data: Record<string, unknown> = { a: 1 };
    data.self = data;
    data.list = [data, data];
    expect(parseTemplate('{{.self.self.a}}').execute(data)).toBe('1');
    expect(failure(() => parseTemplate('{{.}}').execute(data))).toHaveProperty('limit', 'depth');
  });
});

describe('options', () => {
  test.each([
    [{ number: 'friendly' }, 'there is no option "number"'],
    [{ numbers: 'strict' }, 'there is no value of "numbers" "strict": it is one of friendly, strict-go'],
    [{ limits: { step: 1 } }, 'there is no limit "step"'],
    [{ limits: { steps: '1' } }, 'the limit "steps" must be a number'],
    [{ limits: { steps: -1 } }, 'the limit "steps" must be a number, and not negative'],
    [{ now: new Date() }, 'the option "now" must be a function'],
    [{ functions: { f: 1 } }, '"f" in the option "functions" is no function'],
  ])('%j is a TypeError', async (options, message) => {
    const wrong = options as TemplateOptions;
    expect(() => parseTemplate('', wrong)).toThrow(new RegExp(`^${message.replace(/[.*+?]/g, '.')}`));
    await expect(loadTemplate('', wrong)).rejects.toThrow(TypeError);
  });
});

test.each([
  ['{{range until 9999}}{{range until 9999}}{{end}}{{end}}', 'render record by record'],
  ['{{repeat 999999999 "ab"}}', 'repeat or join less'],
  ['{{until 999999999}}', 'count less far'],
  ['{{define "t"}}{{template "t"}}{{end}}{{template "t"}}', 'a condition that ends it'],
])('%s: a limit says what to change in the template, not in its options', (template, remedy) => {
  const error = failure(() => parseTemplate(template).execute({}));
  expect(error.remedy).toContain(remedy);
  expect(error.remedy).not.toContain('option');
});
