import { parseTemplate, TemplateExecutionError, TemplateParseError } from '../../lib/go-template';

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
  test('now is injected', () => {
    const now = () => new Date('2026-11-21T05:00:00Z');
    expect(parseTemplate('{{now | date "2006-01-02 15:04"}} {{now.Unix}}', { now }).execute({})).toBe(
      '2026-11-21 05:00 1795237200',
    );
  });
});
