import {
  DEFAULT_LIMITS,
  type Limits,
  parseTemplate,
  TemplateExecutionError,
  TemplateParseError,
} from '../../lib/go-template';

function exceeded(template: string, data: unknown = {}, limits: Partial<Limits> = {}): string | undefined {
  const start = performance.now();
  try {
    parseTemplate(template, { limits }).execute(data);
  } catch (e) {
    expect(performance.now() - start).toBeLessThan(10_000);
    if (e instanceof TemplateExecutionError) return e.limit;
    if (e instanceof TemplateParseError && e.message.includes('levels of nesting')) return 'nesting';
    throw e;
  }
  return 'none';
}

const doubling = '{{$s := "xxxxxxxxxxxxxxxx"}}{{range until 60}}{{$s = print $s $s}}{{end}}';
const nested = '{{$l := list 1}}{{range until 60}}{{$l = list $l $l}}{{end}}';

describe('what would never end, or fill the memory, is an execution error', () => {
  test.each([
    ['loops in loops', '{{range until 9999}}{{range until 9999}}{{.}}{{end}}{{end}}', 'steps'],
    ['loops without output', '{{range until 9999}}{{range until 9999}}{{end}}{{end}}', 'steps'],
    ['templates that call themselves', '{{define "t"}}{{template "t"}}{{end}}{{template "t"}}', 'depth'],
    ['a string that doubles', doubling, 'stringBytes'],
    ['a list that doubles, printed', `${nested}{{$l}}`, 'steps'],
    ['a list that doubles, as JSON', `${nested}{{toJson $l}}`, 'steps'],
    ['a list that doubles, copied', `${nested}{{$_ := deepCopy $l}}`, 'steps'],
    ['a list that doubles, compared', `${nested}{{deepEqual $l $l}}`, 'steps'],
    ['a map inside itself, printed', '{{$m := dict}}{{$_ := set $m "m" $m}}{{$m}}', 'depth'],
    ['a map inside itself, as JSON', '{{$m := dict}}{{$_ := set $m "m" $m}}{{toJson $m}}', 'depth'],
    ['a map inside itself, merged', '{{$m := dict}}{{$_ := set $m "m" $m}}{{$n := deepCopy $m}}', 'depth'],
    ['repeat', '{{repeat 999999999 "ab"}}', 'stringBytes'],
    ['until', '{{until 999999999}}', 'listItems'],
    ['untilStep', '{{untilStep 0 999999999 1}}', 'listItems'],
    ['seq', '{{seq 1 999999999}}', 'listItems'],
    ['indent', '{{indent 99999999 "x"}}', 'stringBytes'],
    ['replace', '{{replace "a" (repeat 10000 "b") (repeat 10000 "a")}}', 'stringBytes'],
    ['wrapWith', '{{wrapWith 1 (repeat 10000 "-") (repeat 10000 "a")}}', 'stringBytes'],
    ['splitList', '{{splitList "" (repeat 200000 "a")}}', 'listItems'],
    ['range over a large integer', '{{range 999999999}}{{end}}', 'steps'],
    ['a long regular expression', '{{regexMatch (repeat 2000 "a") "a"}}', 'regexLength'],
    [
      'a regular expression that is large when written out',
      `{{regexMatch "${'\\\\pL{100}'.repeat(100)}" "a"}}`,
      'regexSize',
    ],
    [
      'a regular expression over much text',
      '{{$s := repeat 100000 "ab"}}{{range until 1000}}{{$_ := regexMatch "(a|b)*c" $s}}{{end}}',
      'steps',
    ],
  ])('%s', (_, template, limit) => {
    expect(exceeded(template)).toBe(limit);
  });

  test.each([
    'printf "%.5s" $',
    'lt $ $',
    'sortAlpha (list $ $)',
    'durationRound $',
    'int $',
    'add 1 $',
    'toDecimal $',
    'float64 $',
  ])('a long text again and again: %s', (call) => {
    expect(exceeded(`{{range until 5000}}{{$_ := ${call}}}{{end}}`, '9'.repeat(300_000))).toBe('steps');
  });

  test.each(['len $', 'not $', 'default 1 $', 'if $'])('a large object again and again: %s', (call) => {
    const data = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i]));
    const action = call.startsWith('if') ? `{{${call}}}{{end}}` : `{{$_ := ${call}}}`;
    expect(exceeded(`{{range until 5000}}${action}{{end}}`, data)).toBe('none');
  });

  test.each([
    ['1   '.repeat(60)],
    ['1  '.repeat(80)],
    ['>=  1 , '.repeat(30)],
    ['1 - '.repeat(60)],
    ['1-a.a'.repeat(50)],
    [' '.repeat(250)],
  ])('a constraint on versions that nearly matches: %s', (text) => {
    const start = performance.now();
    expect(() => parseTemplate('{{semverCompare .c "1.2.3"}}').execute({ c: `${text}!` })).toThrow(
      'improper constraint',
    );
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('output', () => {
    expect(exceeded('{{range until 9999}}{{repeat 10000 "x"}}{{end}}', {}, { steps: 1e9 })).toBe(
      'outputBytes',
    );
    expect(exceeded('ééé', {}, { outputBytes: 5 })).toBe('outputBytes');
    expect(exceeded('ééé', {}, { outputBytes: 6 })).toBe('none');
  });
  test('parentheses and blocks in the text', () => {
    expect(exceeded(`{{${'('.repeat(100_000)}1${')'.repeat(100_000)}}}`)).toBe('nesting');
    expect(exceeded(`${'{{if 1}}'.repeat(10_000)}${'{{end}}'.repeat(10_000)}`)).toBe('nesting');
    expect(
      exceeded(`${'{{if 1}}{{else '.repeat(0)}${'{{if 0}}{{else}}'.repeat(150)}x${'{{end}}'.repeat(150)}`),
    ).toBe('none');
  });
  test('a map that grows, text that is escaped, and time zones are paid for', () => {
    const growing = '{{$d := dict}}{{range 20}}{{$_ := set $d (toString .) 1}}{{end}}';
    expect(exceeded(growing, {}, { listItems: 10 })).toBe('listItems');
    expect(exceeded(growing, {}, { listItems: 20 })).toBe('none');
    expect(exceeded('{{html .}}', 'a'.repeat(300), { stringBytes: 1000 })).toBe('stringBytes');
    const zone = '{{range until 100}}{{$_ := dateInZone "2006" 0 "Europe/Paris"}}{{end}}';
    expect(exceeded(zone, {}, { steps: 10_000 })).toBe('steps');
    expect(exceeded(zone, {}, { steps: 50_000 })).toBe('none');
  });
  test('every limit can be set', () => {
    expect(Object.keys(DEFAULT_LIMITS)).toHaveLength(8);
    expect(exceeded('{{range until 100}}{{.}}{{end}}', {}, { steps: 50 })).toBe('steps');
    expect(exceeded('{{until 11}}', {}, { listItems: 10 })).toBe('listItems');
    expect(exceeded('{{repeat 11 "x"}}', {}, { stringBytes: 10 })).toBe('stringBytes');
  });
  test('a record of ordinary size is far from them', () => {
    const rows = Array.from({ length: 2000 }, (_, i) => ({ id: i, values: { a: 1.5, b: 'x', c: true } }));
    expect(
      exceeded(
        '{{range .}}{{.id}}{{range $k, $v := .values}}{{$k}}={{toJson $v}},{{end}}{{json .}}\n{{end}}',
        rows,
      ),
    ).toBe('none');
  });
});
