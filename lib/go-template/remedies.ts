import type { Limits } from './limits';
import { functionNames } from './registry';

/** What to do about the common errors. Loaded with the first error: a template that works never needs it. */

/** Functions that exist in sprig but reach outside, make secrets, or are random. */
export const OUTSIDE: ReadonlySet<string> = new Set(
  (
    'env expandenv getHostByName genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey ' +
    'genSignedCert genSignedCertWithKey buildCustomCert bcrypt htpasswd derivePassword encryptAES decryptAES ' +
    'randAlphaNum randAlpha randAscii randNumeric randBytes randInt shuffle uuidv4'
  ).split(' '),
);

/** What other languages call it. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  toupper: 'upper',
  uppercase: 'upper',
  tolower: 'lower',
  lowercase: 'lower',
  length: 'len',
  size: 'len',
  count: 'len',
  strftime: 'date',
  formatdate: 'date',
  dateformat: 'date',
  sprintf: 'printf',
  format: 'printf',
  substring: 'substr',
  strip: 'trim',
  startswith: 'hasPrefix',
  endswith: 'hasSuffix',
  includes: 'contains',
  parseint: 'int',
  parsefloat: 'float64',
  number: 'float64',
  str: 'toString',
  string: 'toString',
  stringify: 'toJson',
  null: 'nil',
  none: 'nil',
  undefined: 'nil',
}; // prettier

const BLOCKS: Readonly<Record<string, string>> = {
  elseif: '{{else if .x}}',
  elif: '{{else if .x}}',
  elsif: '{{else if .x}}',
  for: '{{range .list}} ... {{end}}',
  foreach: '{{range .list}} ... {{end}}',
  each: '{{range .list}} ... {{end}}',
  while: '{{range .list}} ... {{end}}',
  unless: '{{if not .x}} ... {{end}}',
  endif: '{{end}}',
  endfor: '{{end}}',
}; // prettier

const OPERATORS: Readonly<Record<string, string>> = {
  '+': '{{ add .a 1 }}',
  '-': '{{ sub .a 1 }}',
  '*': '{{ mul .a 2 }}',
  '/': '{{ div .a 2 }}, with a fraction {{ divf .a 2 }}',
  '%': '{{ mod .a 2 }}',
  '=': '{{ if eq .a 1 }}',
  '!': '{{ if ne .a 1 }}, {{ if not .a }}',
  '>': '{{ if gt .a 1 }}, {{ if ge .a 1 }}',
  '<': '{{ if lt .a 1 }}, {{ if le .a 1 }}',
  '&': '{{ if and .a .b }}',
  '|': '{{ if or .a .b }}',
  '?': '{{ if .a }} ... {{ else }} ... {{ end }}',
}; // prettier

const PARSE: readonly (readonly [RegExp, string])[] = [
  [/^unclosed action/, 'Close the action with }}; a string in double quotes may not span lines.'],
  [/^unexpected EOF/, 'An {{if}}, {{with}}, {{range}}, {{define}} or {{block}} has no {{end}}.'],
  [/^unexpected \{\{end\}\}/, 'There is one {{end}} more than there are blocks.'],
  [/^unexpected \{\{else\}\}/, 'An {{else}} belongs into an {{if}}, {{with}} or {{range}}, once.'],
  [/^undefined variable/, 'Declare it with := before this line, in this block or an outer one.'],
  [/^unclosed comment|^comment ends/, 'A comment is {{/* ... */}}, alone in its action.'],
  [/^bad number syntax|^illegal number/, 'A trim marker needs a space next to it: {{ .a -}}.'],
  [/^unterminated quoted string/, 'End the string with ", or use `...` for one that spans lines.'],
  [/^malformed character constant|^unterminated character/, 'A text stands in double quotes: "n/a".'],
  [
    /^invalid syntax/,
    'A backslash in double quotes is written twice: "\\\\d"; in `...` it stands alone: `\\d`.',
  ],
  [/^unexpected "[,(]" in/, 'Arguments are separated by spaces: {{ add 1 2 }}, {{ eq .a 1.0 }}.'],
  [/^unexpected "\.\d/, 'An element is read with index: {{ index .a 0 }}.'],
  [/^unexpected "\{"/, 'An action cannot stand inside another one: (.x) instead of {{.x}}.'],
  [/outside \{\{range\}\}/, 'break and continue belong inside {{range}}.'],
  [
    /^bad character U\+002D/,
    'A key with a hyphen is read with index: {{ index . "a-b" }}; 1 less is {{ sub .a 1 }}.',
  ],
  [/^bad character U\+005B/, 'An element is read with index: {{ index .a 0 }}.'],
  [/^bad character U\+007D/, 'An action ends with two braces: }}.'],
  [/in template clause$/, 'The name of a template is a text: {{ template "name" . }}.'],
  [
    /nesting$/,
    'The template is nested more deeply than the limit allows: see "nesting" in the option "limits".',
  ],
];

