import { SinkInputError } from '../../../lib/sink/runtime/record';
import { createShaper, type ShapedRecord } from '../../../lib/sink/runtime/shape/shaper';
import { DEFAULTS, NOW, outcome, source } from './shaping';

const SECRET = 'pa55-word';

describe('reasons hold nothing of the data', () => {
  test.each([
    '{{ fail .s }}',
    '{{ range .s }}{{ end }}',
    '{{ range $i, $x := .s }}{{ end }}',
    '{{ .s.x }}',
    '{{ index .list .s }}',
    '{{ index .s "x" }}',
    '{{ index .list .n }}',
    '{{ slice .s 1 .n }}',
    '{{ add1 .s | printf "%d" | fail }}',
    '{{ mustToDate "2006-01-02" .s }}',
    '{{ mustRegexMatch .bad .s }}',
    '{{ mustFromJson .s }}',
    '{{ semver .s }}',
    '{{ semverCompare .s "1.2.3" }}',
    '{{ urlParse .url }}',
    '{{ template "x" .s }}{{ define "x" }}{{ fail . }}{{ end }}',
    '{{ call .s }}',
    '{{ lt .s 1 }}',
    '{{ eq .s .list }}',
    '{{ fail (printf "a>: wrong type for value; expected string; got %s" .s) }}',
    '{{ fail (printf "error calling %s: " .s) }}',
    '{{ repeat 99999999 .s }}',
    '{{ (index .odd .s).x }}{{ fail .s }}',
    '{{ dict .s | toJson | fail }}',
    '{{ get .s "x" }}',
    '{{ b64dec .s | fail }}',
    '{{ genPrivateKey .s }}',
    '{{ required .s nil }}',
    '{{ splitList .s }}',
    '{{ until .s }}',
    '{{ nosuch.s }}',
  ])('%s', async (template) => {
    const record = JSON.stringify({
      s: SECRET,
      n: 424242,
      list: [1],
      bad: `(${SECRET}`,
      url: `http://${SECRET}:x y`,
      odd: { [SECRET]: SECRET },
    });
    for (const sendPerRecord of [true, false]) {
      const text = sendPerRecord
        ? template
        : `{{ range . }}{{ $d := . }}{{ with $d }}${template}{{ end }}{{ end }}`;
      const reasons = await outcome({ template: text, sendPerRecord }, [record]).then(
        ({ dead }) => Object.values(dead).join(),
        (error: Error) => error.message,
      );
      expect(reasons).not.toContain(SECRET);
      expect(reasons).not.toContain('424242');
    }
  });

  test.each(['json', 'delimited'] as const)('%s that is not JSON, or has the ID already', async (format) => {
    const { dead } = await outcome({ format, idField: 'id', fields: ['x'] }, [
      SECRET,
      `{"${SECRET}":`,
      `{"id":"${SECRET}"}`,
      `["${SECRET}"]`,
      `"${SECRET}"`,
    ]);
    expect(Object.keys(dead)).toHaveLength(5);
    expect(JSON.stringify(dead)).not.toContain(SECRET);
  });
});

test('a template that cannot be read is said with its place', async () => {
  const bad = createShaper({ ...DEFAULTS, template: '{"a":{{ .a }' });
  await expect(bad).rejects.toThrow(SinkInputError);
  await expect(bad).rejects.toThrow(/^template: sink:1: /);
  await expect(createShaper({ ...DEFAULTS, template: '{{ nosuch }}' })).rejects.toThrow(
    'function "nosuch" not defined',
  );
});

test.each([
  [{ fields: ['a'], excludeFields: ['b'] }, 'fields and excludeFields exclude each other'],
  [{ format: 'raw', fields: ['a'] }, 'format raw takes records as they are'],
  [{ format: 'raw', dataField: 'a' }, 'format raw takes records as they are'],
  [{ format: 'raw', idField: 'a' }, 'format raw carries an idField only where a template writes it'],
] as const)('settings that contradict each other: %j', async (settings, message) => {
  await expect(createShaper({ ...DEFAULTS, ...settings })).rejects.toThrow(message);
});

