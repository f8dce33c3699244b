import { templateFindings } from '../../lib/policy/template-findings';
import { destinationOf } from './support';

const codesOf = (template: string, settings: Readonly<Record<string, unknown>> = {}) => {
  const sink = JSON.stringify({ source: { type: 'sqs' }, template, ...settings });
  const text = `objects: { prefix: exports }\naccess: { type: none }\nsink: ${sink}`;
  return templateFindings(destinationOf(text)).map(({ code, path }) => `${code} at ${path}`);
};
const NO_JSON = ['sink-template-no-json at sink.template'];
const LINE_BREAK = ['sink-template-line-break at sink.template'];
const OVER_LIST = ['sink-template-over-list at sink.template'];

test('without a template there is nothing to find', () => {
  expect(templateFindings(destinationOf('access: { type: none }\nsink: { source: { type: sqs } }'))).toEqual(
    [],
  );
  expect(templateFindings(destinationOf('access: { type: iam-user }'))).toEqual([]);
});

test.each([
  ['a value', '{{ .a }}', []],
  ['an object', '{"a":{{ .a }},"b":"{{ .b }}"}', []],
  ['an object and the final line break of YAML', '{"a":{{ .a }}}\n', []],
  ['a name that the record gives', '{"{{ .name }}":{{ .value }}}', []],
  ['a member that the record gives', '{ {{ .member }} }', []],
  ['a list of members', '[{{ .list }}]', []],
  ['a member that the record gives, after another', '{"a":{{ .a }},{{ .rest }}}', []],
  ['a member of which one action makes all', '{"a":{{ .a }},{{ printf "%q:%v" .name .value }}}', []],
  ['members that the record gives with their comma', '{ {{ .rest }}"a":{{ .a }}}', []],
  ['more members, or none', '{"a":{{ .a }},"b":"x"{{ .rest }}}', []],
  ['a member that the record gives, after a list', '{"a":[{{ .a }},{{ .b }}],{{ .rest }}}', []],
  ['a name of which one action makes all', '{ {{ toJson .name }} : {{ .value }} }', []],
  ['names, values and members together', '{"{{ .a }}":{{ .b }}0,{{ .c }}:[{{ .d }}],{{ .e }}}', []],
  ['zeros after a number', '{"ts":{{ .ts }}000}', []],
  ['zeros after a number that is all', '{{ .ts }}000', []],
  ['a number after a number', '{"t":{{ .s }}{{ printf "%03d" .ms }}}', []],
  ['a number in two fields', '{"t":{{ .s }}{{ .ms }}}', []],
  ['the digits after a sign and after a point', '{"a":-{{ .a }},"b":0.{{ .b }}}', []],
  ['what stands before a value, if anything', '{{ .a }}[{{ .b }}{"a":1},{{ .c }}"x"]', []],
  ['what stands before a member, in two actions', '{ {{ .rest }}{{ .comma }}"a":1}', []],
  ['a comma in a text', '{"a":"x, {{ .a }} y"}', []],
  ['braces that actions print', '{{ "{" }}"a":{{ .a }}{{ "}" }}', []],
  ['a text that goes through a function', '{{ "high" | toJson }}', []],
  ['brackets in a text', '{"a":"]}{{ .a }}{[\\"{{ .b }}","b":{{ .c }},{{ .d }}}', []],
  ['what an action keeps', '{{ $a := .a }}{{ toJson $a }}', []],
  ['comments', '{{/* what it is */}}{{ toJson . }}', []],
  ['nothing but a template within', '{{ define "x" }}no JSON{{ end }}', []],
  ['a template within', '{{ define "x" }}no JSON{{ end }}{{ toJson . }}', []],
  ['what depends on the record', '{{ if .a }}[1]{{ else }}x y{{ end }}', []],
  ['what begins as JSON, and then depends', '{"a":{{ if .a }}1{{ else }}2{{ end }}}', []],
  ['what an action keeps, between two values', '{"a":{{ $a := .a }}"x"}', []],
  ['what an action keeps is no value', '{"a":{{ $a := .a }}}', NO_JSON],
  ['a list without a comma', '[{"a":{{ .a }}}{"b":{{ .b }}}]', NO_JSON],
  ['a member in a list', '["a":{{ .a }}]', NO_JSON],
  ['a value in place of a member', '{ {{ .a }},0}', NO_JSON],
  ['a line of InfluxDB', 'reading,site={{ .site }} value={{ .value }}', NO_JSON],
  ['a line of CSV', '{{ .a }},{{ .b }}', NO_JSON],
  ['a text without quotes', 'temperature {{ if .a }}high{{ end }}', NO_JSON],
  ['a comma too many', '{"a":{{ .a }},}', NO_JSON],
  ['single quotes', "{'a':{{ .a }}}", NO_JSON],
  ['lines of an object', '{\n  "a": {{ .a }}\n}\n', LINE_BREAK],
  ['lines up to what depends', '{\n"a": {{ if .a }}1{{ end }}}', LINE_BREAK],
  ['a line break before it all', '\n{"a":{{ .a }}}', LINE_BREAK],
  ['a line break before what depends', '{{ $a := .a }}\n{{ if $a }}{{ toJson $a }}{{ end }}', LINE_BREAK],
  ['a line break after a template within', '{{ define "x" }}1{{ end }}\n{{ template "x" . }}', LINE_BREAK],
  ['one line break before what depends, after which nothing need come', '1\n{{ if .a }}{{ end }}', []],
  ['two line breaks at the end', '{{ toJson . }}\n\n', LINE_BREAK],
  ['a line break as on Windows at the end', '{{ toJson . }}\r\n', []],
  ['nothing but a line break', '\n', []],
  ['a line break that trimming takes away', '{\n{{- "" -}}\n"a":{{ .a }}}', []],
] as const)('%s', (_, template, expected) => {
  expect(codesOf(template)).toEqual(expected);
});

test.each([
  ['raw', 'a {{ .a }}\nb', { format: 'raw' }, []],
  ['lines of CSV', '{{ .a }},{{ .b }}', { format: 'delimited' }, []],
  [
    'chosen columns, which are read out of JSON',
    '{{ .a }},{{ .b }}',
    { format: 'delimited', fields: ['a'] },
    NO_JSON,
  ],
  ['chosen fields, of which lines do not matter', '{\n"a":{{ .a }}\n}', { fields: ['a'] }, []],
  ['lines of one array', '[\n{{ toJson (index . 0) }}\n]', { sendPerRecord: false }, []],
] as const)('%s', (_, template, settings, expected) => {
  expect(codesOf(template, settings)).toEqual(expected);
});

test.each([
  ['a field of the list', '{"a":{{ .a }}}', OVER_LIST],
  ['a field of each', '[{{ range $i, $r := . }}{{ if $i }},{{ end }}{{ .a }}{{ end }}]', []],
  ['a field of the first', '{"a":{{ (index . 0).a }}}', []],
  ['the list', '{{ toJson . }}', []],
  ['what fails for another reason', '{{ fail "no" }}', []],
] as const)('over the list: %s', (_, template, expected) => {
  expect(codesOf(template, { sendPerRecord: false })).toEqual(expected);
});