/** `excerpt` is the line and a caret below the place, `text` the whole template. */
export function parseRemedy(goMessage: string, excerpt = '', text = ''): string | undefined {
  const message = goMessage.replace(/^template: .*?:\d+: /, '');
  const fn = /^function "(.*)" not defined$/.exec(message)?.[1];
  if (fn !== undefined) return missingFunction(fn);
  const operator =
    /^unexpected "(.)[^"]*" in (?!template)/.exec(message)?.[1] ??
    /^illegal number syntax: "([-+])"/.exec(message)?.[1];
  if (operator !== undefined && Object.hasOwn(OPERATORS, operator) && !/\S-\}|\{-\S/.test(excerpt))
    return `There are no operators, a function comes first: ${OPERATORS[operator]}.`;
  if (message.startsWith('undefined variable') && /\{\{-?\s*range\s+\$\w+\s+\$\w+/.test(excerpt))
    return 'A comma stands between the two variables: {{range $i, $e := .a}}.';
  const open = message.startsWith('unexpected EOF') ? unclosed(text) : undefined;
  if (open !== undefined) return `The {{${open.keyword}}} of line ${open.line} has no {{end}}.`;
  return PARSE.find(([pattern]) => pattern.test(message))?.[1];
}

function missingFunction(fn: string): string {
  if (OUTSIDE.has(fn))
    return `${fn} reaches outside the template or is random: it exists only where it is injected through "functions".`;
  const low = fn.toLowerCase();
  if (Object.hasOwn(BLOCKS, low)) return `Here it is ${BLOCKS[low]}.`;
  const dot = `a field needs a dot in front: .${fn}`;
  const near = Object.hasOwn(OTHER_NAMES, low) ? OTHER_NAMES[low] : nearest(fn);
  return near === undefined
    ? `There is no function of that name; ${dot}`
    : `There is no function of that name: did you mean ${near}? And ${dot}`;
}

/** The function that is one or two slips away. */
function nearest(name: string): string | undefined {
  const low = name.toLowerCase();
  const far = Math.min(2, Math.floor(name.length / 3));
  let [best, least] = [undefined as string | undefined, far + 1];
  for (const known of functionNames()) {
    const d = distance(low, known.toLowerCase());
    if (d < least) [best, least] = [known, d];
  }
  return best;
}

/** Letters to add, remove, change, or swap with their neighbour. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const at = (r: number, j: number) => rows[r]?.[j] ?? 0;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let d = Math.min(at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d = Math.min(d, at(i - 2, j - 2) + 1);
      row.push(d);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 3;
}

/** The innermost block that is still open at the end. */
function unclosed(text: string): { keyword: string; line: number } | undefined {
  const open: { keyword: string; line: number }[] = [];
  for (const m of text.matchAll(/\{\{(?:- )?\s*(?:\/\*[\s\S]*?\*\/|(if|with|range|define|block|end)\b)/g)) {
    const [, keyword] = m;
    if (keyword === 'end') open.pop();
    else if (keyword !== undefined) open.push({ keyword, line: text.slice(0, m.index).split('\n').length });
  }
  return open.at(-1);
}

const EXECUTE: readonly (readonly [RegExp, string])[] = [
  [
    /^nil pointer evaluating|^nil data/,
    'The value before the last dot is null; ask with {{with ...}} or {{if ...}} first.',
  ],
  [
    /^can't evaluate field \S+ in type \[\]/,
    'The data here are a list: go through them with {{range .}}, or render each record on its own (--per-record on the command line).',
  ],
  [
    /^can't evaluate field \S+ in type time\.Time/,
    'A time has methods such as .Unix, .Year and .Format "2006-01-02".',
  ],
  [
    /^can't evaluate field/,
    'The value before the last dot is not an object; a list element is read with index.',
  ],
  [
    /is not a method but has arguments$|^can't give argument to non-function/,
    'A function comes first, then its arguments: {{ add .a 1 }}; two values are two actions: {{ .a }}{{ .b }}.',
  ],
  [
    /^wrong number of args/,
    'Arguments are separated by spaces; a value that is piped in is the last one: {{ .x | trunc 5 }} is {{ trunc 5 .x }}.',
  ],
  [
    /^wrong type for value; expected int; got float64/,
    'A whole number is wanted: (int .x). With the numbers of strict-go every JSON number is a float64.',
  ],
  [/^expected integer; found/, 'A whole number is wanted, without quotes and without a fraction.'],
  [
    /^wrong type for value; expected string; got \[\]/,
    'A list is no text: join it, with the separator first: {{ join "," .x }}.',
  ],
  [/^wrong type for value; expected string; got/, 'Make a string of it first: (toString .x).'],
  [
    /^wrong type for value; expected bool; got/,
    'A condition is true or false: (gt .x 0.0), (eq .x "on"), (not (empty .x)).',
  ],
  [/^wrong type for value; expected map/, 'An object is wanted: the value itself is none.'],
  [/^invalid value; expected/, 'The value is missing; give it a default: (.x | default "").'],
  [
    /incompatible types for comparison/,
    'A number does not compare with a text: make a number of the text with (float64 .x), or write the other side as a text, in quotes. With the numbers of strict-go a JSON number is a float64: compare with 30.0, or with (int .x).',
  ],
  [/cannot index slice\/array with type float64/, 'A whole number is wanted: (int .i).'],
  [/index out of range/, 'The list is shorter; ask for its length first: {{if gt (len .l) 1}}.'],
  [/^range can't iterate over/, 'A range goes over a list, an object or a whole number.'],
  [
    /^list should be type of slice or array but string/,
    'Part of a text is substr, from and to: {{ substr 0 2 .x }}.',
  ],
  [/divide by zero|division by 0/, 'Ask before: {{if .n}}{{ div .a .n }}{{end}}.'],
  [
    /unsupported Perl syntax|invalid escape sequence: `\\\d/,
    'Expressions follow RE2: there are no (?=...), (?<=...), (?!...) and no \\1.',
  ],
  [/^template ".*" not defined/, 'Define it with {{define "name"}} ... {{end}}.'],
];

/** What to change in the template: whoever wrote it seldom sets the limits. */
const LIMITS: Readonly<Record<keyof Limits, string>> = {
  steps:
    'One execution does too much: let loops go over fewer elements, take loops within loops apart, or render record by record, which gives each a budget of its own.',
  outputBytes: 'The output is too long: print less, or render record by record.',
  stringBytes: 'One function makes too long a text: repeat or join less, or print in a loop.',
  depth:
    'A template calls itself without an end, or a value is too deep: give the recursion a condition that ends it.',
  listItems: 'A function makes too long a list: count less far with until, untilStep or seq.',
  regexLength: 'The regular expression is too long: take it apart, or look for a fixed text with contains.',
  regexSize: 'Repetitions such as {1000} are written out: repeat less, or write * or +.',
  nesting: 'Parentheses or blocks are nested too deep: keep values in variables, {{ $x := … }}.',
};

export function executionRemedy(goMessage: string, limit?: string): string | undefined {
  if (limit !== undefined && Object.hasOwn(LIMITS, limit)) return LIMITS[limit as keyof Limits];
  const message = goMessage.replace(/^[\s\S]*>: (error calling \w+: )?/, '');
  return EXECUTE.find(([pattern]) => pattern.test(message))?.[1];
}
