import { parseTemplate } from '../../lib/go-template';

const render = (template: string, data: unknown) => parseTemplate(template).execute(data);
const NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  'length',
  'then',
];

describe("JavaScript's own members are out of reach", () => {
  test.each(NAMES)('%s', (name) => {
    for (const data of [{}, { a: {} }, JSON.parse('{"a":{"b":1}}')]) {
      expect(
        render(
          `{{.${name}}}|{{.a.${name}}}|{{index . "${name}"}}|{{get . "${name}"}}|{{hasKey . "${name}"}}`,
          data,
        ),
      ).toMatch(/^<no value>\|<no value>\|<no value>\|\|false$/);
    }
    expect(
      render(
        `{{(dict "a" 1).${name}}}{{dig "${name}" "none" .}}{{pluck "${name}" .}}{{pick . "${name}"}}`,
        {},
      ),
    ).toBe('<no value>none[]map[]');
    for (const bad of ['.s', '.l', '.n', '(list 1)', '(semver "1.2.3")', '(now)']) {
      expect(() => render(`{{$x := ${bad}}}{{$x.${name}}}`, { s: 'x', l: [1], n: 1 })).toThrow(
        "can't evaluate field",
      );
    }
    if (name !== 'toString') expect(() => render(`{{${name}}}`, {})).toThrow('not defined');
  });

  test('own keys of these names are ordinary keys', () => {
    const data = JSON.parse('{"__proto__":{"x":1},"constructor":"c"}');
    expect(render('{{.__proto__.x}} {{.constructor}} {{json .}}', data)).toBe(
      '1 c {"__proto__":{"x":1},"constructor":"c"}',
    );
  });

  test('no prototype is polluted', () => {
    const template = `{{$_ := set . "__proto__" (dict "polluted" true)}}{{$d := dict "__proto__" (dict "polluted" 1)}}
      {{$_ := merge $d (fromJson "{\\"__proto__\\":{\\"polluted\\":2},\\"constructor\\":{\\"prototype\\":{\\"polluted\\":3}}}")}}
      {{$_ := mergeOverwrite (dict) $d}}{{$_ := deepCopy $d}}{{$_ := omit $d "x"}}{{$_ := pick $d "__proto__"}}{{toJson $d}}`;
    render(template, {});
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('the data are never changed', () => {
    const data = { m: { a: 1 }, l: [{ b: 2 }] };
    const before = structuredClone(data);
    render(
      '{{$_ := set .m "a" 9}}{{$_ := unset .m "a"}}{{range .l}}{{$_ := set . "b" 3}}{{end}}{{$_ := merge . (dict "x" 1)}}',
      data,
    );
    expect(data).toEqual(before);
    expect(render('{{$_ := set .m "a" 9}}{{.m.a}}', data)).toBe('9');
  });

  test('the data are never changed where they are a list', () => {
    const data = [{ a: 1 }, { a: 2 }];
    const before = structuredClone(data);
    render('{{range .}}{{$_ := set . "b" 1}}{{$_ := unset . "a"}}{{end}}', data);
    expect(data).toEqual(before);
  });

  test('functions in the data are never called', () => {
    let called = false;
    const f = () => {
      called = true;
    };
    expect(() => render('{{.f}}', { f })).toThrow("can't print");
    expect(() => render('{{call .f}}', { f })).toThrow('non-function');
    render('{{json (list 1)}}', { toJSON: f, toString: f, valueOf: f });
    expect(called).toBe(false);
  });

  test('one execution leaves nothing for the next', () => {
    const t = parseTemplate('{{$x := dict}}{{$_ := set $x "a" .}}{{$x}}');
    expect(t.execute(1)).toBe('map[a:1]');
    expect(t.execute(2)).toBe('map[a:2]');
  });
});