test('the input is the record as it came', async () => {
  const shaper = await createShaper({ ...DEFAULTS, idField: 'id', dataField: 'd', fields: ['a'] });
  const shaped = shaper.shape(source('{"d":{"a":1,"b":2},"t":"2026-01-01"}'), NOW);
  expect(shaped).toMatchObject({ output: '{"id":"r0","a":1}', bytes: 17 });
  expect((shaped as ShapedRecord).input()).toEqual({ d: { a: 1, b: 2 }, t: '2026-01-01' });
  const raw = await createShaper({ ...DEFAULTS, format: 'raw' });
  expect((raw.shape(source('no JSON'), NOW) as ShapedRecord).input()).toBeUndefined();
});

test('the time of a template is that of the call', async () => {
  const shaper = await createShaper({ ...DEFAULTS, template: '{{ now | unixEpoch }}' });
  const output = (now: number) => (shaper.shape(source('{}'), now) as ShapedRecord).output;
  expect([output(1000), output(5000), output(1000)]).toEqual(['1', '5', '1']);
});

test('a template that changes its data changes no other record, and not the input', async () => {
  const template = '{{ $_ := set . "a" 2 }}{{ $_ = set . "n" 1 }}{{ toJson . }}';
  const { object, written } = await outcome({ template }, ['{"a":1}', '{"b":1}']);
  expect(object?.toString()).toBe('{"a":2,"n":1}\n{"a":2,"b":1,"n":1}\n');
  expect(written[0]?.input()).toEqual({ a: 1 });
});

test('chunks are made only when asked for, and may be asked for twice', async () => {
  const shaper = await createShaper(DEFAULTS);
  const shaped = shaper.shape(source('{"a":1}'), NOW) as ShapedRecord;
  const { chunks } = shaper.assemble([shaped], NOW);
  expect([...chunks].join('')).toBe('{"a":1}\n');
  expect([...chunks].join('')).toBe('{"a":1}\n');
});

test('nothing to assemble is no object', async () => {
  for (const settings of [
    {},
    { format: 'delimited' },
    { format: 'raw' },
    { sendPerRecord: false },
  ] as const) {
    for (const template of [undefined, 'x']) {
      const shaper = await createShaper({ ...DEFAULTS, ...settings, ...(template && { template }) });
      const { chunks, written, dead } = shaper.assemble([], NOW);
      expect([[...chunks], written, dead]).toEqual([[], [], []]);
    }
  }
});

test('a record of great depth is written, or dead where a template would read it', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const plain = await outcome({ omitIfEmpty: true }, [deep, `{"a":${deep}}`]);
  expect(plain.object?.toString()).toBe(`${deep}\n{"a":${deep}}\n`);
  const chosen = await outcome({ fields: ['a'], idField: 'id' }, [`{"a":${deep}}`]);
  expect(chosen.object?.toString()).toBe(`{"id":"r0","a":${deep}}\n`);
  const csv = await outcome({ format: 'delimited' }, [`{"a":${deep}}`]);
  expect(csv.object?.toString()).toBe(`a\r\n${deep}\r\n`);
  const { dead } = await outcome({ template: '{{ toJson . }}' }, [deep, '{}', `[1e400,${deep}]`]);
  expect(Object.keys(dead)).toEqual(['0', '2']);
});

test('a template that would run for ever costs only its own record', async () => {
  const template =
    '{{ if .bad }}{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}{{ end }}true';
  const { object, dead } = await outcome({ template }, ['{}', '{"bad":true}', '{}']);
  expect(object?.toString()).toBe('true\ntrue\n');
  expect(dead[1]).toMatch(/exceeds the limit of 1000000 steps$/);
});
